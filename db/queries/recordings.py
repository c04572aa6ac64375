"""Recordings and their measurements, for pages and the API."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Conversation, Recording, SoundMeasurement
from db.models.sound import FIGURES


def measured_call(session: Session, conversation_id: UUID) -> SoundMeasurement | None:
    """The caller must have checked that the call belongs to the reader's organization."""
    return session.get(SoundMeasurement, conversation_id)


@dataclass(frozen=True, slots=True)
class Heard:
    """A call of the organization, and its recording where there is one."""

    conversation: Conversation
    recording: Recording | None


def recorded_call(session: Session, conversation_id: UUID, organization_id: UUID) -> Heard | None:
    statement = (
        select(Conversation, Recording)
        .outerjoin(Recording, Recording.conversation_id == Conversation.id)
        .where(Conversation.id == conversation_id, Conversation.organization_id == organization_id)
    )
    found = session.execute(statement).one_or_none()
    return Heard(*found) if found else None


def shown_recording(session: Session, conversation_id: UUID) -> dict[str, Any] | None:
    """The columns of a recording that a page shows. The caller must have checked whose call it is."""
    found = session.get(Recording, conversation_id)
    names = ("status", "reason", "duration_ms", "stored_at", "deleted_at")
    return None if found is None else {name: getattr(found, name) for name in names}


def shown_measurement(session: Session, conversation_id: UUID) -> dict[str, Any] | None:
    """The measurement's figures, quality and reasons."""
    found = measured_call(session, conversation_id)
    names = (*FIGURES, "quality", "reasons", "gaps", "version", "measured_at")
    return None if found is None else {name: getattr(found, name) for name in names}
