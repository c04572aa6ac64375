"""Events of a call that is known by its id alone: they go to those who may see the call."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.actions.events import record_event
from db.models import Conversation


def owner_of(session: Session, conversation_id: UUID) -> UUID:
    """The organization of a call that exists."""
    owner = select(Conversation.organization_id).where(Conversation.id == conversation_id)
    return session.scalars(owner).one()


def record_call_event(session: Session, conversation_id: UUID, event_type: str, data: dict[str, Any]) -> None:
    owner = owner_of(session, conversation_id)
    record_event(session, event_type, data, organization_id=owner, conversation_id=conversation_id)
