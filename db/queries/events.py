"""Events of the outbox in id order. Lists, not frames: they are sent one by one, unchanged."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.actions.events import as_event
from db.channel import Event
from db.models import RealTimeEvent


def newest_event_id(session: Session) -> int:
    """0 if there is none."""
    return session.scalars(select(func.coalesce(func.max(RealTimeEvent.id), 0))).one()


def events_after(
    session: Session,
    *,
    after: int,
    until: int | None = None,
    organization_id: UUID | None = None,
    conversation_id: UUID | None = None,
    limit: int = 1000,
) -> list[Event]:
    """Events with `after < id <= until`, oldest first."""
    statement = select(RealTimeEvent).where(RealTimeEvent.id > after).order_by(RealTimeEvent.id).limit(limit)
    if until is not None:
        statement = statement.where(RealTimeEvent.id <= until)
    if organization_id is not None:
        statement = statement.where(RealTimeEvent.organization_id == organization_id)
    if conversation_id is not None:
        statement = statement.where(RealTimeEvent.conversation_id == conversation_id)
    return [as_event(row) for row in session.scalars(statement)]
