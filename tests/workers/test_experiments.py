"""Experiments that nobody looks at: the guard pauses them and alerts, and they end by themselves."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from db.actions.calls import add_facts
from db.actions.experiments import end_experiment, resume_experiment
from db.actions.users import create_user
from db.database import Database
from db.models import Alert, Experiment, SettingChange
from db.queries.organizations import Profile
from tests.db.experimenting import join, start_experiment
from tests.workers.watch.conftest import NOW, Ring, autobox, watch
from workers.experiments import settle
from workers.watch.round import Watch

__all__ = ["autobox", "watch"]
STARTED = NOW - timedelta(days=1)


@pytest.fixture
def running(database: Database, autobox: Profile) -> UUID:
    return begin(database, autobox)


def begin(database: Database, autobox: Profile, **what: Any) -> UUID:
    when = {"started_at": STARTED, "running_since": STARTED}
    with database.transaction() as session:
        return start_experiment(session, autobox.id, **{**when, **what})


def ring(
    database: Database,
    experiment: UUID,
    side: str,
    calls: int,
    *,
    failed: int = 0,
    stand_in: int = 0,
    first: int = 0,
) -> None:
    """`first`: the number of the first of them, unique in the test."""
    rung = Ring(database)
    for _ in range(first):
        next(rung.numbers)
    with database.transaction() as session:
        for place in range(calls):
            reason = "agent_failed" if place < failed else "caller_hangup"
            call = rung.in_session(session, NOW - timedelta(hours=2, minutes=place), end_reason=reason)
            join(session, experiment, call, side)
            if failed <= place < failed + stand_in:
                add_facts(session, conversation_id=call, facts={"stand_in": "404"})


def state(database: Database, experiment: UUID) -> tuple[str, str | None]:
    with database.reading() as session:
        found = session.get_one(Experiment, experiment)
        return found.status, found.end_cause


@pytest.mark.parametrize("trouble", ["failed", "stand_in"])
def test_one_whose_agent_fails_is_paused_and_told(
    database: Database, running: UUID, watch: Watch, trouble: str
) -> None:
    ring(database, running, "a", 20)
    ring(database, running, "b", 12, first=100, **{trouble: 6})

    assert settle(database, NOW) == 1
    assert state(database, running) == ("paused", None)
    watch.all(NOW)
    with database.reading() as session:
        (alert,) = session.query(Alert).filter_by(rule="experiment")
        assert (alert.subject, alert.severity, alert.resolved_at) == (str(running), "critical", None)
        seen = {"usual_hits": 0, "usual_calls": 20, "other_hits": 6, "other_calls": 12}
        assert alert.evidence == {**seen, "name": "Shorter greeting"}
        (change,) = session.query(SettingChange)
        assert (change.user_id, change.after["status"]) == (None, "paused")
    assert settle(database, NOW) == 0


def test_where_both_fail_it_is_not_the_agent(database: Database, running: UUID) -> None:
    ring(database, running, "a", 20, failed=10)
    ring(database, running, "b", 12, failed=6, first=100)

    assert settle(database, NOW) == 0
    assert state(database, running) == ("running", None)


def test_what_was_resumed_is_guarded_anew(
    database: Database, autobox: Profile, running: UUID, watch: Watch
) -> None:
    ring(database, running, "a", 20)
    ring(database, running, "b", 12, failed=6, first=100)
    settle(database, NOW)
    watch.all(NOW)
    with database.transaction() as session:
        by = create_user(
            session,
            organization_id=autobox.id,
            email="eva@example.com",
            role="admin",
            password="a long enough password",
        )
        row = session.get_one(Experiment, running)
        assert resume_experiment(session, row, by=by, at=NOW)
        assert not resume_experiment(session, row, by=by, at=NOW)

    assert settle(database, NOW + timedelta(minutes=1)) == 0
    assert state(database, running) == ("running", None)
    watch.all(NOW + timedelta(hours=1))
    with database.reading() as session:
        assert session.query(Alert).filter_by(rule="experiment").one().resolved_at is not None


def test_its_date_comes(database: Database, autobox: Profile) -> None:
    found = begin(database, autobox, ends_at=NOW)

    assert settle(database, NOW - timedelta(seconds=1)) == 0
    assert settle(database, NOW) == 1
    assert state(database, found) == ("ended", "due")


def test_its_calls_are_there(database: Database, autobox: Profile) -> None:
    found = begin(database, autobox, metric="answered_rate", planned_usual=6, planned_other=4)
    ring(database, found, "a", 6)
    ring(database, found, "b", 3, first=100)
    assert settle(database, NOW) == 0

    ring(database, found, "b", 1, first=200)
    assert settle(database, NOW) == 1
    assert state(database, found) == ("ended", "complete")


def test_what_is_over_stays_so(database: Database, running: UUID) -> None:
    with database.transaction() as session:
        row = session.get_one(Experiment, running)
        assert end_experiment(session, row, by=None, at=NOW, cause="stopped")
        assert not end_experiment(session, row, by=None, at=NOW, cause="due")

    assert state(database, running) == ("ended", "stopped")
