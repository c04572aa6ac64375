"""What was said, as it is said."""

from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.events import record_event
from db.models import Conversation, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTurn:
    """`position` counts from 1; times are milliseconds since the media stream began."""

    position: int
    role: str
    text: str
    started_ms: int | None = None
    ended_ms: int | None = None
    is_interrupted: bool = False
    full_text: str | None = None


def save_turn(session: Session, *, conversation_id: UUID, turn: NewTurn) -> None:
    """Add the turn, or amend the one at its position; the same turn twice changes and announces nothing."""
    values = asdict(turn)
    before = session.get(Turn, (conversation_id, turn.position), with_for_update=True, populate_existing=True)
    if before is not None and all(getattr(before, name) == value for name, value in values.items()):
        return
    statement = insert(Turn).values(conversation_id=conversation_id, **values)
    statement = statement.on_conflict_do_update(index_elements=["conversation_id", "position"], set_=values)
    session.execute(statement)
    owner = session.scalars(
        select(Conversation.organization_id).where(Conversation.id == conversation_id)
    ).one()
    event_type = "turn.added" if before is None else "turn.amended"
    record_event(
        session, event_type, without_nothing(values), organization_id=owner, conversation_id=conversation_id
    )


def without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
