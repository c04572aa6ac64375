"""The «Today» page: calls and their ends, live calls, and callers who are waiting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from uuid import UUID

import pandas as pd
from sqlalchemy import ColumnElement, func, literal, select, union_all
from sqlalchemy.orm import Session

from db.models import CallFact, Conversation, Turn
from db.models.conversation import LIVE_STATUSES
from db.queries.frames import COUNT, FLAG, MOMENT, TEXT, WHOLE, read_frame
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.measure import counted_by
from db.queries.metrics.parts import PARTS, calls
from db.queries.selection import Selection, customers

SHARES = ("answered_rate", "booking_rate", "abandonment_rate")
COUNTED = ("calls", *(part for name in SHARES for part in BY_NAME[name].parts.values()))
COUNTS = {"place": COUNT, **dict.fromkeys(COUNTED, COUNT)}
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


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end`, exclusive."""

    start: datetime
    end: datetime


def counted(organization_id: UUID, span: Span) -> list[ColumnElement[bool]]:
    """Customers' calls: neither tests nor calls of the staff are among them."""
    within = (CallFact.started_at >= span.start, CallFact.started_at < span.end)
    return [CallFact.organization_id == organization_id, ~CallFact.is_test, ~CallFact.is_staff, *within]


def day_counts(session: Session, *, organization_id: UUID, spans: Sequence[Span]) -> pd.DataFrame:
    """One row per span, in order: customers' calls, and the parts of `SHARES`, as the metrics count them."""
    counts = [func.count().filter(PARTS[name].of(CallFact)).label(name) for name in COUNTED]
    parts = [
        select(literal(place).label("place"), *counts)
        .select_from(CallFact)
        .where(*counted(organization_id, span))
        for place, span in enumerate(spans)
    ]
    rows = union_all(*parts).subquery()
    columns = [column.label(name) for column, name in zip(rows.c, COUNTS, strict=True)]
    return read_frame(session, select(*columns).order_by(columns[0]), COUNTS)


def call_volume(
    session: Session, *, organization_id: UUID, span: Span, bucket: Literal["hour", "day"]
) -> pd.DataFrame:
    """Customers' calls by ending in each hour or day of the organization's clock; empty buckets are left out."""
    wanted = customers(Selection(organization_id=organization_id, since=span.start, until=span.end))
    by = ("day", "hour", "ending") if bucket == "hour" else ("day", "ending")
    rows = [
        (start_of(*when), kind, int(counts["calls"]))
        for (*when, kind), counts in counted_by(session, {"calls": calls}, wanted, by=by).items()
    ]
    return pd.DataFrame(sorted(rows), columns=list(VOLUME)).astype(VOLUME)


def start_of(day: date, hour: int = 0) -> datetime:
    return datetime.combine(day, time(hour))


def live_calls(session: Session, *, organization_id: UUID) -> pd.DataFrame:
    """Live calls, including tests, with their last turn."""
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
