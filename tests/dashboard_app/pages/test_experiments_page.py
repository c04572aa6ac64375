"""The page of experiments: what it is for, what it would take, what was found, and that every number leads to its calls."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from dash import no_update

from dashboard_app.pages import experiments as page
from dashboard_app.preferences.describing import describe_change
from db.actions.experiments import end_experiment, pause_experiment
from db.database import Database
from db.experiments import Side
from db.models import Experiment, SettingChange
from db.queries.organizations import profiles
from db.queries.users import Member
from tests.dashboard_app.calls import make_call
from tests.dashboard_app.reading import links, with_class, words
from tests.db.experimenting import join, start_experiment

TYPED = {
    "name": "Saludo corto", "usual": "server", "other": "agent_b", "share": "20", "metric": "answered_rate", "difference": 10,
    "until": None,
}  # fmt: skip
NOW = datetime.now(UTC)


def plain(shown: Any) -> str:
    return words(shown).replace("\N{NO-BREAK SPACE}", " ")


def begin(database: Database, owner: Member, usual: int = 4, other: int = 2, **what: Any) -> UUID:
    """With calls of both sides, all but one answered."""
    with database.transaction() as session:
        found = start_experiment(session, owner.organization_id, **{"metric": "answered_rate", **what})
    for number in range(1, usual + other + 1):
        call = make_call(database, number, phone_number=f"+34600111{number:03d}", is_answered=number > 1)
        with database.transaction() as session:
            join(session, found, call, "a" if number <= usual else "b")
    return found


def test_nothing_yet_says_what_it_is_for_and_what_it_would_take(admin: Member) -> None:
    shown = plain(page.layout())

    assert "Todavía no hay experimentos" in shown
    assert "Un experimento nuevo" in shown
    assert "Necesita 971 llamadas con el agente de siempre y 243 con el otro." in shown
    assert "no se puede decir cuánto tardará" in shown


def test_what_it_would_take_follows_the_form(admin: Member) -> None:
    assert page.show_plan("server", "50", "booking_rate", 10).startswith("Necesita 388 llamadas")
    assert page.show_plan("", "50", "booking_rate", 0) == "La diferencia va de 1 a 50 puntos."
    assert page.show_plan("", "50", "booking_rate", "") == "La diferencia va de 1 a 50 puntos."


def test_it_is_started_asked_about_and_ended(admin: Member, database: Database) -> None:
    shown, told, _panel = page.done("start", "new", TYPED)
    assert "Está en marcha" in plain(told)
    assert "Saludo corto" in plain(shown)
    assert "El 20 % de quienes llaman tiene al agente agent_b" in plain(shown)
    with database.reading() as session:
        experiment = str(session.query(Experiment.id).scalar())

    _shown, _told, panel = page.done("ask", experiment, {})
    assert "¿Terminar el experimento?" in plain(panel)
    shown, told, _panel = page.done("end", experiment, {})
    assert "Terminado" in plain(told)
    assert "Saludo corto" in plain(shown)
    assert "Se terminó a mano." in plain(opened(experiment))
    assert "ELEVENLABS_AGENT_ID" in plain(opened(experiment))
    assert "No existe ese experimento" in plain(page.done("end", "nonsense", {})[1])


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"name": " "}, "Póngale un nombre"),
        ({"other": ""}, "Escriba el id del otro agente"),
        ({"difference": None}, "La diferencia va de 1 a 50 puntos"),
        ({"until": "2020-01-01"}, "El final tiene que estar en el futuro"),
    ],
)
def test_what_cannot_be_started_says_why(admin: Member, changes: dict[str, Any], told: str) -> None:
    assert told in plain(page.done("start", "new", TYPED | changes)[1])


def test_only_one_at_a_time(admin: Member, database: Database) -> None:
    begin(database, admin)

    assert "uno a la vez" in plain(page.done("start", "new", TYPED)[1])


def test_while_calls_are_missing_nothing_is_decided(admin: Member, database: Database) -> None:
    experiment = begin(database, admin, planned_usual=100, planned_other=42)
    shown = page.layout()

    assert "Todavía no se puede saber: faltan unas 136 llamadas." in plain(shown)
    assert "mejor." not in plain(shown)
    main = [link for link in links(shown) if "metric=answered_rate" in link]
    assert {re.findall("side=(.)", link)[0] for link in main} == {"a", "b"}
    assert all(f"experiment={experiment}" in link for link in links(shown) if link.startswith("/calls?"))


def test_with_its_calls_it_is_decided(admin: Member, database: Database) -> None:
    experiment = begin(database, admin, planned_usual=4, planned_other=2)
    with database.transaction() as session:
        end_experiment(session, session.get_one(Experiment, experiment), by=None, at=NOW, cause="complete")
    shown = plain(page.layout())

    assert "Queda abierto" in shown
    assert "Terminó solo cuando tuvo sus llamadas." in plain(opened(experiment))
    assert "Anteriores" in shown
    assert "Un experimento nuevo" in shown


def test_what_is_over_is_decided_by_what_was_counted_then(admin: Member, database: Database) -> None:
    """And is counted again for those who open it, once."""
    experiment = begin(database, admin, planned_usual=4, planned_other=2)
    with database.transaction() as session:
        end_experiment(session, session.get_one(Experiment, experiment), by=None, at=NOW, cause="complete")
    for number in range(10, 60):
        call = make_call(database, number, is_answered=number % 2 == 0)
        with database.transaction() as session:
            join(session, experiment, call, "b" if number % 2 else "a")
    with database.reading() as session:
        counts = {"usual_hits": 3, "usual_calls": 4, "other_hits": 2, "other_calls": 2}
        assert session.get_one(Experiment, experiment).found == counts

    assert "Queda abierto" in plain(with_class(page.layout(), "experiment-past"))
    assert not [link for link in links(page.layout()) if link.startswith("/calls?")]
    assert "27 de 2 llamadas previstas" in plain(opened(experiment))
    assert "Queda abierto" in plain(opened(experiment))
    assert page.show_past(2, {"type": page.OPENED, "experiment": str(experiment)}) is no_update
    assert "No existe ese experimento" in plain(opened(uuid4()))


def test_a_call_that_ends_draws_the_running_one_anew_and_nothing_else(
    admin: Member, database: Database
) -> None:
    assert page.follow(None, {}) == (no_update,) * 3  # who fills in the form is not disturbed
    experiment = begin(database, admin, planned_usual=100, planned_other=42)
    shown, over, states = page.follow(None, {})
    assert states == {str(experiment): "running"}
    assert "faltan unas 136" in plain(shown)
    assert over == []

    call = make_call(database, 20)
    with database.transaction() as session:
        join(session, experiment, call, "b")
    shown, *rest = page.follow(None, states)
    assert "faltan unas 135" in plain(shown)
    assert rest == [no_update, no_update]

    with database.transaction() as session:
        end_experiment(session, session.get_one(Experiment, experiment), by=None, at=NOW, cause="due")
    shown, over, states = page.follow(None, states)
    assert "Un experimento nuevo" in plain(shown)
    assert "135 llamadas de menos" in plain(over)
    assert states == {str(experiment): "ended"}


def opened(experiment: object) -> Any:
    return page.show_past(1, {"type": page.OPENED, "experiment": str(experiment)})


def test_a_split_that_is_none_is_told(admin: Member, database: Database) -> None:
    begin(database, admin, usual=40, other=5)

    assert "No se fíe de la comparación" in plain(page.layout())


def test_one_that_paused_says_why_and_can_go_on(admin: Member, database: Database) -> None:
    experiment = begin(database, admin)
    with database.transaction() as session:
        row = session.get_one(Experiment, experiment)
        pause_experiment(session, row, at=NOW, usual=Side(0, 20), other=Side(6, 12))
    shown = plain(page.layout())
    assert "no atendió 6 de 12 llamadas; el de siempre, 0 de 20" in shown
    assert "Seguir" in shown

    assert "Sigue:" in plain(page.done("resume", str(experiment), {})[1])
    assert "no atendió" not in plain(page.layout())


def test_the_log_of_settings_says_what_was_done(admin: Member, database: Database) -> None:
    page.done("start", "new", TYPED)
    with database.reading() as session:
        (change,) = session.query(SettingChange)
        (told,) = describe_change(change.subject, change.before, change.after, profiles(session)[0])

    assert (told.label, told.after.replace("\N{NO-BREAK SPACE}", " ")) == (
        "Saludo corto",
        "En marcha, agent_b 20 %",
    )


def test_its_date_is_told(admin: Member, database: Database) -> None:
    begin(database, admin, ends_at=NOW + timedelta(days=9))

    assert "Termina como muy tarde el" in plain(page.layout())
