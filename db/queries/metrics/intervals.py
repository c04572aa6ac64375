"""Confidence intervals at 95 %. A workshop has ten to forty calls a day: no rate is shown without its interval."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import accumulate
from math import ceil, floor, sqrt
from typing import Any

Z = 1.959964  # 95 %
CONFIDENCE = 0.95


def wilson(successes: int, n: int) -> tuple[float, float] | None:
    """Wilson's score interval of a rate; None if n is 0. Valid for small n, and stays within 0 and 1 (Wilson 1927)."""
    if not n:
        return None
    share, weight = successes / n, Z * Z / n
    middle = (share + weight / 2) / (1 + weight)
    reach = Z * sqrt(share * (1 - share) / n + weight / (4 * n)) / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def newcombe(before: tuple[int, int], after: tuple[int, int]) -> tuple[float, float] | None:
    """The interval of the difference of two rates, `after` minus `before`, by Newcombe's hybrid score method (1998, method 10). Each
    side is (successes, n).
    """
    low, high = wilson(*before), wilson(*after)
    if low is None or high is None:
        return None
    was, now = before[0] / before[1], after[0] / after[1]
    down = sqrt((now - high[0]) ** 2 + (low[1] - was) ** 2)
    up = sqrt((high[1] - now) ** 2 + (was - low[0]) ** 2)
    return now - was - down, now - was + up


def of_mean(mean: Decimal | None, deviation: Decimal | None, n: int) -> tuple[Decimal, Decimal] | None:
    """The interval of a mean by the normal approximation, cut at 0; None for fewer than two values."""
    if mean is None or deviation is None:
        return None
    reach = Decimal(str(Z)) * deviation / Decimal(n).sqrt()
    return max(Decimal(0), mean - reach), mean + reach


def ranks(n: int, quantile: float = 0.5) -> tuple[int, int] | None:
    """The ranks (from 1) of the order statistics that bound the quantile with 95 % confidence, by the binomial's normal approximation.
    None if n is too small.
    """
    reach = Z * sqrt(n * quantile * (1 - quantile))
    low, high = floor(n * quantile - reach), ceil(1 + n * quantile + reach)
    return (low, high) if low >= 1 and high <= n else None


class Histogram:
    """Counts of values, with quantiles, mean and deviation."""

    def __init__(self, counts: Sequence[tuple[float, int]]) -> None:
        self._counts = sorted(counts)
        self._seen = [*accumulate(count for _, count in self._counts)]
        self.n = self._seen[-1] if self._seen else 0

    def at_rank(self, rank: int) -> float:
        """The value of that rank, from 1, in ascending order."""
        if rank > self.n:
            raise IndexError(rank)
        return self._counts[bisect_left(self._seen, rank)][0]

    def quantile(self, quantile: float) -> float | None:
        """Interpolated linearly between two values, like PostgreSQL's `percentile_cont`."""
        if not self.n:
            return None
        place = quantile * (self.n - 1)
        below = self.at_rank(floor(place) + 1)
        return below + (self.at_rank(ceil(place) + 1) - below) * (place - floor(place))

    def bounds(self, quantile: float) -> tuple[float, float] | None:
        found = ranks(self.n, quantile)
        return (self.at_rank(found[0]), self.at_rank(found[1])) if found else None

    @cached_property
    def mean(self) -> Decimal | None:
        return Decimal(self._sum(lambda value: value)) / self.n if self.n else None

    def _sum(self, of: Callable[[Any], Any]) -> Any:
        """An exact sum. Integers, the usual case, need no conversion to Decimal."""
        if all(type(value) is int for value, _ in self._counts):
            return sum(of(value) * count for value, count in self._counts)
        return sum(of(Decimal(value)) * count for value, count in self._counts)

    def deviation(self) -> Decimal | None:
        mean = self.mean
        if mean is None or self.n < 2:
            return None
        squares = self._sum(lambda value: value * value) - mean * self._sum(lambda value: value)
        return (Decimal(max(squares, 0)) / (self.n - 1)).sqrt()
