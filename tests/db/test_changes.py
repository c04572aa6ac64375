"""Versions of the agent's settings: noticed with their first call, and compared with the days before."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from db.actions.calls import NewCall, add_facts, answer_call, end_call, open_call
from db.actions.deletions import delete_calls
from db.actions.organizations import ensure_first_organization
from db.actions.sound import MeasuredSound, save_measurement
from db.actions.staff_numbers import set_staff_numbers
from db.database import Database
from db.models import CallFact
from db.models.sound import FIGURES
from db.queries.metrics.changes import Started, changes, edges_of, new_versions, versions_between
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.intervals import newcombe
from db.queries.metrics.measure import measure
from db.queries.selection import Selection

BEGIN = datetime(2026, 5, 4, 9, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
MADRID = ZoneInfo("Europe/Madrid")
OLD, NEW = "agtvrsn_1", "agtvrsn_2"
TOOLS = [BY_NAME["tool_success_rate"]]


def call(database: Database, number: int, *, phone: str = "+34600111222", **facts: Any) -> UUID:
    """One an hour, answered; `facts` are what the bridge notes of it."""
    at = BEGIN + timedelta(hours=number)
    new = NewCall(
        call_sid=f"CA{number:032x}",
        direction="inbound",
        phone_number=phone,
        called_number=None,
        started_at=at,
        is_test=bool(facts.pop("is_test", False)),
    )
    with database.transaction() as session:
        found = open_call(session, call=new)
        answer_call(session, conversation_id=found, answered_at=at + timedelta(seconds=1))
        add_facts(session, conversation_id=found, facts=facts)
        end_call(
            session, conversation_id=found, ended_at=at + timedelta(seconds=60), end_reason="agent_hangup"
        )
    return found


def everything(database: Database) -> Selection:
    with database.transaction() as session:
        return Selection(organization_id=ensure_first_organization(session))


def tool(is_error: bool) -> dict[str, Any]:
    return {"book_appointment": {"is_error": is_error}}


def test_a_version_begins_with_its_first_customer(database: Database) -> None:
    call(database, 5, agent_version=OLD)
    call(database, 3, agent_version=OLD)
    call(database, 1, agent_version=NEW, is_test=True)
    call(database, 7, agent_version=NEW)

    selection = everything(database)
    with database.reading() as session:
        assert versions_between(session, selection) == [
            Started(OLD, BEGIN + timedelta(hours=3)),
            Started(NEW, BEGIN + timedelta(hours=7)),
        ]


def test_before_and_after_a_version(database: Database) -> None:
    """None in twelve fails, then nine in twelve; a third version within the days is named."""
    for number in range(12):
        call(database, number, agent_version=OLD, **tool(False))
    for number in range(12, 24):
        call(database, number, agent_version=NEW, **tool(number < 21))
    call(database, 25, agent_version="agtvrsn_3")

    selection = everything(database)
    with database.reading() as session:
        _, change, _ = changes(session, TOOLS, selection, days=7, now=NOW, zone=MADRID)
    found = change.differences["tool_success_rate"]

    assert (change.started.version, change.others) == (NEW, (OLD, "agtvrsn_3"))
    assert (found.before.value, found.before.n, found.after.value, found.after.n) == (1.0, 12, 0.25, 12)
    assert found.value == pytest.approx(-0.75)
    assert found.is_clear


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param({}, [OLD, NEW], id="calls of no known version before it"),
        pytest.param({"is_test": True}, [NEW], id="only a test before it"),
        pytest.param(None, [NEW], id="nothing before it"),
    ],
)
def test_what_an_organization_began_with_is_not_new(
    database: Database, before: dict[str, Any] | None, expected: list[str]
) -> None:
    if before is not None:
        call(database, 0, **before)
    call(database, 3, agent_version=OLD)
    call(database, 7, agent_version=NEW)

    selection = everything(database)
    with database.reading() as session:
        assert [one.version for one in new_versions(session, selection)] == expected


@pytest.mark.parametrize(
    ("first_call", "before", "after"),
    [
        pytest.param(
            "2026-03-30T10:00+02:00", "2026-03-16T10:00+01:00", "2026-04-13T10:00+02:00", id="spring"
        ),
        pytest.param(
            "2026-10-20T10:00+02:00", "2026-10-06T10:00+02:00", "2026-11-03T10:00+01:00", id="autumn"
        ),
    ],
)
def test_days_before_and_after_are_whole_where_the_clocks_change(
    first_call: str, before: str, after: str
) -> None:
    at = datetime.fromisoformat(first_call)
    expected = tuple(map(datetime.fromisoformat, (before, first_call, after)))

    assert edges_of(at, 14, datetime(2027, 1, 1, tzinfo=UTC), MADRID) == expected


def test_no_calls_before_say_nothing(database: Database) -> None:
    call(database, 0, agent_version=OLD, **tool(False))

    selection = everything(database)
    with database.reading() as session:
        (change,) = changes(session, TOOLS, selection, days=7, now=NOW, zone=MADRID)

    found = change.differences["tool_success_rate"]
    assert (found.value, found.interval, found.is_clear) == (None, None, False)


def test_newcombe_is_that_of_the_literature() -> None:
    """Newcombe 1998, example (a) of table II: 56 of 70 and 48 of 80."""
    assert newcombe((48, 80), (56, 70)) == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_staff_leave_the_figures_at_once(database: Database) -> None:
    call(database, 0)
    call(database, 1, phone="+34600999111")
    selection = everything(database)

    def counted() -> object:
        with database.reading() as session:
            return measure(session, [BY_NAME["calls"]], selection, now=NOW)["calls"].value

    with database.transaction() as session:
        assert set_staff_numbers(session, slug="autobox", numbers=["+34600999111"]) == 1
    assert counted() == 1
    with database.transaction() as session:
        assert set_staff_numbers(session, slug="autobox", numbers=[]) == 1
    assert counted() == 2


def test_the_recording_says_better_what_was_heard(database: Database) -> None:
    found = call(database, 0)
    figures = dict.fromkeys(FIGURES, 0) | {
        "duration_ms": 60_000,
        "heard_gap_p50_ms": 730,
        "heard_gap_p95_ms": 1900,
        "silence_agent_ms": 9_000,
        "silence_hold_ms": 3_000,
        "silence_caller_ms": 6_000,
    }
    measured = MeasuredSound(
        version="sound-1",
        quality=90,
        reasons=[],
        regions=[],
        gaps=[],
        caller_peaks=b"",
        agent_peaks=b"",
        figures=figures,
    )
    with database.transaction() as session:
        save_measurement(session, conversation_id=found, measured=measured)

    with database.reading() as session:
        fact = session.get_one(CallFact, found)
        seen = (fact.heard_gap_ms, fact.slow_gap_ms, fact.quiet_percent, fact.agent_quiet_percent)
    assert seen == (730, 1900, 30, 20)
    with database.transaction() as session:
        delete_calls(session, [found])
