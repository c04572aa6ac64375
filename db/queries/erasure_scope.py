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
    BoardChart,
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
class ErasureScope:
    """All calls of a number, or a single call: if the number was withheld, other calls of that person are unknown.

    Or the words of all calls that began `before`, and were kept for `days`.
    """

    organization_id: UUID
    number: str | None = None
    conversation_id: UUID | None = None
    before: datetime | None = None
    days: int = 0

    @property
    def kind(self) -> str:
        if self.before is not None:
            return "old"
        return "caller" if self.number is not None else "call"

    def to_json(self) -> dict[str, Any]:
        """The form in which a running erasure stores its scope."""
        if self.before is not None:
            return {"before": self.before.isoformat(), "days": self.days}
        return {"number": self.number} if self.number is not None else {"call": str(self.conversation_id)}

    @classmethod
    def from_json(cls, organization_id: UUID, stored: Mapping[str, Any]) -> "ErasureScope":
        call, before = stored.get("call"), stored.get("before")
        return cls(
            organization_id,
            stored.get("number"),
            UUID(call) if call is not None else None,
            datetime.fromisoformat(before) if before is not None else None,
            stored.get("days", 0),
        )

    def calls(self) -> ColumnElement[bool]:
        theirs = Conversation.organization_id == self.organization_id
        if self.before is not None:
            return and_(theirs, Conversation.started_at < self.before, Conversation.words_erased_at.is_(None))
        if self.number is not None:
            return and_(theirs, Conversation.phone_number == self.number)
        return and_(theirs, Conversation.id == self.conversation_id)

    def orders(self) -> ColumnElement[bool]:
        """Bulk orders whose filters or details contain the number."""
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

    def charts(self) -> ColumnElement[bool]:
        """Charts on boards whose filters name the number."""
        named = cast(BoardChart.filters, String).contains(self.number or "", autoescape=True)
        return and_(BoardChart.organization_id == self.organization_id, named)


@dataclass(frozen=True, slots=True)
class StoredCounts:
    """Counts of stored rows. `running` calls are included in `calls`, and cannot be erased until they end. `views`: charts on boards included."""

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


def count_stored(session: Session, scope: ErasureScope) -> StoredCounts:
    theirs = select(Conversation.id).where(scope.calls())

    def count(column: InstrumentedAttribute[UUID], *more: ColumnElement[bool]) -> int:
        wanted = select(func.count()).where(column.in_(theirs), *more)
        return session.scalars(wanted).one()

    began = func.min(Conversation.started_at), func.max(Conversation.started_at)
    first, last = session.execute(select(*began).where(scope.calls())).one()
    return StoredCounts(
        calls=count(Conversation.id),
        running=count(Conversation.id, Conversation.ended_at.is_(None)),
        turns=count(Turn.conversation_id),
        analyses=count(ConversationAnalysis.conversation_id),
        recordings=count(Recording.conversation_id, Recording.key.is_not(None)),
        follow_ups=count(FollowUp.conversation_id),
        notes=count(CallNote.conversation_id),
        views=count_filters(session, scope) if scope.number else 0,
        first_call_at=first,
        last_call_at=last,
    )


def count_filters(session: Session, scope: ErasureScope) -> int:
    """Saved filters that name the number: views, and charts on boards."""
    views = select(func.count()).select_from(SavedView).where(scope.views())
    charts = select(func.count()).select_from(BoardChart).where(scope.charts())
    return session.scalars(views).one() + session.scalars(charts).one()


def count_calls(session: Session, scope: ErasureScope) -> tuple[int, int]:
    """How many of the calls are over, and how many still run."""
    over, running = (Conversation.ended_at.is_not(None), Conversation.ended_at.is_(None))
    counts = func.count().filter(over), func.count().filter(running)
    found = session.execute(select(*counts).where(scope.calls())).one()
    return int(found[0]), int(found[1])


def ids_elsewhere(session: Session, scope: ErasureScope) -> list[tuple[str | None, str | None]]:
    """The carrier's and the agent provider's id of each call: their copies must be erased there."""
    columns = (Conversation.twilio_call_sid, Conversation.elevenlabs_conversation_id)
    found = session.execute(select(*columns).where(scope.calls()).order_by(Conversation.started_at))
    return [(sid, agent_id) for sid, agent_id in found]


def number_of(session: Session, *, organization_id: UUID, conversation_id: UUID) -> str | None:
    """The other side's number of a call; None if it was withheld."""
    statement = select(Conversation.phone_number).where(
        Conversation.id == conversation_id,
        Conversation.organization_id == organization_id,
        Conversation.phone_number.regexp_match(NUMBER_PATTERN),
    )
    return session.scalar(statement)


def read_number(text: str) -> str | None:
    """Normalizes a typed number to E.164; None if it is incomplete or lacks the country code."""
    plain = NOT_DIALLED.sub("", text)
    number = "+" + plain[2:] if plain.startswith("00") else plain
    return number if re.fullmatch(NUMBER_PATTERN, number) else None


def erasure_under_way(session: Session, scope: ErasureScope) -> UUID | None:
    """The id of a running erasure of this scope; of old calls there is one at a time, whatever their day."""
    wanted = (
        Erasure.organization_id == scope.organization_id,
        Erasure.state != "done",
        Erasure.scope == "old" if scope.before is not None else Erasure.wanted == scope.to_json(),
    )
    return session.scalar(select(Erasure.id).where(*wanted).limit(1))
