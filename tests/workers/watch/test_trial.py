"""On which days a rule would have alerted: calls by the hour as a table, and real ones against the watch itself."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from db.actions.own_rules import add_rule
from db.actions.users import create_user
from db.database import Database
from db.models import Alert, User
from db.own_rules import OwnRule
from db.queries.metrics.definitions import METRICS
from db.queries.metrics.hours import Hour, by_hour, together
from db.queries.metrics.measure import measure
from db.queries.metrics.periods import midnight
from db.queries.organizations import Profile
from db.queries.selection import Selection
from tests.workers.watch.conftest import NOW, Ring
from workers.watch.round import Watch
from workers.watch.stretches import Calendar
from workers.watch.trial import number, trial, tried

CALENDAR = Calendar(ZoneInfo("Europe/Madrid"), None)
RATE: dict[str, Any] = {
    "name": "x",
    "metric": "fault_rate",
    "hours": 3,
    "comparison": "over",
    "threshold": 0.3,
    "minimum": 4,
}
MISSED = RATE | {"metric": "missed_calls", "threshold": 5, "hours": 24}
BEGIN = midnight(NOW.date() - timedelta(days=27), "Europe/Madrid")
Hours = dict[int, Hour]


def hours_ago(*counted: tuple[float, int, int]) -> Hours:
    """(hours before now, faulty calls, calls)."""
    return {
        number(NOW - timedelta(hours=ago)): Hour({"faulty": bad, "finished": n, "missed": bad})
        for ago, bad, n in counted
    }


@pytest.mark.parametrize(
    ("rule", "hours", "opened", "over"),
    [
        pytest.param(RATE, {}, [], [], id="no calls"),
        pytest.param(RATE, hours_ago((50, 0, 20)), [], [], id="nothing wrong"),
        pytest.param(RATE, hours_ago((50, 3, 3)), [], [], id="too few calls"),
        pytest.param(RATE, hours_ago((50, 3, 8)), [], [], id="may be chance"),
        pytest.param(RATE, hours_ago((50, 9, 10)), [49], [None], id="no calls came after, for less than a week"),
        pytest.param(RATE, hours_ago((300, 9, 10)), [299], [131], id="nor for a week"),
        pytest.param(RATE, hours_ago((50, 9, 10), (46, 0, 10)), [49], [45], id="over with the next calls"),
        pytest.param(RATE, hours_ago((50, 9, 10), (46, 0, 10), (40, 9, 9)), [49, 39], [45, None], id="twice"),
        pytest.param(MISSED, hours_ago((50, 6, 9)), [49], [25], id="as the window moves on"),
        pytest.param(MISSED, hours_ago((50, 6, 9), (26, 1, 9), (20, 5, 5)), [49], [25], id="not again by calls of before its end"),
    ],
)  # fmt: skip
def test_when_it_would_have_alerted(
    rule: dict[str, Any], hours: Hours, opened: list[int], over: list[int | None]
) -> None:
    found = tried(OwnRule(**rule), CALENDAR, hours, BEGIN, NOW)
    at: Callable[[Any], Any] = lambda ago: None if ago is None else NOW - timedelta(hours=ago)  # noqa: E731
    assert [one.opened_at for one in found.firings] == [at(one) for one in opened]
    assert [one.over_at for one in found.firings] == [at(one) for one in over]
    assert len(found.days) == 28
    assert sum(state == "opened" for state in found.days.values()) == len({at(one).date() for one in opened})


def test_hours_together_are_the_figure_that_the_tiles_have(
    database: Database, ring: Ring, autobox: Profile
) -> None:
    ring.weeks()
    ring.failures()
    whole = Selection(organization_id=autobox.id, since=NOW - timedelta(days=28), until=NOW)
    with database.reading() as session:
        expected = measure(session, METRICS, whole, now=NOW)
        for metric in METRICS:
            found = by_hour(session, metric, whole, now=NOW)
            assert together(metric, found.values()) == expected[metric.name], metric.name


def test_it_finds_what_the_watch_found(
    watch: Watch, database: Database, ring: Ring, autobox: Profile
) -> None:
    with database.transaction() as session:
        create_user(session, email="ana@example.com", role="admin", password="a password of the tests")
    rule = OwnRule(**RATE)
    with database.transaction() as session:
        by: UUID = session.scalars(select(User.id)).one()
        add_rule(session, organization_id=autobox.id, by=by, rule=rule)
    ring.failures(6)
    later = NOW + timedelta(hours=8)
    with database.transaction() as session:
        for minute in range(25):
            ring.in_session(session, NOW + timedelta(hours=6, minutes=minute))
    for hour in range(-2, 9):
        watch.all(NOW + timedelta(hours=hour))

    with database.reading() as session:
        [alert] = session.scalars(select(Alert).where(Alert.rule == "own"))
        [found] = trial(session, rule, autobox.id, CALENDAR, later).firings
        assert (found.opened_at, found.over_at) == (alert.opened_at, alert.resolved_at)
        assert (found.figure.numerator, found.figure.n) == (alert.evidence["hits"], alert.evidence["n"])
        assert alert.opened_at <= NOW.astimezone(UTC) < datetime.now(UTC)
