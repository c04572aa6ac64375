"""The day at the workshop: how many calls and how they ended, who is on the line now, and who is waiting for us."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import pandas as pd
from sqlalchemy import ColumnElement, case, exists, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from db.models import Conversation, Turn
from db.models.conversation import LIVE_STATUSES
from db.queries.frames import COUNT, FLAG, MOMENT, TEXT, WHOLE, read_frame
from db.queries.readings import CALLER_NAME, ENDING, INTENT, OF_CALL, OUTCOME, URGENCY, Reading

COUNTS = {"place": COUNT, "calls": COUNT, "answered": COUNT, "booked": COUNT, "abandoned": COUNT}
VOLUME = {"bucket": "datetime64[us]", "ending": TEXT, "calls": COUNT}
LIVE = {
    "id": TEXT,
    "started_at": MOMENT,
    "phone_number": TEXT,
    "status": TEXT,
    "language": TEXT,
    "direction": TEXT,
    "is_test": FLAG,
    "is_simulated": FLAG,
    "last_role": TEXT,
    "last_text": TEXT,
    "turns": WHOLE,
}
WAITING = {
    "id": TEXT,
    "started_at": MOMENT,
    "phone_number": TEXT,
    "caller_name": TEXT,
    "intent": TEXT,
    "outcome": TEXT,
    "urgency": TEXT,
    "is_simulated": FLAG,
}


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end`, exclusive."""

    start: datetime
    end: datetime


def counted(organization_id: UUID, span: Span) -> list[ColumnElement[bool]]:
    """Customers' calls: tests are never among them."""
    within = (Conversation.started_at >= span.start, Conversation.started_at < span.end)
    return [Conversation.organization_id == organization_id, ~Conversation.is_test, *within]


def day_counts(session: Session, *, organization_id: UUID, spans: Sequence[Span]) -> pd.DataFrame:
    """One row a span, in order: calls, and how many of them were answered, booked, abandoned."""
    answered = func.count(Conversation.answered_at)
    booked = func.count().filter(ENDING == "booked")
    abandoned = func.count().filter(ENDING == "abandoned")
    parts = [
        select(literal(place).label("place"), func.count(), answered, booked, abandoned)
        .select_from(Conversation)
        .outerjoin(Reading, OF_CALL)
        .where(*counted(organization_id, span))
        for place, span in enumerate(spans)
    ]
    rows = union_all(*parts).subquery()
    columns = [column.label(name) for column, name in zip(rows.c, COUNTS, strict=True)]
    return read_frame(session, select(*columns).order_by(columns[0]), COUNTS)


def call_volume(
    session: Session, *, organization_id: UUID, span: Span, timezone: str, bucket: Literal["hour", "day"]
) -> pd.DataFrame:
    """Calls by ending in each hour or day of the organization's clock; empty buckets are left out."""
    start = func.date_trunc(bucket, func.timezone(timezone, Conversation.started_at)).label("bucket")
    ending = ENDING.label("ending")
    statement = (
        select(start, ending, func.count().label("calls"))
        .select_from(Conversation)
        .outerjoin(Reading, OF_CALL)
        .where(*counted(organization_id, span))
        .group_by(start, ending)
        .order_by(start, ending)
    )
    return read_frame(session, statement, VOLUME)


def live_calls(session: Session, *, organization_id: UUID) -> pd.DataFrame:
    """Calls on the line now, tests among them, with what was said last."""
    last = (
        select(Turn.role, Turn.text, Turn.position)
        .where(Turn.conversation_id == Conversation.id)
        .order_by(Turn.position.desc())
        .limit(1)
        .lateral()
    )
    columns = [getattr(Conversation, name) for name in LIVE if hasattr(Conversation, name)]
    said = (last.c.role.label("last_role"), last.c.text.label("last_text"), last.c.position.label("turns"))
    on_the_line = (Conversation.organization_id == organization_id, Conversation.status.in_(LIVE_STATUSES))
    statement = select(*columns, *said).outerjoin(last, literal(True)).where(*on_the_line)
    order = (Conversation.started_at, Conversation.id)
    return read_frame(session, statement.order_by(*order).limit(50), LIVE)


def test_calls_between(session: Session, *, organization_id: UUID, span: Span) -> int:
    within = (Conversation.started_at >= span.start, Conversation.started_at < span.end)
    wanted = (Conversation.organization_id == organization_id, Conversation.is_test, *within)
    return session.scalars(select(func.count()).select_from(Conversation).where(*wanted)).one()


def waiting_callers(
    session: Session, *, organization_id: UUID, now: datetime, days: int = 3, limit: int = 6
) -> pd.DataFrame:
    """Callers who wanted something and did not get it, the most pressing first; who rang again was helped or rings again."""
    later = aliased(Conversation)
    rang_again = exists().where(
        later.phone_number == Conversation.phone_number,
        later.started_at > Conversation.started_at,
        later.organization_id == organization_id,
        ~later.is_test,
    )
    unmet = OUTCOME.in_(("abandoned", "unresolved", "callback_promised")) & ~INTENT.in_(
        ("none", "not_a_customer")
    )
    pressing = case((URGENCY == "critical", 0), (URGENCY == "high", 1), (INTENT == "complaint", 2), else_=3)
    names = {"caller_name": CALLER_NAME, "intent": INTENT, "outcome": OUTCOME, "urgency": URGENCY}
    columns = [names[name].label(name) if name in names else getattr(Conversation, name) for name in WAITING]
    statement = (
        select(*columns)
        .join(Reading, OF_CALL)
        .where(*counted(organization_id, Span(now - timedelta(days=days), now)), unmet, ~rang_again)
        .order_by(pressing, Conversation.started_at.desc())
        .limit(limit)
    )
    return read_frame(session, statement, WAITING)
