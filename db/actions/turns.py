"""Saves the turns of a call, one by one during the call or many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from db.actions.call_facts import touch
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


# One round trip for many turns, without the ORM: a voice process saves the turns of all its calls while it forwards audio.
# A conversation that does not exist is refused by the foreign key.
SAVE = text(
    """
    WITH given AS (
        SELECT * FROM unnest(
            CAST(:conversation_ids AS uuid[]), CAST(:positions AS integer[]), CAST(:roles AS text[]),
            CAST(:texts AS text[]), CAST(:started AS integer[]), CAST(:ended AS integer[]),
            CAST(:interrupted AS boolean[]), CAST(:full_texts AS text[])
        ) WITH ORDINALITY AS given (
            conversation_id, position, role, text, started_ms, ended_ms, is_interrupted, full_text, number
        )
    ), before AS (
        SELECT turns.* FROM turns JOIN given USING (conversation_id, position)
    ), saved AS (
        INSERT INTO turns (conversation_id, position, role, text, started_ms, ended_ms, is_interrupted, full_text)
        SELECT conversation_id, position, role, text, started_ms, ended_ms, is_interrupted, full_text FROM given
        ON CONFLICT (conversation_id, position) DO UPDATE SET
            role = excluded.role, text = excluded.text, started_ms = excluded.started_ms, ended_ms = excluded.ended_ms,
            is_interrupted = excluded.is_interrupted, full_text = excluded.full_text
        RETURNING conversation_id, position
    )
    SELECT conversations.organization_id, conversations.ended_at IS NOT NULL AS is_over, before.role, before.text, before.started_ms, before.ended_ms,
        before.is_interrupted, before.full_text
    FROM given JOIN saved USING (conversation_id, position) JOIN conversations ON conversations.id = conversation_id
        LEFT JOIN before USING (conversation_id, position)
    ORDER BY given.number
    """
)


def last_position(session: Session, conversation_id: UUID) -> int:
    """0 if nothing was said yet."""
    return session.scalar(select(func.max(Turn.position)).where(Turn.conversation_id == conversation_id)) or 0


def save_turn(session: Session, *, conversation_id: UUID, turn: NewTurn) -> None:
    """Adds the turn, or updates the one at its position; an unchanged turn records no event."""
    save_turns(session, [(conversation_id, turn)])


def save_turns(session: Session, turns: Sequence[tuple[UUID, NewTurn]]) -> None:
    """Adds or updates many turns, in order."""
    together: dict[tuple[UUID, int], NewTurn] = {}
    for conversation_id, turn in turns:
        key = conversation_id, turn.position
        if key in together:  # one statement cannot touch a row twice
            _save(session, together)
            together = {}
        together[key] = turn
    if together:
        _save(session, together)


def _save(session: Session, turns: dict[tuple[UUID, int], NewTurn]) -> None:
    conversation_ids = [conversation_id for conversation_id, _ in turns]
    given = list(turns.values())
    columns = {
        "conversation_ids": [str(conversation_id) for conversation_id in conversation_ids],
        "positions": [turn.position for turn in given],
        "roles": [turn.role for turn in given],
        "texts": [turn.text for turn in given],
        "started": [turn.started_ms for turn in given],
        "ended": [turn.ended_ms for turn in given],
        "interrupted": [turn.is_interrupted for turn in given],
        "full_texts": [turn.full_text for turn in given],
    }
    known = [dict(row) for row in session.connection().execute(SAVE, columns).mappings()]
    late = {one for one, before in zip(conversation_ids, known, strict=True) if before["is_over"]}
    gone = _take_back(session, late) if late else set()
    for conversation_id, turn, before in zip(conversation_ids, given, known, strict=True):
        if conversation_id not in gone:
            _announce(session, conversation_id, turn, before)


def _take_back(session: Session, conversation_ids: set[UUID]) -> set[UUID]:
    """The subset of calls whose words went while these turns were saved, which have waited for it."""
    theirs = Conversation.id.in_(conversation_ids), Conversation.words_erased_at.is_not(None)
    gone = set(session.scalars(select(Conversation.id).where(*theirs)))
    if gone:
        session.execute(delete(Turn).where(Turn.conversation_id.in_(gone)))
    return gone


def _announce(session: Session, conversation_id: UUID, turn: NewTurn, before: dict[str, Any]) -> None:
    owner, is_over = before.pop("organization_id"), before.pop("is_over")
    values = asdict(turn)
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
    """Sets the measured start and end (ms) of turns, by position; returns how many have changed."""
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
