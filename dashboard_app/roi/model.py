"""Return on investment: counts only gains that would not have happened without the agent. Pure, and linear in the days.

    gained = bookings * missed_call_share_before * kept_share * average_ticket * gross_margin
    saved  = served_hours * (1 - missed_call_share_before) * hourly_wage
    spent  = costs of the calls + fixed_euros_per_month * months
    net    = gained + saved - spent

All amounts are in euros. The interval is a percentile bootstrap over days: it shows the random variation between days, not the
uncertainty of the assumptions. For that, `swings` shows the net when one assumption is a fifth lower or higher.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

DAYS_A_MONTH = 365.25 / 12
RESAMPLES, SEED = 2000, 20
MIN_DAYS = 7  # for an interval
SWING = 0.2
Values = Mapping[str, float]
SHARES = frozenset({"gross_margin", "kept_share", "missed_call_share_before"})


@dataclass(frozen=True, slots=True)
class Day:
    """`calls`: answered ones; `served_hours`: duration of answered calls that were not transferred to a person."""

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
        """Net gain per euro spent; None if nothing was spent."""
        return self.net / self.spent if self.spent else None


@dataclass(frozen=True, slots=True)
class Swing:
    """The net when the named assumption is a fifth lower (`low`) or a fifth higher (`high`)."""

    name: str
    low: float
    high: float

    @property
    def width(self) -> float:
        return abs(self.high - self.low)


def returns(days: Sequence[Day], values: Values, length_days: int) -> Return:
    """`length_days`: all days of the period, because fixed costs also accrue on days without calls."""
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
    """95 % interval of the net by a percentile bootstrap over days, with a fixed seed. None for fewer than 7 days."""
    if len(days) < MIN_DAYS:
        return None
    nets = np.array([returns([day], values, 0).net for day in days])
    resampled = np.random.default_rng(SEED).choice(nets, size=(RESAMPLES, len(days))).sum(axis=1)
    fixed = returns([], values, length_days).fixed
    low, high = np.percentile(resampled, [2.5, 97.5]) - fixed
    return float(low), float(high)


def swings(days: Sequence[Day], values: Values, length_days: int) -> list[Swing]:
    """One per assumption, largest effect first. Shares are capped at 1."""

    def net(name: str, factor: float) -> float:
        changed = values[name] * factor
        within = min(changed, 1.0) if name in SHARES else changed
        return returns(days, {**values, name: within}, length_days).net

    found = [Swing(name, net(name, 1 - SWING), net(name, 1 + SWING)) for name in values]
    return sorted(found, key=lambda one: -one.width)


def break_even(days: Sequence[Day], values: Values, length_days: int) -> float | None:
    """The smallest share of calls missed before at which the net is not negative (it is linear in it); None if there is none."""
    none, all_ = (
        returns(days, {**values, "missed_call_share_before": share}, length_days).net for share in (0.0, 1.0)
    )
    if none >= 0:
        return 0.0
    return none / (none - all_) if all_ >= 0 else None
