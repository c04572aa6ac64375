"""A figure by the hour, in parts that can be added up: for windows that slide over weeks, with one question to the database."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from db.queries.metrics.definitions import Metric
from db.queries.metrics.figures import Figure, figure
from db.queries.metrics.intervals import Histogram
from db.queries.metrics.measure import counted_calls, spread_of, tally
from db.queries.selection import Selection, weighed

BY = ("day", "hour")


@dataclass(frozen=True, slots=True)
class Hour:
    """What was counted in an hour of the organization's clock, and the lengths that were measured in it."""

    counts: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[float, int] = field(default_factory=dict)


def by_hour(
    session: Session, metric: Metric, selection: Selection, *, now: datetime
) -> dict[tuple[date, int], Hour]:
    """Hours without calls are omitted."""
    counted = counted_calls(weighed(session, selection), metric.matures_days, now)
    counts = tally(session, [metric], counted, BY)
    values = spread_of(session, metric.column, counted, BY) if metric.column else {}
    keys: Any = counts.keys() | values.keys()
    return {key: Hour(counts.get(key, {}), values.get(key, {})) for key in keys}


def together(metric: Metric, hours: Iterable[Hour]) -> Figure:
    """The figure of these hours, as `measure` has it."""
    counts: dict[str, Any] = {}
    values: Counter[float] = Counter()
    for hour in hours:
        for name, count in hour.counts.items():
            counts[name] = counts.get(name, 0) + count
        values.update(hour.values)
    return figure(metric, counts, Histogram(list(values.items())))
