"""The one function behind every figure: tile, chart, API, file and e-mail ask it, and so say the same."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.models import CallFact
from db.queries.metrics.definitions import Metric
from db.queries.metrics.figures import Figure, figure, nothing
from db.queries.metrics.intervals import Histogram
from db.queries.metrics.keys import KEYS
from db.queries.metrics.parts import PARTS
from db.queries.metrics.sources import Source, for_parts, for_spread
from db.queries.selection import Selection, customers, weighed

Key = tuple[Any, ...]


def measure(
    session: Session, metrics: Sequence[Metric], selection: Selection, *, now: datetime
) -> dict[str, Figure]:
    """The figures of a selection, by the metrics' names."""
    found = measure_by(session, metrics, selection, by=(), now=now)
    return found.get((), {metric.name: nothing(metric) for metric in metrics})


def measure_by(
    session: Session, metrics: Sequence[Metric], selection: Selection, *, by: Sequence[str], now: datetime
) -> dict[Key, dict[str, Figure]]:
    """The same for each value of `by` (names of `keys.KEYS`); values without a call are left out."""
    found: dict[Key, dict[str, Figure]] = {}
    selection = weighed(session, selection)
    for days in sorted({metric.matures_days for metric in metrics}):
        of_age = [metric for metric in metrics if metric.matures_days == days]
        counted = counted_calls(selection, days, now)
        tallies = tally(session, of_age, counted, by)
        spreads = histograms(session, of_age, counted, by)
        for key in tallies.keys() | spreads.keys():
            figures = found.setdefault(key, {})
            for metric in of_age:
                spread = spreads.get(key, {}).get(metric.name, Histogram(()))
                figures[metric.name] = figure(metric, tallies.get(key, {}), spread)
    for figures in found.values():
        figures.update({one.name: nothing(one) for one in metrics if one.name not in figures})
    return found


def calls_behind(metric: Metric, part: str, selection: Selection, *, now: datetime) -> Selection:
    """The calls that the metric counts: as many as its figure says. `part` is `numerator` or `denominator`."""
    counted = counted_calls(selection, metric.matures_days, now)
    return replace(counted, parts=(*counted.parts, metric.parts[part]))


def counted_calls(selection: Selection, matures_days: int, now: datetime) -> Selection:
    """Customers' calls that are old enough; a day at a time, so that a list that is opened later shows the same."""
    selection = customers(selection)
    if not matures_days:
        return selection
    last = datetime.combine((now.astimezone(UTC) - timedelta(days=matures_days)).date(), time(), UTC)
    return replace(selection, until=min(selection.until, last) if selection.until else last)


def tally(
    session: Session, metrics: Iterable[Metric], selection: Selection, by: Sequence[str]
) -> dict[Key, dict[str, Any]]:
    """How many calls each part of the metrics has, and what they cost."""
    listed = list(metrics)
    names = sorted({name for metric in listed if not metric.column for name in metric.parts.values()})
    has_cost = any(metric.unit == "EUR" for metric in listed)
    found: dict[Key, dict[str, Any]] = {}
    for source in for_parts(session, selection, by, names) if names else ():
        counts = (source.count(PARTS[name].of(source.table)).label(name) for name in names)
        columns: list[ColumnElement[Any]] = [*counts, *(costs(source) if has_cost else [])]
        for key, values in grouped(session, columns, source, by):
            seen = found.setdefault(key, dict.fromkeys(values, 0))
            found[key] = {name: seen[name] + value for name, value in values.items()}
    return found


def costs(source: Source) -> list[ColumnElement[Any]]:
    f = source.table
    squares = f.cost_squares if source.is_summed else f.cost_eur * f.cost_eur
    columns = {"cost": f.cost_eur, "squares": squares, "unknown": f.unknown_costs}
    return [func.coalesce(func.sum(column), 0).label(name) for name, column in columns.items()]


def histograms(
    session: Session, metrics: Iterable[Metric], selection: Selection, by: Sequence[str]
) -> dict[Key, dict[str, Histogram]]:
    """The spread of each column that a quantile or a mean is taken over, by the metrics' names."""
    found: dict[Key, dict[str, Histogram]] = {}
    wanted: dict[str, list[str]] = {}
    for metric in metrics:
        if metric.column:
            wanted.setdefault(metric.column, []).append(metric.name)
    for column, names in wanted.items():
        for key, counts in spread_of(session, column, selection, by).items():
            found.setdefault(key, {}).update(dict.fromkeys(names, Histogram(list(counts.items()))))
    return found


def spread_of(
    session: Session, column: str, selection: Selection, by: Sequence[str]
) -> dict[Key, Counter[float]]:
    found: dict[Key, Counter[float]] = {}
    for source in for_spread(session, selection, by, column):
        value = (source.table.value if source.is_summed else getattr(CallFact, column)).label("value")
        condition = () if source.is_summed else (PARTS[f"with_{column}"].of(CallFact),)
        narrowed = replace(source, conditions=(*source.conditions, *condition))
        for (*key, seen), counts in grouped(session, [source.count().label("calls")], narrowed, by, value):
            found.setdefault(tuple(key), Counter())[seen] += int(counts["calls"])
    return found


def grouped(
    session: Session, columns: Sequence[Any], source: Source, by: Sequence[str], *also: Any
) -> Iterator[tuple[Key, dict[str, Any]]]:
    """The columns' values for each key; `also` are further parts of the key."""
    keys = [*(KEYS[name](source.table).label(f"key_{name}") for name in by), *also]
    statement = select(*keys, *columns).where(*source.conditions).group_by(*keys)
    for row in session.execute(statement):
        values = tuple(row)
        names = (column.name for column in columns)
        yield values[: len(keys)], dict(zip(names, values[len(keys) :], strict=True))
