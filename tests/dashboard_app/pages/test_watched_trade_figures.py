"""Key figures of a line of business in alert rules of one's own and in experiments, also after the template has lost them."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from sqlalchemy import update

from dashboard_app.components.experiment_form import field as experiment_field
from dashboard_app.components.own_rules import field as rule_field
from dashboard_app.pages import alerts, experiments, settings_own_rules
from db.actions.alerts import NewAlert, open_alert
from db.database import Database
from db.models import Experiment, OwnAlertRule
from db.queries.organizations import profiles
from db.queries.users import Member
from tests.dashboard_app.calls import START, make_call
from tests.dashboard_app.conftest import Person
from tests.dashboard_app.reading import links, with_class, with_id, words
from tests.db.experimenting import join
from workers.watch.organization_state import state_of
from workers.watch.own import look_at_own

HELPED = "breakdown_helped_share"
RULE = {"name": "Averías", "metric": HELPED, "comparison": "under", "threshold": 90, "hours": "24", "minimum": 4, "severity": "warning"}  # fmt: skip
TYPED = {"name": "Grúa", "usual": "server", "other": "agent_b", "share": "50", "metric": HELPED, "difference": 10, "until": None}  # fmt: skip


def breakdowns(database: Database, numbers: range, outcome: str) -> list[UUID]:
    return [
        make_call(database, number, phone_number=f"+34600111{number:03d}", intent="breakdown_assistance", outcome=outcome)
        for number in numbers
    ]  # fmt: skip


def plain(shown: Any) -> str:
    return words(shown).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def rule(admin: Member) -> None:
    settings_own_rules.done("save", "new", RULE)


def looked_at(database: Database) -> Any:
    """The card of the alert that the rule opens."""
    now = START + timedelta(minutes=30)
    with database.transaction() as session:
        [owner] = profiles(session)
        state = state_of(session, owner, now, is_host=True)
        for kept in state.own:
            for found in look_at_own(kept, state, session):
                assert isinstance(found, NewAlert)
                open_alert(session, organization_id=owner.id, alert=found, at=now)
    [card] = with_class(alerts.layout(), "alert-card")
    return card


def test_a_rule_watches_one(rule: None, database: Database) -> None:
    lost = breakdowns(database, range(1, 8), "abandoned")
    breakdowns(database, range(8, 10), "appointment_booked")
    make_call(database, 10, intent="book_appointment", outcome="abandoned")

    _, form = settings_own_rules.done("add", "new", {})
    options = {one["value"] for one in with_id(form, rule_field("metric")).options}
    assert {HELPED, "answered_rate"} <= options
    assert "menos de 90 %" in plain(settings_own_rules.listed(may_change=True))
    assert settings_own_rules.name_unit(HELPED) == "Límite, en tanto por ciento"
    card = looked_at(database)
    assert "2 de 9 llamadas: el 22 %" in plain(card)
    [link] = [one for one in links(card) if one.startswith("/calls")]
    assert parse_qs(urlsplit(link).query)["id"][0].split(",") == [str(one) for one in reversed(lost)]


def test_a_rule_keeps_what_its_figure_counted(rule: None, database: Database) -> None:
    """As after the template was changed: the rule goes on, and can be changed."""
    with database.transaction() as session:
        session.execute(update(OwnAlertRule).values(metric="of_an_older_template"))
    breakdowns(database, range(1, 8), "abandoned")

    card = looked_at(database)
    assert "0 de 7 llamadas" in plain(card)
    assert "menos de 90 %" in plain(settings_own_rules.listed(may_change=True))
    with database.reading() as session:
        kept = str(session.query(OwnAlertRule.id).scalar())
    _, form = settings_own_rules.done("edit", kept, {})
    choice = with_id(form, rule_field("metric"))
    assert choice.value in {one["value"] for one in choice.options}
    told, _ = settings_own_rules.done("save", kept, {**RULE, "metric": choice.value, "threshold": 80})
    assert "Guardado" in words(told)


def test_programs_make_such_rules_and_change_them_to_others(alicia: Person) -> None:
    wanted = {"name": "x", "metric": HELPED, "hours": 24, "comparison": "under", "threshold": 0.5}
    made = alicia.client.post("/api/alert-rules", json=wanted).get_json()
    assert made["metric"] == HELPED
    path = f"/api/alert-rules/{made['id']}"
    assert alicia.client.patch(path, json={"enabled": False}).get_json()["metric"] == HELPED
    refused = alicia.client.patch(path, json={"metric": "of_nobody"})
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (422, "unknown_metric")
    assert alicia.client.patch(path, json={"metric": "answered_rate"}).get_json()["metric"] == "answered_rate"


def test_it_decides_an_experiment(admin: Member, database: Database) -> None:
    options = {one["value"] for one in with_id(experiments.layout(), experiment_field("metric")).options}
    assert {HELPED, "booking_rate"} <= options
    shown, _told, _panel = experiments.done("start", "new", TYPED)
    assert "Averías" in plain(with_class(shown, "experiment-figure"))
    with database.reading() as session:
        experiment = session.query(Experiment.id).scalar()
    for side, outcome, numbers in (("a", "abandoned", range(1, 4)), ("b", "appointment_booked", range(4, 6))):
        for call in breakdowns(database, numbers, outcome):
            with database.transaction() as session:
                join(session, experiment, call, side)
    shown = plain(experiments.shown())
    assert "0 de 3" in shown
    assert "2 de 2" in shown

    with database.transaction() as session:
        session.execute(update(Experiment).values(metric="of_an_older_template"))
    assert "2 de 2" in plain(experiments.shown())
    experiments.done("end", str(experiment), {})
    with database.reading() as session:
        found = session.query(Experiment.found).scalar()
    assert found == {"usual_hits": 0, "usual_calls": 3, "other_hits": 2, "other_calls": 2}
