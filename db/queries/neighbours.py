"""The calls before and after one, within the list that the reader came from."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from db.models import CallFact
from db.queries.calls import CallQuery


@dataclass(frozen=True, slots=True)
class Neighbours:
    """None at the ends of the list."""

    newer: UUID | None
    older: UUID | None


def neighbours(session: Session, wanted: CallQuery, *, started_at: datetime, call_id: UUID) -> Neighbours:
    """The call itself need not be in the list: it may have stopped matching the filters."""
    here = tuple_(started_at, call_id)
    place = tuple_(CallFact.started_at, CallFact.conversation_id)
    theirs = (
        select(CallFact.conversation_id).where(*wanted.weighed(session, is_walked=True).conditions()).limit(1)
    )
    later = theirs.where(place > here).order_by(CallFact.started_at, CallFact.conversation_id)
    earlier = theirs.where(place < here).order_by(CallFact.started_at.desc(), CallFact.conversation_id.desc())
    return Neighbours(session.scalar(later), session.scalar(earlier))
