"""Whether a share of calls creeps away over weeks, day by day too little to be seen: an exponentially weighted average of days. Pure."""

from collections.abc import Sequence
from math import sqrt

from workers.watch.chart import Counted, Usual

FORGETS = 0.1  # of the average, each day: it looks back some two weeks


def weighted(days: Sequence[Counted]) -> tuple[float, float, float]:
    """Of days, the oldest first: bad calls and calls, each day with its weight, and the calls by the square of it."""
    weights = [(1 - FORGETS) ** age for age in reversed(range(len(days)))]
    pairs = [*zip(weights, days, strict=True)]
    return (
        sum(weight * day.bad for weight, day in pairs),
        sum(weight * day.n for weight, day in pairs),
        sum(weight * weight * day.n for weight, day in pairs),
    )


def drift(days: Sequence[Counted], as_usual: Usual) -> float:
    """How many standard deviations the average of the days lies above what is usual; calls of one day are alike by `spread`."""
    bad, n, squares = weighted(days)
    if not n or not 0 < as_usual.share < 1:
        return 0.0
    calls = sum(day.n for day in days)
    alike = 1 + as_usual.spread * max(calls / len(days) - 1, 0)
    known = 1 / (as_usual.counted.n + 1)  # what is usual is itself only an estimate
    variance = as_usual.share * (1 - as_usual.share) * (alike * squares / n**2 + known)
    return (bad / n - as_usual.share) / sqrt(variance)
