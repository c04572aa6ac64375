"""The steps of an erasure: which calls may go next, that they go for good, and the proof that stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from db.actions.deletions import delete_calls
from db.actions.events import record_event
from db.actions.follow_ups import announce as announce_follow_ups
from db.actions.tombstones import remember_erased
from db.models import BulkOrder, Conversation, Erasure, Recording, SavedView
from db.queries.kept import Whose


@dataclass(frozen=True, slots=True)
class Leaving:
    """A call that goes, and where its sound lies."""

    id: UUID
    call_sid: str | None
    key: str | None


def begin_erasure(session: Session, *, whose: Whose, user_id: UUID | None) -> UUID:
    """The proof, before anything goes: what goes is added to it in the transaction in which it does."""
    scope = "caller" if whose.number is not None else "call"
    row = Erasure(organization_id=whose.organization_id, user_id=user_id, scope=scope)
    session.add(row)
    session.flush()
    return row.id


def next_to_leave(session: Session, whose: Whose, *, limit: int) -> list[Leaving]:
    """Locked to the commit. Calls that still run are left: their process would write them anew."""
    statement = (
        select(Conversation.id, Conversation.twilio_call_sid, Recording.key)
        .outerjoin(Recording, Recording.conversation_id == Conversation.id)
        .where(whose.calls(), Conversation.ended_at.is_not(None))
        .order_by(Conversation.id)
        .limit(limit)
        .with_for_update(of=Conversation)
    )
    return [Leaving(found, sid, key) for found, sid, key in session.execute(statement)]


def erase_calls(session: Session, *, erasure_id: UUID, whose: Whose, leaving: Sequence[Leaving]) -> None:
    """Their sound is gone already. Everything else that is kept of a call hangs on its row."""
    ids = [one.id for one in leaving]
    delete_calls(session, ids)
    remember_erased(session, erasure_id=erasure_id, conversation_ids=ids)
    added = {
        "calls": Erasure.calls + len(ids),
        "recordings": Erasure.recordings + sum(one.key is not None for one in leaving),
    }
    session.execute(update(Erasure).where(Erasure.id == erasure_id).values(added))
    data: dict[str, Any] = {"ids": [str(one) for one in ids]}
    record_event(session, "call.erased", data, organization_id=whose.organization_id)
    announce_follow_ups(session, whose.organization_id)


def erase_filters(session: Session, whose: Whose) -> None:
    """Filters that say whom they look for: under a name, or in an order about many calls."""
    if whose.number is not None:
        for statement in (delete(SavedView).where(whose.views()), delete(BulkOrder).where(whose.orders())):
            session.execute(statement.execution_options(synchronize_session=False))
