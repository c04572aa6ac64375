"""Records events in the transaction that makes them true (the transactional outbox)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from db.channel import Event
from db.models import RealTimeEvent
from db.models.event import PASSING_TYPES

OUTBOX_LOCK = 0x0E7E27  # key of the advisory lock; unique among ours
LOCK = text(f"SELECT pg_advisory_xact_lock({OUTBOX_LOCK})")
INSERT = insert(RealTimeEvent).returning(
    RealTimeEvent.id,
    RealTimeEvent.organization_id,
    RealTimeEvent.conversation_id,
    RealTimeEvent.event_type,
    RealTimeEvent.data,
    RealTimeEvent.created_at,
    sort_by_parameter_order=True,
)

# No statement to build for each length.
DELIVERED = text("UPDATE real_time_events SET delivered = true WHERE id = ANY(:ids)")


def record_event(
    session: Session,
    event_type: str,
    data: dict[str, Any],
    *,
    organization_id: UUID,
    conversation_id: UUID | None = None,
) -> None:
    """Records an event, inserted at the end of the transaction and published after its commit."""
    row = {
        "event_type": event_type,
        "data": data,
        "organization_id": organization_id,
        "conversation_id": conversation_id,
    }
    session.info.setdefault("events", []).append(row)


def insert_recorded(session: Session) -> list[Event]:
    """Inserts the recorded events, as the transaction's last statement.

    The lock is held from drawing the ids to the commit. So ids grow in the order of the commits, and a reader who has
    seen id N will never find a lower one appear later.
    """
    rows = session.info.pop("events", [])
    if not rows:
        return []
    session.flush()
    connection = session.connection()
    connection.execute(LOCK)
    return [Event(**row) for row in connection.execute(INSERT, rows).mappings()]


def mark_delivered(session: Session, *, ids: Sequence[int]) -> None:
    session.connection().execute(DELIVERED, {"ids": list(ids)})


def delete_passed(session: Session, *, before: datetime, limit: int) -> int:
    """Deletes published events of `PASSING_TYPES`, oldest first; returns how many. Looks at no more than `limit`, by an index of
    just these.
    """
    columns = RealTimeEvent.id, RealTimeEvent.created_at, RealTimeEvent.delivered
    passing = select(*columns).where(RealTimeEvent.event_type.in_(PASSING_TYPES))
    oldest = passing.order_by(RealTimeEvent.id).limit(limit).subquery()
    gone = select(oldest.c.id).where(oldest.c.created_at < before, oldest.c.delivered)
    result: Any = session.execute(delete(RealTimeEvent).where(RealTimeEvent.id.in_(gone)))
    return int(result.rowcount)


def take_undelivered(session: Session, *, older_than_seconds: float, limit: int = 500) -> list[Event]:
    """Events that were committed but not published; locked, so that only one process publishes them again."""
    age = text("created_at < now() - make_interval(secs => :seconds)").bindparams(seconds=older_than_seconds)
    statement = select(RealTimeEvent).where(~RealTimeEvent.delivered, age).order_by(RealTimeEvent.id)
    return [
        as_event(row) for row in session.scalars(statement.limit(limit).with_for_update(skip_locked=True))
    ]


def as_event(row: RealTimeEvent) -> Event:
    return Event(row.id, row.organization_id, row.conversation_id, row.event_type, row.data, row.created_at)
