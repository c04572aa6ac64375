"""Computes a figure from counts: value, sample size and 95 % interval."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from db.queries.metrics.definitions import Kind, Metric
from db.queries.metrics.intervals import Histogram, of_mean, wilson

Value = float | int | Decimal
Tally = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`n` is the sample size; `value` is None if it is zero.

    `unknown_lines`: number of ledger lines without an amount, which the value omits.
    """

    value: Value | None
    n: int
    numerator: int | None = None
    interval: tuple[Value, Value] | None = None
    method: str = ""
    unknown_lines: int | None = None
    minimum_n: int = 0

    @property
    def is_few(self) -> bool:
        """Whether the sample is smaller than the metric's minimum."""
        return self.n < self.minimum_n


def figure(metric: Metric, tally: Tally, spread: Histogram) -> Figure:
    return MADE[metric.kind](metric, tally, spread)


def nothing(metric: Metric) -> Figure:
    return figure(metric, {}, Histogram(()))


def of_count(metric: Metric, tally: Tally, _: Histogram) -> Figure:
    found = int(tally.get(metric.numerator, 0))
    return Figure(value=found, n=found, numerator=found, minimum_n=metric.minimum_n)


def of_rate(metric: Metric, tally: Tally, _: Histogram) -> Figure:
    found, n = int(tally.get(metric.numerator, 0)), int(tally.get(metric.denominator, 0))
    return Figure(
        value=found / n if n else None,
        n=n,
        numerator=found,
        interval=wilson(found, n),
        method="wilson",
        minimum_n=metric.minimum_n,
    )


def of_quantile(metric: Metric, _: Tally, spread: Histogram) -> Figure:
    value, ends = spread.quantile(metric.quantile), spread.bounds(metric.quantile)
    return Figure(
        value=None if value is None else value / metric.scale,
        n=spread.n,
        interval=(ends[0] / metric.scale, ends[1] / metric.scale) if ends else None,
        method="order statistics",
        minimum_n=metric.minimum_n,
    )


def of_average(metric: Metric, _: Tally, spread: Histogram) -> Figure:
    mean = spread.mean
    ends = of_mean(mean, spread.deviation(), spread.n)
    return Figure(
        value=None if mean is None else float(mean) / metric.scale,
        n=spread.n,
        interval=(float(ends[0]) / metric.scale, float(ends[1]) / metric.scale) if ends else None,
        method="normal",
        minimum_n=metric.minimum_n,
    )


def of_cost_per_call(metric: Metric, tally: Tally, _: Histogram) -> Figure:
    """The mean over calls with a cost in euros."""
    n, total = int(tally.get(metric.denominator, 0)), Decimal(tally.get("cost", 0))
    mean = total / n if n else None
    return Figure(
        value=mean,
        n=n,
        interval=of_mean(mean, deviation(Decimal(tally.get("squares", 0)), total, n), n),
        method="normal",
        unknown_lines=int(tally.get("unknown", 0)),
        minimum_n=metric.minimum_n,
    )


def deviation(squares: Decimal, total: Decimal, n: int) -> Decimal | None:
    """The sample standard deviation, from the sum and the sum of squares."""
    if n < 2:
        return None
    return (max(squares - total * total / n, Decimal(0)) / (n - 1)).sqrt()


def of_cost_per_part(metric: Metric, tally: Tally, _: Histogram) -> Figure:
    """The cost of all calls divided by the denominator's calls. A ratio of two sums, for which we compute no interval."""
    n = int(tally.get(metric.denominator, 0))
    return Figure(
        value=Decimal(tally.get("cost", 0)) / n if n else None,
        n=n,
        numerator=int(tally.get(metric.numerator, 0)),
        unknown_lines=int(tally.get("unknown", 0)),
        minimum_n=metric.minimum_n,
    )


MADE: dict[Kind, Callable[[Metric, Tally, Histogram], Figure]] = {
    "count": of_count,
    "rate": of_rate,
    "quantile": of_quantile,
    "mean": of_average,
    "cost_per_call": of_cost_per_call,
    "cost_per_part": of_cost_per_part,
}
