"""Keeps monthly sums. Changing a fact makes its month stale in the same transaction; the clock sums stale past months
again.

Readers use only months that are not stale, so sums and facts never disagree. A change also gives the day a new version, for
the column copy (`db.columns`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from db.models import CallCell
from db.models.rollup import SPREAD_COLUMNS

SUMS = {"id", "day", "cost_eur", "cost_squares", "unknown_costs", "n"}
TRAITS = [name for name in CallCell.__table__.columns.keys() if name not in SUMS]  # noqa: SIM118 (of SQLAlchemy's own)
SPREAD_TRAITS = (
    "organization_id",
    "agent_id",
    "direction",
    "language",
    "is_test",
    "is_simulated",
    "is_staff",
)
MONTH = "date_trunc('month', f.day)::date"
OF_CALLS = "f.conversation_id = ANY(CAST(:ids AS uuid[]))"
OF_SPAN = "f.started_at >= :since AND f.started_at < :until"


def marking(which: str) -> tuple[TextClause, TextClause]:
    """Statements that mark months and days as changed. The row locks are held until the commit, so no sum is computed
    in between.
    """
    months = f"""
        INSERT INTO call_months (organization_id, day, is_stale)
        SELECT DISTINCT f.organization_id, {MONTH}, true FROM call_facts f WHERE {which} ORDER BY 1, 2
        ON CONFLICT (organization_id, day) DO UPDATE SET is_stale = true
        """  # noqa: S608 (our own words)
    days = f"""
        INSERT INTO call_days (organization_id, day)
        SELECT DISTINCT f.organization_id, f.day FROM call_facts f WHERE {which} ORDER BY 1, 2
        ON CONFLICT (organization_id, day) DO UPDATE SET version = gen_random_uuid()
        """  # noqa: S608 (our own words)
    return text(months), text(days)


MARK_CALLS, MARK_SPAN = marking(OF_CALLS), marking(OF_SPAN)
CLAIM_STALE_MONTHS = text(
    """
    UPDATE call_months m SET is_stale = false FROM organizations o
    WHERE o.id = m.organization_id AND m.is_stale
    AND m.day < date_trunc('month', CAST(:now AS timestamptz) AT TIME ZONE o.timezone)
    RETURNING m.organization_id, m.day
    """
)
# The index is by `started_at`, in UTC; one more day at both ends covers the month of every time zone.
OF_MONTH = """f.organization_id = :organization_id AND f.day >= :day AND f.day < CAST(:day AS date) + interval '1 month'
    AND f.started_at >= CAST(:day AS date) - interval '1 day' AND f.started_at < CAST(:day AS date) + interval '1 month 1 day'"""
DELETE_SUMS = [
    text(f"DELETE FROM {table} WHERE organization_id = :organization_id AND day = :day")  # noqa: S608
    for table in ("call_cells", "call_spreads")
]
SUM_CELLS = text(
    f"""
    INSERT INTO call_cells ({", ".join(TRAITS)}, day, cost_eur, cost_squares, unknown_costs, n)
    SELECT {", ".join(f"f.{name}" for name in TRAITS)}, CAST(:day AS date), sum(f.cost_eur), sum(f.cost_eur * f.cost_eur),
        sum(f.unknown_costs), count(*)
    FROM call_facts f WHERE {OF_MONTH}
    GROUP BY {", ".join(f"f.{name}" for name in TRAITS)}, f.cost_eur IS NULL
    """  # noqa: S608 (our own words)
)
SUM_SPREADS = text(
    f"""
    INSERT INTO call_spreads ({", ".join(SPREAD_TRAITS)}, day, column_name, value, n)
    SELECT {", ".join(f"f.{name}" for name in SPREAD_TRAITS)}, CAST(:day AS date), found.name, found.value, count(*)
    FROM call_facts f
    CROSS JOIN LATERAL (VALUES {", ".join(f"('{name}', f.{name}::int)" for name in SPREAD_COLUMNS)}) found(name, value)
    WHERE {OF_MONTH} AND found.value IS NOT NULL AND f.is_answered AND f.status IN ('completed', 'failed')
    GROUP BY {", ".join(f"f.{name}" for name in SPREAD_TRAITS)}, found.name, found.value
    """  # noqa: S608 (our own words)
)


def mark_stale(session: Session, conversation_ids: Sequence[Any]) -> None:
    """Marks the months and days of these calls as stale: before they are deleted, or after their facts have changed."""
    ids = [str(found) for found in conversation_ids]
    for statement in MARK_CALLS:
        session.execute(statement, {"ids": ids})


def mark_span_stale(session: Session, since: datetime, until: datetime) -> None:
    for statement in MARK_SPAN:
        session.execute(statement, {"since": since, "until": until})


def sum_up(session: Session, *, now: datetime) -> int:
    """Sums up stale past months; returns how many. Their rows stay locked until the commit."""
    months = session.execute(CLAIM_STALE_MONTHS, {"now": now}).mappings().all()
    for month in months:
        for statement in (*DELETE_SUMS, SUM_CELLS, SUM_SPREADS):
            session.execute(statement, dict(month))
    return len(months)
