"""Deletes calls for good, with everything stored about them; figures change at once."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.actions.alerts import forget_calls
from db.actions.call_facts import neighbours, touch
from db.actions.rollups import mark_stale
from db.models import Conversation


def delete_calls(session: Session, conversation_ids: Sequence[UUID]) -> None:
    """Remaining calls of the same numbers are derived again: they may no longer be repeat calls."""
    near = neighbours(session, conversation_ids) - set(conversation_ids)
    mark_stale(session, conversation_ids)
    forget_calls(session, conversation_ids)
    session.execute(delete(Conversation).where(Conversation.id.in_(conversation_ids)))
    touched: set[UUID] = session.info.get("touched", set())
    touched.difference_update(conversation_ids)
    for found in near:
        touch(session, found)
