"""Forecast of the month: the days so far, and for each remaining day the usual figure of its weekday."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import fmean, pvariance

Z80 = 1.2816  # four months in five end within
LEAST_WEEKS = 3


@dataclass(frozen=True, slots=True)
class Forecast:
    """`low` and `high` hold the month's end with 80 %, if the days left are like the weeks before."""

    so_far: float
    expected: float
    low: float
    high: float


def month_forecast(by_day: Mapping[date, float], today: date, history: int = 56) -> Forecast | None:
    """`by_day` has no line for a day without calls: the days before, back to the first, count as zero.

    Today counts as left: it is not over. None where the weekdays have not been seen often enough to say anything.
    """
    first = min(by_day, default=today)
    past = [today - timedelta(days=back) for back in range(1, history + 1)]
    seen: dict[int, list[float]] = defaultdict(list)
    for day in past:
        if day >= first:
            seen[day.weekday()].append(float(by_day.get(day, 0)))
    left = days_left(today)
    if any(len(seen[day.weekday()]) < LEAST_WEEKS for day in left):
        return None
    begun = today.replace(day=1)
    so_far = sum(float(value) for day, value in by_day.items() if begun <= day < today)
    today_so_far = float(by_day.get(today, 0))
    expected = so_far + sum(fmean(seen[day.weekday()]) for day in left)
    spread = Z80 * sqrt(sum(max(pvariance(seen[day.weekday()]), fmean(seen[day.weekday()])) for day in left))
    least = so_far + today_so_far
    return Forecast(least, max(expected, least), max(expected - spread, least), max(expected + spread, least))


def days_left(today: date) -> list[date]:
    found, day = [], today
    while day.month == today.month:
        found.append(day)
        day += timedelta(days=1)
    return found
