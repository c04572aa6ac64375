"""Whether a rate is out of the ordinary: a p-chart with exact limits, because a workshop has too few calls for a normal approximation. Pure.

The usual rate is estimated from a few hundred calls at best, and days vary by more than chance. Both widen the limits: counts of bad
calls are compared with a beta-binomial distribution instead of a binomial one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma

from db.fisher import log_choose

NEARLY_ONE = 1 - 1e-6


@dataclass(frozen=True, slots=True)
class Counted:
    """`bad` out of `n` calls went wrong."""

    bad: int
    n: int

    @property
    def share(self) -> float:
        return self.bad / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class Believed:
    """The prior, worth `weight` observed calls: a new business has no history."""

    share: float
    weight: float = 20


@dataclass(frozen=True, slots=True)
class Usual:
    """The usual rate of bad calls. `spread`, from 0 to 1, is the correlation of calls within the same hours; 0 if they are independent."""

    share: float
    spread: float
    counted: Counted


def usual(stretches: Sequence[Counted], believed: Believed) -> Usual:
    """Estimated from earlier periods comparable to the one to be judged."""
    total = Counted(sum(one.bad for one in stretches), sum(one.n for one in stretches))
    weight = total.n + believed.weight
    share = (total.bad + believed.share * believed.weight) / weight
    spread = spread_between(stretches, share) + 1 / (weight + 1)
    return Usual(share, min(spread, NEARLY_ONE), total)


def spread_between(stretches: Sequence[Counted], share: float) -> float:
    """The intra-class correlation by the method of moments; 0 if periods vary no more than by chance."""
    seen = [one for one in stretches if one.n]
    mean = sum(one.n for one in seen) / len(seen) if seen else 0
    if len(seen) < 2 or mean <= 1 or not 0 < share < 1:
        return 0.0
    squares = sum((one.bad - one.n * share) ** 2 / (one.n * share * (1 - share)) for one in seen)
    return max(0.0, (squares / (len(seen) - 1) - 1) / (mean - 1))


def chance(found: Counted, as_usual: Usual) -> float:
    """The probability of at least this many bad calls if everything is as usual."""
    if found.bad <= 0:
        return 1.0
    precision = 1 / as_usual.spread - 1
    return upper_tail(found.bad, found.n, as_usual.share * precision, (1 - as_usual.share) * precision)


def limit(n: int, as_usual: Usual, alarm: float) -> int:
    """The smallest number of bad calls out of n that is out of the ordinary; n + 1 if none is."""
    low, high = 0, n + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if chance(Counted(middle, n), as_usual) < alarm else (middle + 1, high)
    return low


@lru_cache(maxsize=4096)
def upper_tail(bad: int, n: int, a: float, b: float) -> float:
    """Survival function of the beta-binomial distribution, `bad` included; each term is computed from the previous one."""
    log_first = log_choose(n, bad) + log_beta(bad + a, n - bad + b) - log_beta(a, b)
    term = total = exp(log_first)
    for count in range(bad, n):
        term *= (n - count) / (count + 1) * (count + a) / (n - count - 1 + b)
        total += term
    return min(total, 1.0)


def log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
