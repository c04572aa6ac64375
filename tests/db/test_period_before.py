"""A figure is compared with a period in which calls were counted already."""

from datetime import UTC, datetime, timedelta

import pytest

from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.queries.metrics.earlier import period_before
from db.queries.selection import Selection
from tests.dashboard_app.calls import START, make_call

# The period before begins on 25 November.
SINCE = datetime(2026, 11, 22, 9, 0, tzinfo=UTC) + timedelta(days=10)
UNTIL = SINCE + timedelta(days=7)
MINUTES_A_DAY = 24 * 60


@pytest.mark.parametrize(
    ("first_days", "is_compared"),
    [
        pytest.param([0], True, id="calls before it"),
        pytest.param([3], True, id="from its first moment on"),
        pytest.param([3.5], True, id="from its first day on"),
        pytest.param([5], False, id="since its third day"),
        pytest.param([12], False, id="only later"),
        pytest.param([], False, id="no calls"),
    ],
)
def test_only_a_period_with_calls_is_compared_with(
    database: Database, first_days: list[float], is_compared: bool
) -> None:
    with database.transaction() as session:
        owner = ensure_first_organization(session)
    make_call(database, 1, is_test=True)  # is none of a customer
    for day in first_days:
        make_call(database, round(day * MINUTES_A_DAY), intent="complaint")
    selection = Selection(organization_id=owner, since=SINCE, until=UNTIL, intents=("book_appointment",))
    with database.reading() as session:
        found = period_before(session, selection, "UTC", now=UNTIL)

    assert (found is not None) == is_compared
    if found is not None:
        assert (found.since, found.until) == (START + timedelta(days=3), START + timedelta(days=10))


def test_without_a_period_there_is_none_before(database: Database) -> None:
    with database.transaction() as session:
        selection = Selection(organization_id=ensure_first_organization(session))
        assert period_before(session, selection, "UTC", now=UNTIL) is None
