"""Loads a call for replay: its turns with their times, and its end. For the bridge, which does not import `db.queries`."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Conversation, Turn


@dataclass(frozen=True, slots=True)
class RecordedTurn:
    """`text` is the whole answer, even if the agent was interrupted. Times are milliseconds since the stream began."""

    role: str
    text: str
    is_interrupted: bool = False
    started_ms: int | None = None
    ended_ms: int | None = None


@dataclass(frozen=True, slots=True)
class RecordedCall:
    id: UUID
    organization_id: UUID
    language: str | None
    end_reason: str | None  # None during the call
    facts: dict[str, Any]
    turns: tuple[RecordedTurn, ...]


def kept_call(session: Session, conversation_id: UUID) -> RecordedCall | None:
    call = session.get(Conversation, conversation_id, populate_existing=True)
    if call is None:
        return None
    turns = session.scalars(select(Turn).where(Turn.conversation_id == call.id).order_by(Turn.position))
    kept = tuple(
        RecordedTurn(
            turn.role, turn.full_text or turn.text, turn.is_interrupted, turn.started_ms, turn.ended_ms
        )
        for turn in turns
    )
    return RecordedCall(call.id, call.organization_id, call.language, call.end_reason, call.facts, kept)
