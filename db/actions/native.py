"""Calls carried by the agent's provider alone: their turns and end arrive with its report."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from db.actions.call_facts import touch
from db.actions.calls import FOR_CHANGE, announce, attach_agent_session, end_call
from db.actions.turns import NewTurn, last_position, save_turns
from db.models import Conversation
from db.models.conversation import LIVE_STATUSES, NATIVE

# Fact of a native call: `received` or `missing`; absent while the report is expected.
TRANSCRIPT = "transcript"
GUESSED = "caller_hangup"  # end reason assumed when the carrier reports an ordinary end


def carry_natively(
    session: Session, *, conversation_id: UUID, answered_at: datetime, elevenlabs_conversation_id: str | None
) -> None:
    """Marks the call as carried by the provider, and as answered."""
    call = _locked(session, conversation_id)
    if call is None:
        return
    if elevenlabs_conversation_id:
        attach_agent_session(
            session,
            conversation_id=conversation_id,
            elevenlabs_conversation_id=elevenlabs_conversation_id,
        )
    if call.mode == NATIVE:
        return
    said_before = last_position(session, conversation_id)
    call.mode, call.facts = NATIVE, {**call.facts, "turns_before": said_before}
    if call.status in LIVE_STATUSES:
        call.answered_at = call.answered_at or max(answered_at, call.started_at)
        call.status = "in_progress" if call.status == "ringing" else call.status
        announce(session, call, "call.answered", {"mode": NATIVE})


def keep_transcript(session: Session, *, conversation_id: UUID, turns: Sequence[NewTurn]) -> bool:
    """Stores all turns of a native call; returns False for other calls, whose turns are stored already."""
    call = _locked(session, conversation_id)
    if call is None or call.mode != NATIVE:
        return False
    before = int(call.facts.get("turns_before", 0))
    save_turns(session, [(conversation_id, replace(turn, position=before + turn.position)) for turn in turns])
    call.facts = {**call.facts, TRANSCRIPT: "received"}
    touch(session, conversation_id)
    return True


def miss_transcript(session: Session, *, conversation_id: UUID) -> bool:
    """Gives up on the transcript; returns whether it was still expected."""
    call = _locked(session, conversation_id)
    if call is None or call.mode != NATIVE or call.facts.get(TRANSCRIPT):
        return False
    call.facts = {**call.facts, TRANSCRIPT: "missing"}
    touch(session, conversation_id)
    return True


def settle_end(
    session: Session, *, conversation_id: UUID, ended_at: datetime, end_reason: str, failed: bool
) -> bool:
    """Ends the call with the provider's reason, which distinguishes who hung up; returns whether that ended it.

    A call that a user has taken over continues without the provider. If the carrier's report came first, only its assumed reason
    is replaced.
    """
    call = _locked(session, conversation_id)
    if call is None or call.forwarded_at is not None or call.facts.get("taken_over"):
        return False
    if call.status in LIVE_STATUSES:
        return end_call(
            session, conversation_id=conversation_id, ended_at=ended_at, end_reason=end_reason, failed=failed
        )
    if call.end_reason == GUESSED != end_reason:
        call.end_reason, call.status = end_reason, "failed" if failed else "completed"
        values = {"end_reason": end_reason, "duration_seconds": call.duration_seconds}
        announce(session, call, "call.ended", values)
    return False


def is_complete(session: Session, conversation_id: UUID) -> bool:
    """Whether the call is over and its transcript is known."""
    is_over = Conversation.status.not_in(LIVE_STATUSES)
    wanted = select(Conversation.id).where(Conversation.id == conversation_id, is_over, ~awaits_transcript())
    return session.scalar(wanted) is not None


def awaits_transcript() -> ColumnElement[bool]:
    return and_(Conversation.mode == NATIVE, Conversation.facts[TRANSCRIPT].astext.is_(None))


def unreported_calls(
    session: Session, *, since: datetime, before: datetime, longest: timedelta
) -> list[Conversation]:
    """Native calls whose report is overdue, oldest first."""
    is_due = or_(Conversation.ended_at < before, Conversation.started_at < before - longest)
    wanted = Conversation.mode == NATIVE, awaits_transcript(), Conversation.started_at >= since, is_due
    statement = select(Conversation).where(*wanted).order_by(Conversation.started_at)
    return list(session.scalars(statement))


def _locked(session: Session, conversation_id: UUID) -> Conversation | None:
    return session.get(Conversation, conversation_id, with_for_update=FOR_CHANGE, populate_existing=True)
