"""Recordings, for those who may hear them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Conversation, Recording, SoundMeasurement


def measured_call(session: Session, conversation_id: UUID) -> SoundMeasurement | None:
    """Whose call it is must have been asked before."""
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
