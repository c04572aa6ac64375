"""The one function behind every figure. Tiles, charts, API, files and e-mail all call it, so they always agree."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from db.queries.metrics.definitions import REST, Metric
from db.queries.metrics.figures import Figure, figure, nothing
from db.queries.metrics.intervals import Histogram
from db.queries.metrics.keys import KEYS
from db.queries.metrics.parts import PARTS, Condition
from db.queries.metrics.sources import Source, for_parts, for_spread
from db.queries.metrics.trade_parts import TRADE
from db.queries.selection import Selection, customers, weighed

COSTS = ("cost", "squares", "unknown")

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
    """The same per value of `by` (names of `keys.KEYS`); values without calls are omitted."""
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
    """The calls behind a metric: exactly as many as its figure says. `part` is one of `metric.listed`."""
    counted = counted_calls(selection, metric.matures_days, now)
    if part == REST:
        hits = (*counted.without, metric.numerator)
        return replace(counted, parts=(*counted.parts, metric.denominator), without=hits)
    return replace(counted, parts=(*counted.parts, metric.parts[part]))


def counted_calls(selection: Selection, matures_days: int, now: datetime) -> Selection:
    """Restricts to customers' calls that are old enough, in whole days, so that a list opened later on the day shows the same."""
    selection = customers(selection)
    if not matures_days:
        return selection
    last = datetime.combine((now.astimezone(UTC) - timedelta(days=matures_days)).date(), time(), UTC)
    return replace(selection, until=min(selection.until, last) if selection.until else last)


def tally(
    session: Session, metrics: Iterable[Metric], selection: Selection, by: Sequence[str]
) -> dict[Key, dict[str, Any]]:
    """Counts of each part of the metrics, and cost sums."""
    listed = list(metrics)
    names = sorted({name for metric in listed if not metric.column for name in metric.parts.values()})
    has_cost = any(metric.unit == "EUR" for metric in listed)
    if not names:
        return {}
    labels = {name: label(name, place) for place, name in enumerate(names)}
    conditions = {labels[name]: PARTS[name].of for name in names}
    found = counted_by(session, conditions, selection, by=by, with_costs=has_cost)
    return {
        key: {**counts, **{name: counts[labels[name]] for name in names}} for key, counts in found.items()
    }


def label(name: str, place: int) -> str:
    """What a column is called that counts a part: those of a line of business have longer names than a column may have."""
    return f"trade_{place}" if name.startswith(TRADE) else name


def counted_by(
    session: Session,
    conditions: Mapping[str, Condition],
    selection: Selection,
    *,
    by: Sequence[str] = (),
    with_costs: bool = False,
) -> dict[Key, dict[str, Any]]:
    """How many calls of the selection meet each condition, for each value of `by`, and the sums of `COSTS`."""
    found: dict[Key, dict[str, Any]] = {}
    asked = [*conditions, *(COSTS if with_costs else ())]
    shape = (tuple(by), tuple(conditions.items()), with_costs)
    for source in for_parts(session, selection, by, tuple(conditions)):
        rows = source.counted(
            session,
            partial(keys_of, source, by),
            partial(counts_of, source, conditions),
            partial(costs, source) if with_costs else dict,
            shape,
        )
        for row in rows:
            key, values = tuple(row[: len(by)]), row[len(by) :]
            seen = found.setdefault(key, dict.fromkeys(asked, 0))
            for name, value in zip(asked, values, strict=True):
                seen[name] += value
    return found


def counts_of(source: Source, conditions: Mapping[str, Condition]) -> dict[str, ColumnElement[bool]]:
    return {name: condition(source.table) for name, condition in conditions.items()}


def keys_of(source: Source, by: Sequence[str]) -> dict[str, ColumnElement[Any]]:
    return {f"key_{name}": KEYS[name](source.table) for name in by}


def costs(source: Source) -> dict[str, ColumnElement[Any]]:
    f = source.table
    squares = f.cost_squares if source.is_summed else f.cost_eur * f.cost_eur
    return {"cost": f.cost_eur, "squares": squares, "unknown": f.unknown_costs}


def histograms(
    session: Session, metrics: Iterable[Metric], selection: Selection, by: Sequence[str]
) -> dict[Key, dict[str, Histogram]]:
    """The distribution of each column that a quantile or mean is computed from, by metric name."""
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
        f = source.table
        value = f.value if source.is_summed else getattr(f, column)
        narrowed = source if source.is_summed else source.with_(PARTS[f"with_{column}"].of(f), column)
        seen = narrowed.spreads(
            session, partial(keys_of, source, by), partial(dict, value=value), (tuple(by), column)
        )
        for key, pairs in seen:
            counts = found.setdefault(key, Counter())
            for one, times in pairs:
                counts[one] += int(times)
    return found
