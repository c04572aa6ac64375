"""The keys by which a figure can be broken down: traits of the call, and periods on the organization's clock."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Date, SmallInteger, String, case, cast, func, select

from db.models import ExperimentCall
from db.queries.metrics.parts import Columns, abandoned, missed

ENDINGS = ("booked", "served", "person", "open", "abandoned", "missed", "unread")


def ending(f: Columns) -> ColumnElement[str]:
    """How a call ended for the caller, in a few groups that a chart can distinguish."""
    return case(
        (missed(f), "missed"),
        (f.outcome == "appointment_booked", "booked"),
        ((f.outcome == "transferred_to_human") | (f.end_reason == "transferred"), "person"),
        (abandoned(f), "abandoned"),
        (f.outcome.in_(("unresolved", "callback_promised", "abandoned")), "open"),
        (f.outcome.is_(None), "unread"),
        else_="served",
    )


def weekday(f: Columns) -> ColumnElement[int]:
    """ISO weekday: 1 is Monday."""
    return cast(func.extract("isodow", f.day), SmallInteger)


def side(f: Columns) -> ColumnElement[Any]:
    """Of the experiment in which a single call took part; null for most."""
    asked = select(ExperimentCall.side).where(ExperimentCall.conversation_id == f.conversation_id)
    return asked.scalar_subquery()


def start_of(unit: str) -> Callable[[Columns], ColumnElement[Any]]:
    return lambda f: cast(func.date_trunc(unit, f.day), Date)


# Each value of a trait is also a value of the filter of that name.
TRAITS: dict[str, Callable[[Columns], ColumnElement[Any]]] = {
    "direction": lambda f: f.direction,
    "agent": lambda f: cast(f.agent_id, String),
    "called": lambda f: f.called_number,
    "version": lambda f: f.agent_version,
    "side": side,
    "language": lambda f: f.language,
    "intent": lambda f: f.intent,
    "outcome": lambda f: f.outcome,
    "ending": ending,
    "urgency": lambda f: f.urgency,
    "sentiment": lambda f: f.sentiment,
    "stage": lambda f: f.stage,
    "end_reason": lambda f: f.end_reason,
    "service": lambda f: func.unnest(f.services),
    "weekday": weekday,
    "hour": lambda f: f.hour,
}
STRETCHES: dict[str, Callable[[Columns], ColumnElement[Any]]] = {
    "day": lambda f: f.day,
    "week": start_of("week"),
    "month": start_of("month"),
}
ASKABLE = TRAITS | STRETCHES
STEPS: dict[str, Callable[[Columns], ColumnElement[Any]]] = {
    "step": lambda f: f.funnel_step,
    "reason": lambda f: f.abandon_reason,
}
WAITS_MS = (1000, 2000, 3000, 5000)  # upper ends of the buckets; the last bucket is open
STAYED_SECONDS = (30, 60, 120, 300)
# Values of single calls, which sums do not have; null if not measured.
MEASURED: dict[str, Callable[[Columns], ColumnElement[Any]]] = {
    "hour": lambda f: f.hour,
    "wait": lambda f: place_of(f.heard_gap_ms, WAITS_MS),
    "stay": lambda f: place_of(f.duration_seconds, STAYED_SECONDS),
}
KEYS = ASKABLE | STEPS | MEASURED


def place_of(column: Any, ends: Sequence[int]) -> ColumnElement[Any]:
    steps = [(column < end, place) for place, end in enumerate(ends)]
    return cast(case((column.is_(None), None), *steps, else_=len(ends)), SmallInteger)
