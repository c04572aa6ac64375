"""Webhook deliveries: created from the outbox, claimed by one sender at a time, and updated with the result of each attempt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, delete, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import WebhookCursor, WebhookDelivery, WebhookEndpoint
from db.webhooks.kinds import TEST

MAX_CONCURRENT, MAX_CONCURRENT_FAILING = 4, 1  # simultaneous requests to one endpoint


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery that the caller has claimed and must attempt now."""

    id: UUID
    endpoint_id: UUID
    event_type: str
    body: str
    attempts: int  # including this one
    url: str
    secret: str
    previous_secret: str | None
    failing_since: datetime | None
    is_chat: bool = False


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """The result of an attempt. `error` is None if it was delivered; `next_attempt_at` is None if no retry follows."""

    state: str
    next_attempt_at: datetime | None = None
    response_status: int | None = None
    response_body: str | None = None
    duration_ms: int | None = None
    error: str | None = None


def take_cursor(session: Session) -> int | None:
    """Locks and returns the id of the last processed event. None if another process holds it, or there never was an endpoint."""
    statement = select(WebhookCursor.event_id).with_for_update(skip_locked=True)
    return session.scalars(statement).one_or_none()


def move_cursor(session: Session, event_id: int) -> None:
    session.execute(update(WebhookCursor).values(event_id=event_id))


def queue_deliveries(session: Session, rows: Sequence[dict[str, Any]], *, now: datetime) -> int:
    """Inserts deliveries, at most one per endpoint and event; returns how many are new."""
    if not rows:
        return 0
    statement = insert(WebhookDelivery).on_conflict_do_nothing(index_elements=["endpoint_id", "event_id"])
    made = session.scalars(
        statement.returning(WebhookDelivery.id), [{"next_attempt_at": now, **row} for row in rows]
    )
    return len(made.all())


def queue_test_delivery(session: Session, *, endpoint_id: UUID, body: str, now: datetime) -> UUID:
    row = WebhookDelivery(endpoint_id=endpoint_id, event_type=TEST, body=body, next_attempt_at=now)
    session.add(row)
    session.flush()
    return row.id


def claim_due(
    session: Session, *, now: datetime, lease: timedelta, limit: int, busy: Sequence[UUID] = ()
) -> list[DueDelivery]:
    """Claims the oldest due deliveries for `lease`, with a limit per endpoint and none of `busy` endpoints. If the sender dies, the
    lease expires and another one retries, under the same id.
    """
    values = {
        "attempts": WebhookDelivery.attempts + 1,
        "last_attempt_at": literal(now),
        "next_attempt_at": literal(now + lease),
    }
    taken = (
        update(WebhookDelivery)
        .where(
            WebhookDelivery.id.in_(oldest_due(now, limit, busy)),
            WebhookEndpoint.id == WebhookDelivery.endpoint_id,
        )
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
            WebhookEndpoint.is_chat,
        )
        .execution_options(synchronize_session=False)
    )
    rows: Any = session.execute(taken)
    return [DueDelivery(*row) for row in rows]


def oldest_due(now: datetime, limit: int, busy: Sequence[UUID]) -> Select[UUID]:
    """Ids of due deliveries, fewer per endpoint that is failing. Rows that another process claims are skipped."""
    is_open = or_(WebhookEndpoint.disabled_at.is_(None), WebhookDelivery.event_type == TEST)
    place = func.row_number().over(
        partition_by=WebhookDelivery.endpoint_id,
        order_by=(WebhookDelivery.created_at, WebhookDelivery.event_id),
    )
    most = case((WebhookEndpoint.failing_since.is_(None), MAX_CONCURRENT), else_=MAX_CONCURRENT_FAILING)
    lined_up = (
        select(WebhookDelivery.id, place.label("place"), most.label("most"))
        .join(WebhookEndpoint, WebhookEndpoint.id == WebhookDelivery.endpoint_id)
        .where(WebhookDelivery.next_attempt_at <= now, is_open, WebhookDelivery.endpoint_id.not_in(busy))
        .subquery()
    )
    return (
        select(WebhookDelivery.id)
        .where(WebhookDelivery.id.in_(select(lined_up.c.id).where(lined_up.c.place <= lined_up.c.most)))
        .where(WebhookDelivery.next_attempt_at <= now)
        .order_by(WebhookDelivery.next_attempt_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )


def settle_attempt(session: Session, due: DueDelivery, found: AttemptResult, *, now: datetime) -> bool:
    """Stores the result. False if the claim is no longer valid: the lease expired, a retry was requested, or the call
    was erased.
    """
    session.execute(  # same lock order as when an endpoint is switched off: first the endpoint, then its deliveries
        select(WebhookEndpoint.id)
        .where(WebhookEndpoint.id == due.endpoint_id)
        .with_for_update(key_share=True)
    )
    mine = (
        WebhookDelivery.id == due.id,
        WebhookDelivery.attempts == due.attempts,
        WebhookDelivery.next_attempt_at.is_not(None),
    )
    values = {name: getattr(found, name) for name in AttemptResult.__slots__}
    kept: Any = session.execute(update(WebhookDelivery).where(*mine).values(values))
    if kept.rowcount == 0:
        return False
    endpoint = update(WebhookEndpoint).where(WebhookEndpoint.id == due.endpoint_id)
    if found.state == "delivered":
        session.execute(endpoint.values(last_success_at=now, failing_since=None))
    elif due.event_type != TEST and due.failing_since is None:
        session.execute(endpoint.where(WebhookEndpoint.failing_since.is_(None)).values(failing_since=now))
    return True


def retry_delivery(session: Session, delivery_id: UUID, *, now: datetime) -> None:
    """Starts the attempts again from zero, under the same id."""
    statement = update(WebhookDelivery).where(WebhookDelivery.id == delivery_id)
    session.execute(statement.values(state="pending", attempts=0, next_attempt_at=now, error=None))


def retry_failed(session: Session, endpoint_id: UUID, *, since: datetime, now: datetime) -> int:
    """Retries everything that was not delivered since then; returns how many."""
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
    """Deletes finished deliveries; returns how many."""
    old = (WebhookDelivery.created_at < before, WebhookDelivery.next_attempt_at.is_(None))
    result: Any = session.execute(delete(WebhookDelivery).where(*old))
    return int(result.rowcount)
