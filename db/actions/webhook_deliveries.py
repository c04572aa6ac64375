"""Deliveries of webhooks: made from the outbox, taken by one sender at a time, and what came of each attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import WebhookCursor, WebhookDelivery, WebhookEndpoint
from db.webhooks.kinds import TEST

AT_ONCE, AT_ONCE_IN_TROUBLE = 4, 1  # requests to one endpoint


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that is to be tried now, by whoever holds this."""

    id: UUID
    endpoint_id: UUID
    event_type: str
    body: str
    attempts: int  # with this one
    url: str
    secret: str
    previous_secret: str | None
    failing_since: datetime | None


@dataclass(frozen=True, slots=True)
class Attempted:
    """What an attempt came to. `error` is None where it was delivered; `next_attempt_at` is None where none follows."""

    state: str
    next_attempt_at: datetime | None = None
    response_status: int | None = None
    response_body: str | None = None
    duration_ms: int | None = None
    error: str | None = None


def take_cursor(session: Session) -> int | None:
    """Up to which event messages were made; held to the commit. None where somebody else is at it, or nobody ever listened."""
    statement = select(WebhookCursor.event_id).with_for_update(skip_locked=True)
    return session.scalars(statement).one_or_none()


def move_cursor(session: Session, event_id: int) -> None:
    session.execute(update(WebhookCursor).values(event_id=event_id))


def queue_deliveries(session: Session, rows: Sequence[dict[str, Any]], *, now: datetime) -> int:
    """How many are new: an event is told to an endpoint once, however often this is asked for."""
    if not rows:
        return 0
    statement = insert(WebhookDelivery).on_conflict_do_nothing(index_elements=["endpoint_id", "event_id"])
    made = session.scalars(
        statement.returning(WebhookDelivery.id), [{"next_attempt_at": now, **row} for row in rows]
    )
    return len(made.all())


def queue_test(session: Session, *, endpoint_id: UUID, body: str, now: datetime) -> UUID:
    row = WebhookDelivery(endpoint_id=endpoint_id, event_type=TEST, body=body, next_attempt_at=now)
    session.add(row)
    session.flush()
    return row.id


def claim_due(
    session: Session, *, now: datetime, lease: timedelta, limit: int, busy: Sequence[UUID] = ()
) -> list[Due]:
    """The oldest that are due, at most some of each endpoint and none of the `busy` ones. Whoever dies with one loses it when the
    lease is over: then it is tried again, under the same id."""
    is_open = or_(WebhookEndpoint.disabled_at.is_(None), WebhookDelivery.event_type == TEST)
    place = func.row_number().over(
        partition_by=WebhookDelivery.endpoint_id,
        order_by=(WebhookDelivery.created_at, WebhookDelivery.event_id),
    )
    most = case((WebhookEndpoint.failing_since.is_(None), AT_ONCE), else_=AT_ONCE_IN_TROUBLE)
    lined_up = (
        select(WebhookDelivery.id, place.label("place"), most.label("most"))
        .join(WebhookEndpoint, WebhookEndpoint.id == WebhookDelivery.endpoint_id)
        .where(WebhookDelivery.next_attempt_at <= now, is_open, WebhookDelivery.endpoint_id.not_in(busy))
        .subquery()
    )
    chosen = (
        select(WebhookDelivery.id)
        .where(WebhookDelivery.id.in_(select(lined_up.c.id).where(lined_up.c.place <= lined_up.c.most)))
        .where(WebhookDelivery.next_attempt_at <= now)
        .order_by(WebhookDelivery.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    values = {
        "attempts": WebhookDelivery.attempts + 1,
        "last_attempt_at": literal(now),
        "next_attempt_at": literal(now + lease),
    }
    taken = (
        update(WebhookDelivery)
        .where(WebhookDelivery.id.in_(chosen), WebhookEndpoint.id == WebhookDelivery.endpoint_id)
        .values(values)
        .returning(
            WebhookDelivery.id,
            WebhookDelivery.endpoint_id,
            WebhookDelivery.event_type,
            WebhookDelivery.body,
            WebhookDelivery.attempts,
            WebhookEndpoint.url,
            WebhookEndpoint.secret,
            case((WebhookEndpoint.previous_until > now, WebhookEndpoint.previous_secret)),
            WebhookEndpoint.failing_since,
        )
        .execution_options(synchronize_session=False)
    )
    rows: Any = session.execute(taken)
    return [Due(*row) for row in rows]


def settle_attempt(session: Session, due: Due, found: Attempted, *, now: datetime) -> bool:
    """False where it is another's by now: its lease was over, somebody wants it again, or its call was erased."""
    session.execute(  # locked before its deliveries, as by whoever switches it off
        select(WebhookEndpoint.id)
        .where(WebhookEndpoint.id == due.endpoint_id)
        .with_for_update(key_share=True)
    )
    mine = (
        WebhookDelivery.id == due.id,
        WebhookDelivery.attempts == due.attempts,
        WebhookDelivery.next_attempt_at.is_not(None),
    )
    values = {name: getattr(found, name) for name in Attempted.__slots__}
    kept: Any = session.execute(update(WebhookDelivery).where(*mine).values(values))
    if kept.rowcount == 0:
        return False
    endpoint = update(WebhookEndpoint).where(WebhookEndpoint.id == due.endpoint_id)
    if found.state == "delivered":
        session.execute(endpoint.values(last_success_at=now, failing_since=None))
    elif due.event_type != TEST and due.failing_since is None:
        session.execute(endpoint.where(WebhookEndpoint.failing_since.is_(None)).values(failing_since=now))
    return True


def send_again(session: Session, delivery_id: UUID, *, now: datetime) -> None:
    """From the beginning, under the same id."""
    statement = update(WebhookDelivery).where(WebhookDelivery.id == delivery_id)
    session.execute(statement.values(state="pending", attempts=0, next_attempt_at=now, error=None))


def send_lost_again(session: Session, endpoint_id: UUID, *, since: datetime, now: datetime) -> int:
    """All that were not delivered since then."""
    lost = (
        WebhookDelivery.endpoint_id == endpoint_id,
        WebhookDelivery.state.in_(("failed", "given_up")),
        WebhookDelivery.event_type != TEST,
        WebhookDelivery.created_at >= since,
    )
    values = {"state": "pending", "attempts": 0, "next_attempt_at": now, "error": None}
    result: Any = session.execute(update(WebhookDelivery).where(*lost).values(values))
    return int(result.rowcount)


def delete_old_deliveries(session: Session, *, before: datetime) -> int:
    """Those that are over; an open one is not a month old."""
    old = (WebhookDelivery.created_at < before, WebhookDelivery.next_attempt_at.is_(None))
    result: Any = session.execute(delete(WebhookDelivery).where(*old))
    return int(result.rowcount)
