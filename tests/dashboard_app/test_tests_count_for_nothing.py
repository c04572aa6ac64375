"""Test calls and calls of the staff, of every kind, change no business figure and no list as it stands without a filter: before and after are the same."""

from datetime import timedelta
from typing import Any

import pytest

from dashboard_app.call_filters import wanted_calls
from dashboard_app.viewer import Viewer
from db.actions.calls import BY_BROWSER, add_facts
from db.actions.follow_ups import settle_follow_ups
from db.actions.organizations import ensure_first_organization
from db.actions.staff_numbers import set_staff_numbers
from db.database import Database
from db.queries.follow_ups import open_follow_up_count
from db.queries.metrics.definitions import METRICS
from db.queries.today import Span, day_counts
from tests.dashboard_app.calls import START, add_cost, make_call
from tests.dashboard_app.conftest import Person
from tests.db.counting import count_calls

NOW = START + timedelta(hours=3)
STAFF = "+34600999111"
WEEK = "from=2026-11-16&to=2026-11-30"
KINDS: dict[str, dict[str, Any]] = {
    "served": {"intent": "book_appointment", "outcome": "appointment_booked"},
    "abandoned": {"intent": "book_appointment", "outcome": "abandoned", "text": "Quería cita."},
    "promised": {"intent": "complaint", "outcome": "callback_promised", "text": "Llámenme."},
    "forwarded": {"is_forwarded": True},
    "missed": {"is_answered": False},
    "live": {"is_over": False},
    "of a known customer": {
        "phone_number": "+34600111222",
        "intent": "book_appointment",
        "outcome": "abandoned",
    },
}


@pytest.fixture
def business(database: Database) -> Database:
    for number, kind in enumerate(KINDS.values(), 1):
        add_cost(
            database, make_call(database, number, **{"phone_number": f"+3460011133{number}"} | kind), "0.10"
        )
    return database


def add_tests(database: Database) -> None:
    """Of each kind one, and one by a browser."""
    calls = [
        make_call(database, number, is_test=True, **kind) for number, kind in enumerate(KINDS.values(), 50)
    ]
    for call in calls:
        add_cost(database, call, "9.90")
    with database.transaction() as session:
        add_facts(session, conversation_id=calls[0], facts={"channel": BY_BROWSER})


def add_staff(database: Database) -> None:
    """Of each kind one. The list of all calls shows them all the same."""
    with database.transaction() as session:
        set_staff_numbers(session, slug="autobox", numbers=[STAFF])
    for number, kind in enumerate(KINDS.values(), 70):
        make_call(database, number, **kind | {"phone_number": STAFF})


def figures(person: Person) -> dict[str, Any]:
    """Every metric, whole; what was shown when is not compared."""

    def shown(name: str) -> dict[str, Any]:
        answer = person.client.get(f"/api/metrics/{name}?{WEEK}")
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.get_json()
        return {
            key: value for key, value in content.items() if key not in {"as_of", "computed_at", "fresh_at"}
        }

    return {metric.name: shown(metric.name) for metric in METRICS}


def lists(database: Database) -> dict[str, Any]:
    """What the pages show without a filter."""
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        settle_follow_ups(session, organization_id=owner, since=START - timedelta(days=1))
    viewer = Viewer(organization_id=owner, timezone="Europe/Madrid", now=NOW)
    day = Span(START - timedelta(hours=9), START + timedelta(hours=15))
    with database.reading() as session:
        return {
            "calls": count_calls(session, wanted_calls({}, viewer)),
            "today": day_counts(session, organization_id=owner, spans=[day]).to_dict("list"),
            "follow-ups": open_follow_up_count(session, organization_id=owner),
        }


def test_no_metric_counts_them(business: Database, alicia: Person) -> None:
    before = figures(alicia)
    add_tests(business)

    assert before["calls"]["value"] > 0
    assert figures(alicia) == before


def test_no_list_shows_them_unasked(business: Database) -> None:
    before = lists(business)
    add_tests(business)

    assert before["calls"] > 0
    assert before["follow-ups"] > 0
    assert lists(business) == before


def test_nobody_of_the_staff_waits_for_us(business: Database) -> None:
    before = lists(business)
    add_staff(business)

    assert before["follow-ups"] > 0
    assert lists(business) | {"calls": before["calls"]} == before


def test_who_turns_out_to_be_of_the_staff_no_longer_waits(business: Database) -> None:
    before = lists(business)
    for number, kind in enumerate(KINDS.values(), 70):
        make_call(business, number, **kind | {"phone_number": STAFF})
    assert lists(business)["follow-ups"] == before["follow-ups"] + 1
    with business.transaction() as session:
        set_staff_numbers(session, slug="autobox", numbers=[STAFF])

    assert lists(business) | {"calls": before["calls"]} == before
