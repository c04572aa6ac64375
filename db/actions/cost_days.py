"""Keeps daily costs by ledger line. Changing a call gives its day a new version (`db.actions.rollups`); until the clock has
summed that day again it is counted from the ledger, so sums and ledger always agree.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

DAYS_PER_RUN = 60
# The rows stay locked until the commit, so a concurrent change of one of their calls gives them a newer version afterwards.
CLAIM_CHANGED_DAYS = text(
    """
    SELECT d.organization_id, d.day FROM call_days d JOIN organizations o ON o.id = d.organization_id
    WHERE d.costs_version IS DISTINCT FROM d.version
    AND d.day < (CAST(:now AS timestamptz) AT TIME ZONE o.timezone)::date
    ORDER BY d.organization_id, d.day LIMIT :most FOR UPDATE OF d SKIP LOCKED
    """
)
OF_DAYS = "organization_id = :organization_id AND day = ANY(CAST(:days AS date[]))"
DELETE_SUMS = text(f"DELETE FROM cost_days WHERE {OF_DAYS}")  # noqa: S608 (our own words)
# The index of facts is by `started_at`, in UTC; one more day at both ends covers the day of every time zone.
INSERT_SUMS = text(
    """
    INSERT INTO cost_days (organization_id, day, is_counted, kind, currency, certainty, lines, amount)
    SELECT f.organization_id, f.day, NOT (f.is_test OR f.is_staff), l.kind, l.currency, l.certainty, count(*), sum(l.amount)
    FROM call_facts f JOIN ledger_entries l ON l.conversation_id = f.conversation_id
    WHERE f.organization_id = :organization_id AND f.day = ANY(CAST(:days AS date[]))
    AND f.started_at >= CAST(:first AS date) - interval '1 day' AND f.started_at < CAST(:last AS date) + interval '2 days'
    GROUP BY 1, 2, 3, 4, 5, 6
    """
)
MARK_SUMMED = text(f"UPDATE call_days SET costs_version = version WHERE {OF_DAYS}")  # noqa: S608 (our own words)


def sum_up_costs(session: Session, *, now: datetime) -> int:
    """Sums up changed past days, oldest first; returns how many. Zero: all are up to date."""
    taken: dict[Any, list[Any]] = {}
    for organization_id, day in session.execute(CLAIM_CHANGED_DAYS, {"now": now, "most": DAYS_PER_RUN}):
        taken.setdefault(organization_id, []).append(day)
    for organization_id, days in taken.items():
        which = {"organization_id": organization_id, "days": [day.isoformat() for day in days]}
        session.execute(DELETE_SUMS, which)
        session.execute(INSERT_SUMS, {**which, "first": days[0], "last": days[-1]})
        session.execute(MARK_SUMMED, which)
    return sum(map(len, taken.values()))
