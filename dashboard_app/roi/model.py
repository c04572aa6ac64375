"""The return: only what would not have happened without the agent counts as gained. Pure, and linear in its parts.

Gained: of the appointments that the agent made, the share that would have been lost, as many of them as are kept, at ticket times
margin. Saved: the time that staff would have spent on the calls that the agent served alone. Spent: what the calls cost, and
what has to be paid anyhow. The interval comes from drawing days anew: it says how much chance there is in the days that were
seen, and nothing about the assumptions. Those have the range of the result when each is a fifth lower or higher.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

DAYS_A_MONTH = 365.25 / 12
DRAWS, SEED = 2000, 20
LEAST_DAYS = 7  # fewer make no interval
SWING = 0.2
Values = Mapping[str, float]
SHARES = frozenset({"gross_margin", "kept_share", "missed_call_share_before"})


@dataclass(frozen=True, slots=True)
class Day:
    """`served_hours`: of answered calls that were not passed to a person."""

    calls: int
    bookings: int
    served_hours: float
    cost_euros: float


@dataclass(frozen=True, slots=True)
class Return:
    gained: float
    saved: float
    calls_cost: float
    fixed: float

    @property
    def spent(self) -> float:
        return self.calls_cost + self.fixed

    @property
    def net(self) -> float:
        return self.gained + self.saved - self.spent

    @property
    def ratio(self) -> float | None:
        """What each euro spent brings beside itself."""
        return self.net / self.spent if self.spent else None


@dataclass(frozen=True, slots=True)
class Swing:
    """The net where an assumption is a fifth lower, and a fifth higher."""

    name: str
    low: float
    high: float

    @property
    def width(self) -> float:
        return abs(self.high - self.low)


def returns(days: Sequence[Day], values: Values, length_days: int) -> Return:
    """`length_days` is how long the period is: on days without calls fixed costs go on."""
    lost = values["missed_call_share_before"]
    worth = values["average_ticket_euros"] * values["gross_margin"] * values["kept_share"]
    hours = sum(day.served_hours for day in days)
    return Return(
        gained=sum(day.bookings for day in days) * lost * worth,
        saved=hours * (1 - lost) * values["hourly_wage_euros"],
        calls_cost=sum(day.cost_euros for day in days),
        fixed=values["fixed_euros_per_month"] * length_days / DAYS_A_MONTH,
    )


def net_interval(days: Sequence[Day], values: Values, length_days: int) -> tuple[float, float] | None:
    """95 %, by the bootstrap over days; the same for the same days."""
    if len(days) < LEAST_DAYS:
        return None
    nets = np.array([returns([day], values, 0).net for day in days])
    drawn = np.random.default_rng(SEED).choice(nets, size=(DRAWS, len(days))).sum(axis=1)
    fixed = returns([], values, length_days).fixed
    low, high = np.percentile(drawn, [2.5, 97.5]) - fixed
    return float(low), float(high)


def swings(days: Sequence[Day], values: Values, length_days: int) -> list[Swing]:
    """The assumption on which most hangs first. Shares stay between none and all."""

    def net(name: str, factor: float) -> float:
        changed = values[name] * factor
        within = min(changed, 1.0) if name in SHARES else changed
        return returns(days, {**values, name: within}, length_days).net

    found = [Swing(name, net(name, 1 - SWING), net(name, 1 + SWING)) for name in values]
    return sorted(found, key=lambda one: -one.width)


def break_even(days: Sequence[Day], values: Values, length_days: int) -> float | None:
    """From how many calls missed before on it pays, as a share; None where no share does."""
    none, all_ = (
        returns(days, {**values, "missed_call_share_before": share}, length_days).net for share in (0.0, 1.0)
    )
    if none >= 0:
        return 0.0
    return none / (none - all_) if all_ >= 0 else None
