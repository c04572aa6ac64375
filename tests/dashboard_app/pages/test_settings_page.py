"""Settings: forms that say what is wrong, changes that are kept with who made them, and administrators who cannot lock everybody out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dash import html
from flask import current_app
from rq import Queue
from sqlalchemy import update

from dashboard_app.monitoring import states
from dashboard_app.pages import monitoring, places, settings, settings_people
from dashboard_app.preferences.retention import about
from db.actions.members import LastAdministratorError, add_member, change_member
from db.actions.settings import change_setting
from db.actions.users import hash_token
from db.database import Database
from db.models import Conversation, User
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.measure import measure
from db.queries.organizations import Profile, profile_of
from db.queries.selection import Selection
from db.queries.users import Member
from tests.dashboard_app.calls import START, make_call
from tests.dashboard_app.reading import parts, with_class, words
from workers.queue import DEFAULT, JobQueue


def kept(database: Database, who: Member) -> Profile:
    with database.reading() as session:
        return profile_of(session, who.organization_id)


GOOD: dict[str, tuple[dict[str, Any], str, Any]] = {
    "budget": ({"day": 12.5, "month": 200}, "ai_budget", {"day_eur": "12.50", "month_eur": "200.00"}),
    "staff": ({"numbers": "612 48 09 17\n+34971550100"}, "staff_numbers", ["+34612480917", "+34971550100"]),
    "reports": (
        {"recipients": "toni@taller.example"},
        "weekly_report",
        {"recipients": ["toni@taller.example"]},
    ),
    "telephone": (
        {
            "closed": "voicemail",
            "unanswered": "agent",
            "degraded": "person",
            "ring_seconds": 30,
            "whisper": True,
            "accept_key": False,
        },
        "telephone",
        {"closed": "voicemail", "degraded": "person", "ring_seconds": 30},
    ),
    "recording": (
        {"enabled": False, "notice": "carrier", "retention_days": 30},
        "recording",
        {"enabled": False, "retention_days": 30},
    ),
    "retention": ({"days": 365, "confirmed": ""}, "call_retention", {"days": 365}),
    "privacy": ({"masking": False}, "mask_pii", False),
    "sampling": (
        {"share": 20, "always": ["complaint"]},
        "ai_sampling",
        {"share": 0.2, "always": ["complaint"]},
    ),
}
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "organization": ({"name": " ", "language": "es"}, "El nombre debe tener"),
    "staff": ({"numbers": "casa"}, "casa no es un número de teléfono"),
    "reports": ({"recipients": "toni"}, "no es una dirección"),
    "telephone": (
        {"closed": "ring", "unanswered": "agent", "degraded": "native", "ring_seconds": 3},
        "de 5 a 120",
    ),
    "recording": ({"enabled": True, "notice": "carrier", "retention_days": 0}, "de 1 a 3650"),
    "retention": ({"days": 29, "confirmed": ""}, "de 30 a 3650 días enteros"),
    "hours": ({"mon": "25:00-26:00"}, "08:00-13:00"),
    "sampling": ({"share": 120, "always": []}, "de 0 a 100"),
    "budget": ({"day": -1, "month": None}, "de 0 a 10.000 euros"),
}


@pytest.mark.parametrize("form", GOOD)
def test_what_is_saved_is_kept_with_who_saved_it(admin: Member, database: Database, form: str) -> None:
    typed, name, value = GOOD[form]

    assert "Guardado." in words(settings.saved(form, typed))
    assert kept(database, admin).settings[name] == value
    assert "admin@example.com" in words(settings.changes())
    assert "ya está así" in words(settings.saved(form, typed))


@pytest.mark.parametrize("form", BAD)
def test_what_is_wrong_is_said_and_nothing_changes(admin: Member, database: Database, form: str) -> None:
    before = kept(database, admin)
    typed, said = BAD[form]

    assert said in words(settings.saved(form, typed))
    assert kept(database, admin) == before


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        pytest.param({"day": None, "month": 5}, "cuánto al día", id="no day"),
        pytest.param({"day": 4, "month": 3}, "menor que el del día", id="a month below a day"),
        pytest.param({"day": 6, "month": None}, "permite 5,00 € como mucho", id="over the server's"),
        pytest.param({"day": 2, "month": 50}, "Guardado.", id="within the server's"),
    ],
)
def test_budgets_stay_within_what_the_server_allows(
    admin: Member, database: Database, monkeypatch: pytest.MonkeyPatch, typed: dict[str, Any], said: str
) -> None:
    strict = replace(current_app.extensions["worker_settings"], is_daily_budget_set=True)
    monkeypatch.setitem(current_app.extensions, "worker_settings", strict)

    assert said in words(settings.saved("budget", typed)).replace("\xa0", " ")
    assert "AI_DAILY_BUDGET_EUR" in words(settings.layout())


def test_hours_come_with_the_feasts_of_their_region(admin: Member, database: Database) -> None:
    typed = {"mon": "08:00-13:00, 15:00-18:30", "closed": "2026-08-10..2026-08-21", "region": "es-ib"}

    assert "Guardado." in words(settings.saved("hours", typed))
    hours = kept(database, admin).settings["opening_hours"]
    assert hours["week"]["mon"] == ["08:00-13:00", "15:00-18:30"]
    assert (hours["region"], bool(hours["feasts"])) == ("ES-IB", True)
    assert with_class(settings.layout(), "setting-field")


def test_a_name_of_ones_own(admin: Member, database: Database) -> None:
    settings.saved("organization", {"name": "Taller Nord", "language": "ca"})

    found = kept(database, admin)
    assert (found.name, found.language) == ("Taller Nord", "ca")


def test_calls_of_new_staff_count_no_more(admin: Member, database: Database) -> None:
    make_call(database, 1, phone_number="+34612480917")
    everybody = Selection(organization_id=admin.organization_id)

    def counted() -> int:
        with database.reading() as session:
            return measure(session, [BY_NAME["calls"]], everybody, now=START)["calls"].n

    assert counted() == 1
    settings.saved("staff", {"numbers": "+34612480917"})
    assert counted() == 0
    settings.saved("staff", {"numbers": ""})
    assert counted() == 1


@pytest.mark.parametrize(("count", "said"), [(0, "0"), (10_000, "10.000"), (10_001, "más de 10.000")])
def test_how_many_calls_would_lose_their_words_is_said_up_to_many(
    admin: Member, count: int, said: str
) -> None:
    assert about(count) == said


def test_words_of_old_calls_go_only_when_their_number_was_written(admin: Member, database: Database) -> None:
    for number, months in ((1, 2), (2, 2), (3, 14)):
        call = make_call(database, number, text="Hola.")
        with database.transaction() as session:
            moved = update(Conversation).where(Conversation.id == call)
            ago = datetime.now(UTC) - timedelta(days=31 * months)
            session.execute(moved.values(started_at=ago, answered_at=ago, ended_at=ago))

    said = words(settings.layout())
    assert "con 90 días de plazo, 1 ; con un año, 1" in said.replace("1;", "1 ;")

    def saved(days: int | None, confirmed: str = "") -> str:
        return words(settings.saved("retention", {"days": days, "confirmed": confirmed}))

    assert "Llamadas de más de 40 días: 3." in saved(40)
    assert "escriba 3 bajo los días" in saved(40, "2")
    assert "call_retention" not in kept(database, admin).settings
    assert "Guardado." in saved(40, " 3 ")
    assert kept(database, admin).settings["call_retention"] == {"days": 40}
    assert "ya está así" in saved(40)  # asked once
    assert "Llamadas de más de 30 días: 3." in saved(30, "1")
    assert "Guardado." in saved(None)
    assert "call_retention" not in kept(database, admin).settings


TOLD = {
    "budget": "Al día, en euros: 5 → 12,5",
    "staff": "Números del personal: – → +34612480917, +34971550100",
    "reports": "Direcciones de correo: – → toni@taller.example",
    "telephone": "El móvil suena, en segundos: 25 → 30",
    "recording": "Grabar llamadas: sí → no",
    "retention": "Guardar lo que se dijo, en días: – → 365",
    "privacy": "Ocultar los datos personales al modelo: sí → no",
    "sampling": "Y siempre estas: – → Queja",
}


@pytest.mark.parametrize("form", TOLD)
def test_changes_are_told_in_the_words_of_the_form(admin: Member, form: str) -> None:
    settings.saved(form, GOOD[form][0])

    assert TOLD[form] in " ".join(words(settings.changes()).split())


def test_changes_of_people_and_of_assumptions_are_told_in_words(admin: Member, database: Database) -> None:
    settings_people.added("ana@example.com", "staff")
    who = {"organization_id": admin.organization_id, "by": admin.id}
    with database.transaction() as session:
        change_setting(session, **who, name="roi", value={"gross_margin": 0.4, "average_ticket_euros": 200.0})
        change_setting(session, **who, name="roi", value="by hand")

    said = " ".join(words(settings.changes()).split())
    assert "ana@example.com: – → Personal" in said
    assert "Margen bruto: – → 40 %" in said
    assert "Factura media: – → 200,00 €" in said
    assert "by hand" in said


def test_links_lead_to_every_part_that_the_reader_sees(admin: Member) -> None:
    page = settings.layout()

    [ways] = with_class(page, "settings-ways")
    headings = with_class(page, "settings-heading")
    assert [link.href for link in ways.children] == [f"#{heading.id}" for heading in headings]
    assert "Otros programas" in words(ways)


def test_others_have_no_links_to_what_administrators_see(analyst: Member) -> None:
    assert "Otros programas" not in words(settings.layout())


def test_who_works_with_calls_sees_the_own_account_alone(reader: Member) -> None:
    page = settings.layout()

    assert "Contraseña" in words(page)
    assert with_class(page, "settings-heading") == []
    assert "Horario" not in words(page)


def test_others_look_and_change_nothing(analyst: Member, database: Database) -> None:
    page = settings.layout()

    assert "Solo los administradores cambian esto." in words(page)
    assert "Solo los administradores" in words(settings.saved("staff", {"numbers": "+34612480917"}))
    assert kept(database, analyst).settings.get("staff_numbers") is None
    assert "/settings" not in [place.path for place in places("staff")]


def test_somebody_new_gets_a_password_that_is_shown_once(admin: Member, database: Database) -> None:
    told = settings_people.added("ana@example.com", "staff")

    assert with_class(told, "shown-once")
    assert "ana@example.com" in words(settings_people.table())
    assert "ya la tiene alguien" in words(settings_people.added("ana@example.com", "staff"))


def test_without_a_mail_server_nobody_is_invited(admin: Member) -> None:
    [choice] = [
        one
        for one in with_class(settings_people.people_card(), "filter")
        if settings_people.FIRST_PASSWORD in str(one.to_plotly_json())
    ]

    assert choice.hidden
    assert "Enviar la invitación" not in words(settings_people.table())


def invited_jobs() -> list[str]:
    queue = Queue(DEFAULT, connection=current_app.extensions["job_queue"].redis)
    return [str(job.args[0]) for job in queue.get_jobs() if job.func_name == "workers.jobs.send_invitation"]


def test_somebody_new_is_invited_and_once_more(
    admin: Member, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing = replace(current_app.extensions["dashboard_settings"], sends_mail=True)
    monkeypatch.setitem(current_app.extensions, "dashboard_settings", mailing)
    told = settings_people.added("ana@example.com", "staff", by_mail=True)
    [ana] = [one for one in settings_people.people() if one.email == "ana@example.com"]

    assert "está en camino" in words(told)
    assert with_class(told, "shown-once") == []
    assert invited_jobs() == [str(ana.id)]
    table = words(settings_people.table())
    assert "aún sin contraseña" in table
    assert table.count("Enviar la invitación otra vez") == 1, "only who has no password yet"
    current_app.extensions["job_queue"].redis.flushdb()
    assert "está en camino" in words(settings_people.stepped("invite", str(ana.id)))
    assert invited_jobs() == [str(ana.id)]
    assert "ana@example.com: – → Personal" in " ".join(words(settings.changes()).split())


def test_an_invitation_that_cannot_be_queued_is_told_and_can_be_sent_again(
    admin: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(current_app.extensions, "job_queue", JobQueue("unix:///nowhere.sock"))

    assert "no se puede enviar ahora" in words(
        settings_people.added("ana@example.com", "staff", by_mail=True)
    )
    assert "aún sin contraseña" in words(settings_people.table())


def test_an_administrator_must_stay(admin: Member, database: Database) -> None:
    with database.transaction() as session, pytest.raises(LastAdministratorError):
        change_member(
            session,
            organization_id=admin.organization_id,
            by=admin.id,
            user_id=admin.id,
            role="staff",
            is_active=True,
        )


def test_who_is_removed_is_out_and_can_come_back(admin: Member, database: Database) -> None:
    with database.transaction() as session:
        ana = add_member(
            session,
            organization_id=admin.organization_id,
            by=admin.id,
            email="ana@example.com",
            role="admin",
            password="a long password",
        )

    assert "Cambiado." in words(settings_people.stepped("leave", str(ana)))
    assert "fuera" in words(settings_people.table())
    assert "Cambiado." in words(settings_people.stepped("return", str(ana)))
    assert "Cambiado." in words(settings_people.with_role(str(ana), "analyst"))


def test_a_token_of_ones_own_is_shown_once(admin: Member, database: Database) -> None:
    told = settings_people.show_new_token(1)
    [shown] = with_class(told, "shown-once")

    with database.reading() as session:
        user = session.get(User, admin.id)
        assert user is not None
        assert user.token_hash == hash_token(shown.children)
    assert shown.children not in words(settings.changes())
    settings_people.stepped("token", str(admin.id))
    assert settings_people.people()[0].has_token is False


def test_supervision_shows_the_server_to_those_who_keep_it(reader: Member) -> None:
    page = words(monitoring.layout())

    assert "Presupuesto para análisis con IA" in page
    assert "PostgreSQL" not in page


def test_supervision_says_what_is_missing(admin: Member) -> None:
    page = words(monitoring.layout())

    assert "PostgreSQL" in page
    assert "Nothing" not in page
    assert "python -m workers" in page
    assert "No ha fallado ningún trabajo" in page


def test_a_database_of_another_version_says_what_to_run() -> None:
    [state] = states.dependency_states({"migrations": {"status": "down", "error": "NotReadyError"}})

    assert state.look == "bad"
    assert "NotReadyError" not in state.word
    assert "python -m db.release" in state.remedy


def test_no_head_of_a_table_is_empty(admin: Member) -> None:
    """A screen reader would read a head that says nothing with every cell below it."""
    assert [head for head in parts(settings.layout()) if isinstance(head, html.Th) and not words(head)] == []
