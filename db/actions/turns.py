"""What was said, as it is said."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from db.actions.call_facts import touch
from db.actions.events import record_event


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


# One round trip, without the ORM: a voice process saves a turn of each of its calls every few seconds, beside the audio.
# A conversation that does not exist is refused by the foreign key.
SAVE = text(
    """
    WITH before AS (
        SELECT role, text, started_ms, ended_ms, is_interrupted, full_text FROM turns
        WHERE conversation_id = :conversation_id AND position = :position
    ), saved AS (
        INSERT INTO turns (conversation_id, position, role, text, started_ms, ended_ms, is_interrupted, full_text)
        VALUES (:conversation_id, :position, :role, :text, :started_ms, :ended_ms, :is_interrupted, :full_text)
        ON CONFLICT (conversation_id, position) DO UPDATE SET
            role = excluded.role, text = excluded.text, started_ms = excluded.started_ms, ended_ms = excluded.ended_ms,
            is_interrupted = excluded.is_interrupted, full_text = excluded.full_text
        RETURNING conversation_id
    )
    SELECT conversations.organization_id AS organization_id, conversations.ended_at IS NOT NULL AS is_over, before.*
    FROM saved JOIN conversations ON conversations.id = saved.conversation_id LEFT JOIN before ON true
    """
)


def save_turn(session: Session, *, conversation_id: UUID, turn: NewTurn) -> None:
    """Add the turn, or amend the one at its position; the same turn twice announces nothing."""
    values = asdict(turn)
    before = dict(
        session.connection().execute(SAVE, {"conversation_id": conversation_id, **values}).mappings().one()
    )
    owner, is_over = before.pop("organization_id"), before.pop("is_over")
    if all(values[name] == value for name, value in before.items()):
        return
    if is_over:  # the figures follow a live call when it ends
        touch(session, conversation_id)
    event_type = "turn.added" if before["role"] is None else "turn.amended"
    record_event(
        session, event_type, without_nothing(values), organization_id=owner, conversation_id=conversation_id
    )


def without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


RETIME = text(
    """
    UPDATE turns SET started_ms = :started_ms, ended_ms = :ended_ms FROM conversations
    WHERE conversation_id = :conversation_id AND position = :position AND conversations.id = conversation_id
      AND (started_ms, ended_ms) IS DISTINCT FROM (:started_ms, :ended_ms)
    RETURNING organization_id, position, role, text, started_ms, ended_ms, is_interrupted, full_text
    """
)


def retime_turns(
    session: Session, *, conversation_id: UUID, times: Mapping[int, tuple[int, int | None]]
) -> int:
    """When turns really began and ended, by their positions; how many of them were thought to have been at another time."""
    moved = 0
    for position, (started_ms, ended_ms) in times.items():
        values = {"started_ms": started_ms, "ended_ms": ended_ms}
        found = session.connection().execute(
            RETIME, {"conversation_id": conversation_id, "position": position, **values}
        )
        for row in found.mappings():
            data = dict(row)
            owner = data.pop("organization_id")
            record_event(
                session,
                "turn.amended",
                without_nothing(data),
                organization_id=owner,
                conversation_id=conversation_id,
            )
            moved += 1
    return moved
