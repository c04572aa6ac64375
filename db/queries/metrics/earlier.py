"""With which period a figure is compared: the same weekdays before, if calls were already counted then."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import CallFact
from db.queries.metrics.periods import same_weekdays_before
from db.queries.selection import Selection, customers

MOST_MISSING = 0.1  # share of the earlier period that may lie before the first call of all


def period_before(
    session: Session, selection: Selection, timezone: str, *, now: datetime
) -> Selection | None:
    """None where most of a change would only say that the service began: of a period half of which is empty, all figures double."""
    found = same_weekdays_before(selection, timezone, now=now)
    if found is None or found.since is None or found.until is None:
        return None
    first = first_call_at(session, selection)
    if first is None or first - found.since > MOST_MISSING * (found.until - found.since):
        return None
    return found


def first_call_at(session: Session, selection: Selection) -> datetime | None:
    """Of the organization's customers, whatever else is filtered."""
    ever = customers(Selection(organization_id=selection.organization_id))
    statement = select(CallFact.started_at).where(*ever.conditions()).order_by(CallFact.started_at)
    return session.scalars(statement.limit(1)).first()
