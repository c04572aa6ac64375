"""What is stored about a caller or a call: counted before an erasure, with the ids under which providers keep copies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from db.actions.fact_columns import KNOWN_NUMBER
from db.models import (
    BulkOrder,
    CallNote,
    Conversation,
    ConversationAnalysis,
    Erasure,
    FollowUp,
    Recording,
    SavedView,
    Turn,
)

NUMBER_PATTERN = KNOWN_NUMBER.strip("'")
NOT_DIALLED = re.compile(r"[\s()./-]")


@dataclass(frozen=True, slots=True)
class Whose:
    """All calls of a number, or one call: of a hidden number nobody knows which other calls are the same person's."""

    organization_id: UUID
    number: str | None = None
    conversation_id: UUID | None = None

    def written(self) -> dict[str, Any]:
        """For the order to erase it, while that goes on."""
        return {"number": self.number} if self.number is not None else {"call": str(self.conversation_id)}

    @classmethod
    def read(cls, organization_id: UUID, written: Mapping[str, Any]) -> "Whose":
        call = written.get("call")
        return cls(organization_id, written.get("number"), UUID(call) if call is not None else None)

    def calls(self) -> ColumnElement[bool]:
        wanted = (
            Conversation.phone_number == self.number
            if self.number is not None
            else Conversation.id == self.conversation_id
        )
        return and_(Conversation.organization_id == self.organization_id, wanted)

    def orders(self) -> ColumnElement[bool]:
        """Orders about many calls whose filters, or what is to be done, name the number."""
        number = self.number or ""
        named = or_(
            cast(BulkOrder.wanted, String).contains(number, autoescape=True),
            cast(BulkOrder.details, String).contains(number, autoescape=True),
        )
        return and_(BulkOrder.organization_id == self.organization_id, named)

    def views(self) -> ColumnElement[bool]:
        """Saved filters that name the number; `SavedView.filters` is small, and there are few."""
        named = cast(SavedView.filters, String).contains(self.number or "", autoescape=True)
        return and_(SavedView.organization_id == self.organization_id, named)


@dataclass(frozen=True, slots=True)
class Kept:
    """`running` calls are counted among the calls, and stay until they are over."""

    calls: int
    running: int
    turns: int
    analyses: int
    recordings: int
    follow_ups: int
    notes: int
    views: int
    first_call_at: datetime | None
    last_call_at: datetime | None


def kept_of(session: Session, whose: Whose) -> Kept:
    theirs = select(Conversation.id).where(whose.calls())

    def count(column: InstrumentedAttribute[UUID], *more: ColumnElement[bool]) -> int:
        wanted = select(func.count()).where(column.in_(theirs), *more)
        return session.scalars(wanted).one()

    began = func.min(Conversation.started_at), func.max(Conversation.started_at)
    first, last = session.execute(select(*began).where(whose.calls())).one()
    views = select(func.count()).select_from(SavedView).where(whose.views())
    return Kept(
        calls=count(Conversation.id),
        running=count(Conversation.id, Conversation.ended_at.is_(None)),
        turns=count(Turn.conversation_id),
        analyses=count(ConversationAnalysis.conversation_id),
        recordings=count(Recording.conversation_id, Recording.key.is_not(None)),
        follow_ups=count(FollowUp.conversation_id),
        notes=count(CallNote.conversation_id),
        views=session.scalars(views).one() if whose.number else 0,
        first_call_at=first,
        last_call_at=last,
    )


def ids_elsewhere(session: Session, whose: Whose) -> list[tuple[str | None, str | None]]:
    """Of each call the carrier's and the agent provider's id: what these keep, they must be asked to erase."""
    columns = (Conversation.twilio_call_sid, Conversation.elevenlabs_conversation_id)
    found = session.execute(select(*columns).where(whose.calls()).order_by(Conversation.started_at))
    return [(sid, agent_id) for sid, agent_id in found]


def number_of(session: Session, *, organization_id: UUID, conversation_id: UUID) -> str | None:
    """The other side's number of a call; None where it is hidden, so that the same number may be anybody's."""
    statement = select(Conversation.phone_number).where(
        Conversation.id == conversation_id,
        Conversation.organization_id == organization_id,
        Conversation.phone_number.regexp_match(NUMBER_PATTERN),
    )
    return session.scalar(statement)


def read_number(text: str) -> str | None:
    """As calls have it, from how people write it; None where it is no whole number with its country's code."""
    plain = NOT_DIALLED.sub("", text)
    number = "+" + plain[2:] if plain.startswith("00") else plain
    return number if re.fullmatch(NUMBER_PATTERN, number) else None


def erasure_under_way(session: Session, whose: Whose) -> UUID | None:
    """That of this caller, or of this call."""
    wanted = (
        Erasure.organization_id == whose.organization_id,
        Erasure.state != "done",
        Erasure.wanted == whose.written(),
    )
    return session.scalar(select(Erasure.id).where(*wanted).limit(1))
