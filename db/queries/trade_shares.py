"""Shares of calls that only a line of business defines: its template says which analyses count, this module counts them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from db.queries.metrics.measure import counted_by
from db.queries.metrics.parts import Columns, Condition
from db.queries.selection import Selection, customers, weighed

Filter = Mapping[str, Sequence[str]]
FIELDS = ("intent", "outcome", "urgency")


@dataclass(frozen=True, slots=True)
class Share:
    """`of` calls match the denominator; `count` of them match the numerator too."""

    name: str
    count: int
    of: int


def shares(
    session: Session, selection: Selection, wanted: Sequence[tuple[str, Filter, Filter]]
) -> list[Share]:
    """Shares of analysed customers' calls. Each item of `wanted` is (name, numerator, denominator); one query for all."""
    if not wanted:
        return []
    conditions: dict[str, Condition] = {}
    for place, (_name, numerator, denominator) in enumerate(wanted):
        conditions[f"part_{place}"] = read_as(denominator, numerator)
        conditions[f"whole_{place}"] = read_as(denominator)
    found = counted_by(session, conditions, customers(weighed(session, selection)))
    counts = found.get((), dict.fromkeys(conditions, 0))
    return [
        Share(name, int(counts[f"part_{place}"]), int(counts[f"whole_{place}"]))
        for place, (name, *_rest) in enumerate(wanted)
    ]


def read_as(*wanted: Filter) -> Condition:
    return cached_condition(
        tuple(tuple((name, tuple(values)) for name, values in one.items()) for one in wanted)
    )


@lru_cache(maxsize=500)
def cached_condition(wanted: tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]) -> Condition:
    """Returns the identical function for equal filters, so that the statement cache recognizes it."""
    return lambda f: and_(f.is_read, *(one for each in wanted for one in conditions_of(f, dict(each))))


def conditions_of(f: Columns, wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        getattr(f, field).in_(values) for field, values in wanted.items() if field in FIELDS
    ]
    for value in wanted.get("abandoned", ()):
        is_abandoned = f.outcome == "abandoned"
        found.append(is_abandoned if value == "true" else ~is_abandoned)
    return found
