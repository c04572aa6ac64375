"""The steps of an erasure: requested, carried out in parts (each with its progress in one transaction), and the receipt that remains."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from db.actions.deletions import delete_calls
from db.actions.events import record_event
from db.actions.follow_ups import announce as announce_follow_ups
from db.actions.mentions import forget_mentions
from db.actions.old_calls import forget_old_orders
from db.actions.tombstones import remember_erased
from db.actions.word_removal import remove_words
from db.models import BoardChart, BulkOrder, Conversation, Erasure, Recording, SavedView
from db.queries.erasure_scope import ErasureScope, count_calls, erasure_under_way


@dataclass(frozen=True, slots=True)
class CallToErase:
    """A call to erase, and the location of its recording."""

    id: UUID
    call_sid: str | None
    key: str | None


def begin_erasure(session: Session, *, scope: ErasureScope, user_id: UUID | None) -> UUID:
    """Idempotent while the erasure is running. Filters that name the caller are deleted at once."""
    known = erasure_under_way(session, scope)
    if known is not None:
        return known
    over, _running = count_calls(session, scope)
    row = Erasure(
        organization_id=scope.organization_id,
        user_id=user_id,
        scope=scope.kind,
        state="waiting",
        wanted=scope.to_json(),
        total=over,
    )
    session.add(row)
    session.flush()
    erase_filters(session, scope)
    return row.id


def lock_erasure(session: Session, erasure_id: UUID) -> Erasure | None:
    """Locks the erasure until the commit, so nobody else carries out the same part; None if nothing is left to do."""
    found = session.get(Erasure, erasure_id, with_for_update=True, populate_existing=True)
    if found is None or found.wanted is None:
        return None
    found.state, found.trouble, found.touched_at = "running", None, func.now()
    return found


def scope_of(erasure: Erasure) -> ErasureScope:
    return ErasureScope.from_json(erasure.organization_id, erasure.wanted or {})


def next_to_erase(session: Session, scope: ErasureScope, *, limit: int) -> list[CallToErase]:
    """Locked until the commit. Running calls are left out: their process would write them again. Of old calls, so are those that
    somebody else works on: the next hour finds them.
    """
    is_old = scope.before is not None
    statement = (
        select(Conversation.id, Conversation.twilio_call_sid, Recording.key)
        .outerjoin(Recording, Recording.conversation_id == Conversation.id)
        .where(scope.calls(), Conversation.ended_at.is_not(None))
        .order_by(Conversation.started_at if is_old else Conversation.id)
        .limit(limit)
        .with_for_update(of=Conversation, skip_locked=is_old)
    )
    return [CallToErase(found, sid, key) for found, sid, key in session.execute(statement)]


def erase_calls(
    session: Session, erasure: Erasure, scope: ErasureScope, batch: Sequence[CallToErase]
) -> None:
    """Their recordings are already deleted. Everything else cascades from the call's row, which stays where only words go."""
    ids = [one.id for one in batch]
    if scope.before is not None:
        remove_words(session, ids, days=scope.days)
    else:
        delete_calls(session, ids)
        forget_mentions(session, erasure.organization_id, ids)
    remember_erased(session, erasure_id=erasure.id, conversation_ids=ids)
    erasure.calls += len(ids)
    erasure.recordings += sum(one.key is not None for one in batch)
    only = {"only_words": True} if scope.before is not None else {}
    data: dict[str, Any] = {"ids": [str(one) for one in ids], **only}
    record_event(session, "call.erased", data, organization_id=erasure.organization_id)
    announce_follow_ups(session, erasure.organization_id)


def end_erasure(session: Session, erasure: Erasure) -> None:
    """Removes the scope: the receipt does not say whose data was erased."""
    scope = scope_of(erasure)
    _over, erasure.running = count_calls(session, scope)
    if scope.before is not None:
        forget_old_orders(session, scope)
    erasure.state, erasure.wanted, erasure.touched_at = "done", None, func.now()


def note_trouble(session: Session, erasure_id: UUID, trouble: str) -> None:
    wanted = (Erasure.id == erasure_id, Erasure.state != "done")
    session.execute(update(Erasure).where(*wanted).values(trouble=trouble, touched_at=func.now()))


def erase_filters(session: Session, scope: ErasureScope) -> None:
    """Filters that name the caller: in saved views, in charts on boards, and in orders for many calls."""
    if scope.number is not None:
        views, charts = delete(SavedView).where(scope.views()), delete(BoardChart).where(scope.charts())
        for statement in (views, charts, delete(BulkOrder).where(scope.orders())):
            session.execute(statement.execution_options(synchronize_session=False))


def stalled_erasures(session: Session, *, older_than_seconds: float, limit: int) -> list[tuple[UUID, int]]:
    """Running erasures without recent progress, and how many calls they have erased."""
    old = Erasure.touched_at < func.now() - func.make_interval(0, 0, 0, 0, 0, 0, older_than_seconds)
    statement = select(Erasure.id, Erasure.calls).where(Erasure.state != "done", old).limit(limit)
    return [(found, calls) for found, calls in session.execute(statement)]
