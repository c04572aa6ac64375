"""Detects rates that drift over weeks, too slowly to stand out on any day: an exponentially weighted moving average of days. Pure."""

from collections.abc import Sequence
from math import sqrt

from workers.watch.control_chart import Counted, Usual

DECAY = 0.1  # decay of the average per day: a memory of about two weeks


def weighted(days: Sequence[Counted]) -> tuple[float, float, float]:
    """Over days, oldest first: weighted bad calls, weighted calls, and calls weighted by the squared weight."""
    weights = [(1 - DECAY) ** age for age in reversed(range(len(days)))]
    pairs = [*zip(weights, days, strict=True)]
    return (
        sum(weight * day.bad for weight, day in pairs),
        sum(weight * day.n for weight, day in pairs),
        sum(weight * weight * day.n for weight, day in pairs),
    )


def drift(days: Sequence[Counted], as_usual: Usual) -> float:
    """Standard deviations by which the average exceeds the usual rate; calls of one day are correlated by `spread`."""
    bad, n, squares = weighted(days)
    if not n or not 0 < as_usual.share < 1:
        return 0.0
    calls = sum(day.n for day in days)
    alike = 1 + as_usual.spread * max(calls / len(days) - 1, 0)
    known = 1 / (as_usual.counted.n + 1)  # the usual rate is itself an estimate
    variance = as_usual.share * (1 - as_usual.share) * (alike * squares / n**2 + known)
    return (bad / n - as_usual.share) / sqrt(variance)
