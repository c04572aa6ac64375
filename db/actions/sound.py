"""Measurements of recordings: a new measurement replaces the previous one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.call_events import record_call_event
from db.actions.call_facts import touch
from db.models import Conversation, SoundMeasurement

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredSound:
    """`figures` holds the columns that `db.models.sound.FIGURES` names."""

    version: str
    quality: int
    reasons: Rows
    regions: Rows
    gaps: Rows
    caller_peaks: bytes
    agent_peaks: bytes
    figures: Mapping[str, Any]


def save_measurement(session: Session, *, conversation_id: UUID, measured: MeasuredSound) -> None:
    values: dict[str, Any] = {
        "version": measured.version,
        "quality": measured.quality,
        "reasons": [*measured.reasons],
        "regions": [*measured.regions],
        "gaps": [*measured.gaps],
        "caller_peaks": measured.caller_peaks,
        "agent_peaks": measured.agent_peaks,
        **measured.figures,
    }
    owner = select(Conversation.organization_id).where(Conversation.id == conversation_id).scalar_subquery()
    row = {"conversation_id": conversation_id, "organization_id": owner, **values}
    statement = insert(SoundMeasurement).values(row)
    statement = statement.on_conflict_do_update(
        index_elements=["conversation_id"], set_={**values, "measured_at": func.now()}
    )
    session.execute(statement)
    touch(session, conversation_id)
    record_call_event(session, conversation_id, "sound.measured", {"quality": measured.quality})


def is_measured(session: Session, conversation_id: UUID) -> bool:
    found = select(literal(1)).where(SoundMeasurement.conversation_id == conversation_id)
    return session.scalar(found) is not None
