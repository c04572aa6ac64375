"""Costs of days: whatever happens to calls, in any order, they are what the ledger says."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import text
from sqlalchemy.orm import Session

from db.actions.cost_days import sum_up_costs
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.queries.costs import changed_days, cost_sums
from tests.db.test_rollups import NOW, events, happen

FIRST, LAST = date(2026, 2, 1), date(2026, 6, 30)
LINES = text(
    """
    SELECT (c.started_at AT TIME ZONE 'Europe/Madrid')::date, l.kind, l.currency, l.certainty, l.amount
    FROM ledger_entries l JOIN conversations c ON c.id = l.conversation_id
    WHERE NOT c.is_test AND c.started_at < CAST(:last AS date) + interval '1 day'
    """
)


def empty(database: Database) -> UUID:
    with database.transaction() as session:
        session.execute(
            text(
                "TRUNCATE conversations, call_months, call_cells, call_spreads, call_days, cost_days CASCADE"
            )
        )
        return ensure_first_organization(session)


def line_by_line(session: Session) -> dict[Any, tuple[int, Decimal | None]]:
    found: dict[Any, list[Decimal | None]] = defaultdict(list)
    for *key, amount in session.execute(LINES, {"last": LAST}):
        found[tuple(key)].append(amount)
    return {key: (len(amounts), total(amounts)) for key, amounts in found.items()}


def total(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=some.lists(events, min_size=6, max_size=20), after=some.lists(events, max_size=8))
def test_sums_are_what_the_ledger_says(database: Database, before: list[Any], after: list[Any]) -> None:
    owner = empty(database)
    for event in before:
        happen(database, *event)
    with database.transaction() as session:
        sum_up_costs(session, now=NOW)
    for event in after:
        happen(database, *event)

    with database.reading() as session:
        found = cost_sums(session, owner, FIRST, LAST)
        assert {
            (one.day, one.kind, one.currency, one.certainty): (one.lines, one.amount) for one in found
        } == line_by_line(session)


def test_a_day_is_summed_up_once_until_it_changes(database: Database) -> None:
    owner = empty(database)
    happen(database, "call", 1, 3, "es", True)
    happen(database, "cost", 1, "0.25")

    def sum_up() -> int:
        with database.transaction() as session:
            return sum_up_costs(session, now=NOW)

    assert [sum_up(), sum_up()] == [1, 0]
    happen(database, "cost", 1, "0.10")
    with database.reading() as session:
        assert session.scalars(changed_days(owner, FIRST, LAST)).all() == [date(2026, 2, 23)]
    assert [sum_up(), sum_up()] == [1, 0]
    with database.reading() as session:
        [found] = cost_sums(session, owner, FIRST, LAST)
    assert (found.lines, found.amount) == (1, Decimal("0.10"))


def test_today_is_not_over(database: Database) -> None:
    empty(database)
    happen(database, "call", 1, 3, "es", True)

    with database.transaction() as session:
        assert sum_up_costs(session, now=NOW.replace(month=2, day=23, hour=22)) == 0
        assert sum_up_costs(session, now=NOW.replace(month=2, day=24)) == 1
