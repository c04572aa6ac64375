"""The figures behind the metrics, from the calls, from what the rules read of them, and from the ledger."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, sqrt
from typing import Any, Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.models import Conversation, LedgerEntry
from db.queries.readings import INTENT, OF_CALL, OUTCOME, Reading
from db.queries.selection import Selection

Z = 1.959964  # of a 95 % interval
FAULTS = ("agent_unreachable", "agent_failed", "carrier_failed", "stream_failed", "shutdown")

is_over = Conversation.ended_at.is_not(None)
is_offered = is_over & (Conversation.direction == "inbound")
is_answered = is_over & Conversation.answered_at.is_not(None)
is_forwarded = is_answered & Conversation.forwarded_at.is_not(None)
is_read = is_answered & Reading.id.is_not(None)
wants_booking = is_read & (INTENT == "book_appointment")
is_booked = is_read & (OUTCOME == "appointment_booked")
COUNTS: dict[str, ColumnElement[bool]] = {
    "finished": is_over,
    "offered": is_offered,
    "offered_answered": is_offered & is_answered,
    "answered": is_answered,
    "forwarded": is_forwarded,
    "forwarded_reached": is_forwarded & (Conversation.end_reason == "transferred"),
    "faults": is_over & ((Conversation.status == "failed") | Conversation.end_reason.in_(FAULTS)),
    "read": is_read,
    "abandoned": is_read & (OUTCOME == "abandoned"),
    "booked": is_booked,
    "wanted_booking": wants_booking,
    "wanted_and_booked": wants_booking & is_booked,
}
SECONDS: dict[str, Any] = {
    "duration": Conversation.duration_seconds,
    "answer": func.extract("epoch", Conversation.answered_at - Conversation.started_at),
}


@dataclass(frozen=True, slots=True)
class Middle:
    """A median between the order statistics that bound it at 95 %; no bounds with too few calls."""

    n: int
    median: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Spending:
    """Over the calls that have a line in the currency. `unknown_lines` are costs that nobody knows yet."""

    n: int
    mean: Decimal | None
    deviation: Decimal | None
    unknown_lines: int


def call_counts(session: Session, selection: Selection) -> dict[str, int]:
    """By the names of COUNTS, and `calls` for all of them."""
    columns = [func.count().filter(condition).label(name) for name, condition in COUNTS.items()]
    statement = select(func.count().label("calls"), *columns).select_from(Conversation)
    statement = statement.outerjoin(Reading, OF_CALL).where(*selection.conditions())
    return {str(name): int(value) for name, value in session.execute(statement).mappings().one().items()}


def middle_seconds(session: Session, selection: Selection, figure: Literal["duration", "answer"]) -> Middle:
    """Of answered calls that are over."""
    column = SECONDS[figure]
    wanted = [*selection.conditions(), is_answered, column.is_not(None)]
    n = session.scalars(select(func.count()).select_from(Conversation).where(*wanted)).one()
    if not n:
        return Middle(0, None, None, None)
    ranks = bounds(n)
    places = [rank / n for rank in ranks] if ranks else []
    middle = func.percentile_cont(0.5).within_group(column)
    ends = [func.percentile_disc(place).within_group(column) for place in places]
    row: tuple[Any, ...] = tuple(
        session.execute(select(middle, *ends).select_from(Conversation).where(*wanted)).one()
    )
    median, low, high = row if len(row) > 1 else (row[0], None, None)
    return Middle(n, float(median), as_float(low), as_float(high))


def bounds(n: int) -> tuple[int, int] | None:
    """The ranks (from 1) between which the median lies with 95 %, by the binomial's normal approximation."""
    low = floor(n / 2 - Z * sqrt(n) / 2)
    high = ceil(1 + n / 2 + Z * sqrt(n) / 2)
    return (low, high) if low >= 1 and high <= n else None


def as_float(value: Any) -> float | None:
    return None if value is None else float(value)


def spending(session: Session, selection: Selection, currency: str) -> Spending:
    """What a call costs, known and estimated lines together."""
    lines = select(LedgerEntry.conversation_id, func.sum(LedgerEntry.amount).label("amount")).join(
        Conversation, Conversation.id == LedgerEntry.conversation_id
    )
    lines = lines.where(*selection.conditions(), LedgerEntry.currency == currency)
    calls = lines.where(LedgerEntry.amount.is_not(None)).group_by(LedgerEntry.conversation_id).subquery()
    figures = select(func.count(), func.avg(calls.c.amount), func.stddev_samp(calls.c.amount))
    row: tuple[Any, ...] = tuple(session.execute(figures.select_from(calls)).one())
    n, mean, deviation = row
    unknown = lines.where(LedgerEntry.amount.is_(None)).group_by(LedgerEntry.conversation_id, LedgerEntry.id)
    unknown_lines = session.scalars(select(func.count()).select_from(unknown.subquery())).one()
    return Spending(int(n), mean, deviation, int(unknown_lines))
