"""Whether a share of calls is out of the ordinary: a p-chart with exact limits, as a workshop's calls are too few for a bell curve. Pure.

What is usual is known from a few hundred calls at best, and days differ by more than chance. Both widen the limits: the count of
bad calls is held against a beta-binomial distribution, not a binomial one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma

NEARLY_ONE = 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Counted:
    """Of `n` calls, `bad` went wrong."""

    bad: int
    n: int

    @property
    def share(self) -> float:
        return self.bad / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class Believed:
    """What holds before anything was counted, as if it had been seen in `weight` calls: a new business has no history."""

    share: float
    weight: float = 20


@dataclass(frozen=True, slots=True)
class Usual:
    """`share` of calls go wrong as a rule. `spread`, from 0 to 1: how alike calls of the same hours turn out; 0 where only chance decides."""

    share: float
    spread: float
    counted: Counted


def usual(stretches: Sequence[Counted], believed: Believed) -> Usual:
    """From earlier stretches of time, each like the one that is to be judged."""
    total = Counted(sum(one.bad for one in stretches), sum(one.n for one in stretches))
    weight = total.n + believed.weight
    share = (total.bad + believed.share * believed.weight) / weight
    spread = spread_between(stretches, share) + 1 / (weight + 1)
    return Usual(share, min(spread, NEARLY_ONE), total)


def spread_between(stretches: Sequence[Counted], share: float) -> float:
    """The intra-class correlation by its moments; 0 where they differ no more than chance makes them."""
    seen = [one for one in stretches if one.n]
    mean = sum(one.n for one in seen) / len(seen) if seen else 0
    if len(seen) < 2 or mean <= 1 or not 0 < share < 1:
        return 0.0
    squares = sum((one.bad - one.n * share) ** 2 / (one.n * share * (1 - share)) for one in seen)
    return max(0.0, (squares / (len(seen) - 1) - 1) / (mean - 1))


def chance(found: Counted, as_usual: Usual) -> float:
    """How likely as many bad calls, or more, are where all is as usual."""
    if found.bad <= 0:
        return 1.0
    precision = 1 / as_usual.spread - 1
    return upper_tail(found.bad, found.n, as_usual.share * precision, (1 - as_usual.share) * precision)


def limit(n: int, as_usual: Usual, alarm: float) -> int:
    """The fewest bad calls of n that are out of the ordinary; n + 1 where none would be."""
    low, high = 0, n + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if chance(Counted(middle, n), as_usual) < alarm else (middle + 1, high)
    return low


@lru_cache(maxsize=4096)
def upper_tail(bad: int, n: int, a: float, b: float) -> float:
    """Of the beta-binomial distribution: from `bad` on. Summed term by term, each from the one before."""
    log_first = log_choose(n, bad) + log_beta(bad + a, n - bad + b) - log_beta(a, b)
    term = total = exp(log_first)
    for count in range(bad, n):
        term *= (n - count) / (count + 1) * (count + a) / (n - count - 1 + b)
        total += term
    return min(total, 1.0)


def log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
