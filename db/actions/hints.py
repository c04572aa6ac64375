"""What colleagues told the agent during a call: kept among the facts of the call, under `hints`, and erased with it."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, literal, update
from sqlalchemy.orm import Session

from db.actions.annotations import announce
from db.models import Conversation
from db.models.conversation import LIVE_STATUSES, NATIVE

HINTS = "hints"  # among the facts: by the hint's id, {after, text, by, at}
MAX_HINT_CHARACTERS = 500


def why_no_hint(
    session: Session, conversation_id: UUID
) -> Literal["not_found", "not_live", "no_agent"] | None:
    """None if an agent of ours may be on the line; only the process that carries the call knows."""
    call = session.get(Conversation, conversation_id)
    if call is None:
        return "not_found"
    if call.status not in LIVE_STATUSES:
        return "not_live"
    return "no_agent" if call.status == "forwarded" or call.mode == NATIVE else None


def keep_hint(
    session: Session, *, conversation_id: UUID, hint_id: str, after: int, text: str, by: str, at: datetime
) -> None:
    """`after`: the position of the turn before it; `by`: the user's id, or empty. The event holds no words: webhooks and old
    events need none.
    """
    hint = {hint_id: {"after": after, "text": text, "by": by, "at": at.isoformat()}}
    json: Any = Conversation.facts.type
    known = func.coalesce(Conversation.facts[HINTS], literal({}, json))
    hints = func.jsonb_build_object(HINTS, known.op("||")(literal(hint, json)))
    statement = (
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(facts=Conversation.facts.op("||")(hints))
        .returning(Conversation.id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(statement) is not None:
        announce(session, conversation_id, HINTS)
