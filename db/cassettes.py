"""Loads a call for replay: what was said, when, and how it ended. For the bridge, which does not import `db.queries`."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Conversation, Turn


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """`text` is all that was meant; an interrupted agent was not heard to its end. Times are ms since the stream began."""

    role: str
    text: str
    is_interrupted: bool = False
    started_ms: int | None = None
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True)
class KeptCall:
    id: UUID
    organization_id: UUID
    language: str | None
    end_reason: str | None  # none while it goes on
    facts: dict[str, Any]
    turns: tuple[KeptTurn, ...]


def kept_call(session: Session, conversation_id: UUID) -> KeptCall | None:
    call = session.get(Conversation, conversation_id, populate_existing=True)
    if call is None:
        return None
    turns = session.scalars(select(Turn).where(Turn.conversation_id == call.id).order_by(Turn.position))
    kept = tuple(
        KeptTurn(turn.role, turn.full_text or turn.text, turn.is_interrupted, turn.started_ms, turn.ended_ms)
        for turn in turns
    )
    return KeptCall(call.id, call.organization_id, call.language, call.end_reason, call.facts, kept)
