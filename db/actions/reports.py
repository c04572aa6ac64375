"""Report deliveries: claimed by one sender at a time, so nobody gets the same report twice."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import ReportDelivery

MAX_ATTEMPTS = 5


def take_delivery(
    session: Session, *, organization_id: UUID, report: str, period_start: date, recipient: str
) -> ReportDelivery | None:
    """Claims a delivery until the end of the transaction; None if it was sent, is being sent, or has failed too often."""
    key = {
        "organization_id": organization_id,
        "report": report,
        "period_start": period_start,
        "recipient": recipient.lower(),
    }
    session.execute(insert(ReportDelivery).values(**key).on_conflict_do_nothing())
    wanted = (
        select(ReportDelivery)
        .filter_by(**key)
        .where(ReportDelivery.sent_at.is_(None), ReportDelivery.attempts < MAX_ATTEMPTS)
    )
    return session.scalars(wanted.with_for_update(skip_locked=True)).one_or_none()
