"""The life of an order for many calls: placed, carried out in parts (each with its progress in one transaction), or stopped."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db.actions.annotations import tag_word
from db.actions.events import record_event
from db.actions.many_calls import (
    Outcome,
    ask_follow_ups,
    check_calls,
    is_colleague,
    tag_calls,
    uncheck_calls,
    untag_calls,
)
from db.models import BulkOrder
from db.queries.bulk_orders import Place, next_places, read, written
from db.queries.calls import CallQuery

ADDED_WITHIN = timedelta(minutes=1)
GIVEN_UP_AFTER = timedelta(days=1)
OPEN = ("waiting", "running")
BATCH_SIZE = 500  # calls in a transaction: their locks are held for tenths of a second
ACTIONS: dict[str, Callable[[Session, BulkOrder, list[UUID]], Outcome]] = {
    "tag": lambda session, order, ids: tag_calls(
        session, organization_id=order.organization_id, ids=ids, user_id=order.user_id, tag=order.tag or ""
    ),
    "untag": lambda session, order, ids: untag_calls(
        session, organization_id=order.organization_id, ids=ids, tag=order.tag or ""
    ),
    "check": lambda session, order, ids: check_calls(
        session, organization_id=order.organization_id, ids=ids, user_id=order.user_id
    ),
    "uncheck": lambda session, order, ids: uncheck_calls(
        session, organization_id=order.organization_id, ids=ids
    ),
    "follow_up": lambda session, order, ids: ask_follow_ups(
        session,
        organization_id=order.organization_id,
        ids=ids,
        assigned_to=assignee(session, order),
        note=str(order.details.get("note", "")),
    ),
}


def place_order(
    session: Session,
    *,
    organization_id: UUID,
    user_id: UUID,
    action: str,
    wanted: CallQuery,
    total: int,
    tag: str = "",
    details: Mapping[str, Any] | None = None,
) -> UUID:
    """Raises AnnotationError if the tag is invalid."""
    word = tag_word(tag) if action in {"tag", "untag"} else None
    order = BulkOrder(
        organization_id=organization_id,
        user_id=user_id,
        action=action,
        tag=word,
        details=dict(details or {}),
        wanted=written(wanted),
        total=total,
    )
    session.add(order)
    session.flush()
    return order.id


def lock_order(session: Session, order_id: UUID) -> BulkOrder | None:
    """Locks the order until the commit, so nobody else carries out the same part; None if nothing is left to do."""
    order = session.get(BulkOrder, order_id, with_for_update=True, populate_existing=True)
    if order is None or order.state not in OPEN:
        return None
    order.state = "running"
    return order


def write_part(session: Session, order_id: UUID) -> int | None:
    """Carries out the next part of an order that needs only the database; returns how many calls have been looked at,
    None if it is finished.
    """
    order = lock_order(session, order_id)
    if order is None:
        return None
    places = next_places(session, read(order.wanted), last_of(order), limit=BATCH_SIZE)
    if places:
        outcome = ACTIONS[order.action](session, order, [place.id for place in places])
        refused = {code: len(some) for code, some in outcome.refused.items()}
        done = len(outcome.done) + len(outcome.changed)
        note_part(order, seen=len(places), done=done, refused=refused, last=places[-1])
    if len(places) == BATCH_SIZE:
        return order.seen
    end_order(session, order)
    return None


def assignee(session: Session, order: BulkOrder) -> UUID | None:
    """None if that colleague has left: then anybody can take the follow-up."""
    named = order.details.get("assigned_to")
    is_here = named is not None and is_colleague(session, order.organization_id, UUID(named))
    return UUID(named) if named is not None and is_here else None


def batch_group(session: Session, order_id: UUID, fresh: str) -> str:
    """The batch group of the order's analyses; empty if they run one by one, or the order is over. The clock may send a group to
    which nothing was added for a minute: then `fresh` replaces it.
    """
    order = lock_order(session, order_id)
    if order is None or order.details.get("how") != "batch":
        return ""
    is_left = order.touched_at < datetime.now(UTC) - ADDED_WITHIN
    if is_left or "group" not in order.details:
        order.details = {**order.details, "group": fresh}
    return str(order.details["group"])


def last_of(order: BulkOrder) -> Place | None:
    if order.last_started_at is None or order.last_id is None:
        return None
    return Place(order.last_started_at, order.last_id)


def note_part(order: BulkOrder, *, seen: int, done: int, refused: Mapping[str, int], last: Place) -> None:
    order.seen, order.done = order.seen + seen, order.done + done
    order.refused = {
        code: order.refused.get(code, 0) + refused.get(code, 0) for code in {*order.refused, *refused}
    }
    order.last_started_at, order.last_id = last.started_at, last.id
    order.touched_at = func.now()


def end_order(session: Session, order: BulkOrder, state: str = "done") -> None:
    order.state, order.touched_at = state, func.now()
    data: dict[str, Any] = {"what": "bulk_order", "id": str(order.id), "state": state}
    record_event(session, "metrics.changed", data, organization_id=order.organization_id)


def give_up_order(session: Session, order_id: UUID) -> bool:
    """Ends an order that has made no progress for a day although it was tried; what is done stays done. Returns whether it was so."""
    order = session.get(BulkOrder, order_id, with_for_update=True, populate_existing=True)
    if order is None or order.state not in OPEN or order.touched_at > datetime.now(UTC) - GIVEN_UP_AFTER:
        return False
    end_order(session, order, "failed")
    return True


def stop_order(session: Session, *, order_id: UUID, organization_id: UUID) -> bool:
    """What is done stays done. False if there is no running order."""
    wanted = (
        BulkOrder.id == order_id,
        BulkOrder.organization_id == organization_id,
        BulkOrder.state.in_(OPEN),
    )
    statement = update(BulkOrder).where(*wanted).values(state="stopped").returning(BulkOrder.id)
    return session.scalar(statement.execution_options(synchronize_session=False)) is not None


def stalled_orders(session: Session, *, older_than_seconds: float, limit: int) -> list[tuple[UUID, int]]:
    """Running orders without recent progress, and how far they are."""
    old = BulkOrder.touched_at < func.now() - func.make_interval(0, 0, 0, 0, 0, 0, older_than_seconds)
    statement = select(BulkOrder.id, BulkOrder.seen).where(BulkOrder.state.in_(OPEN), old)
    return [(found, seen) for found, seen in session.execute(statement.limit(limit))]
