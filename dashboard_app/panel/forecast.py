"""Forecast of the month: the days so far, and for each remaining day the usual figure of its weekday."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import fmean, variance

Z80 = 1.2816  # an 80 % interval
MIN_WEEKS = 3


@dataclass(frozen=True, slots=True)
class Forecast:
    """`low` and `high` bound the month's end with 80 % confidence, if the remaining days resemble the previous weeks."""

    so_far: float
    expected: float
    low: float
    high: float


def month_forecast(by_day: Mapping[date, float], today: date, history: int = 56) -> Forecast | None:
    """Missing days count as days without calls, back to the first one in `by_day`.

    Today counts as remaining, as it is not over. None if the weekdays have not been observed often enough.
    """
    first = min(by_day, default=today)
    past = [today - timedelta(days=back) for back in range(1, history + 1)]
    seen: dict[int, list[float]] = defaultdict(list)
    for day in past:
        if day >= first:
            seen[day.weekday()].append(float(by_day.get(day, 0)))
    left = days_left(today)
    if any(len(seen[day.weekday()]) < MIN_WEEKS for day in left):
        return None
    begun = today.replace(day=1)
    so_far = sum(float(value) for day, value in by_day.items() if begun <= day < today)
    today_so_far = float(by_day.get(today, 0))
    expected = so_far + sum(fmean(seen[day.weekday()]) for day in left)
    ahead = Counter(day.weekday() for day in left)
    spread = Z80 * sqrt(sum(uncertainty(seen[weekday], days) for weekday, days in ahead.items()))
    least = so_far + today_so_far
    return Forecast(least, max(expected, least), max(expected - spread, least), max(expected + spread, least))


def uncertainty(values: Sequence[float], days: int) -> float:
    """The variance of the sum of so many more days like these: each varies, and the mean of few weeks is itself uncertain."""
    of_a_day = max(variance(values), fmean(values))
    return of_a_day * (days + days * days / len(values))


def days_left(today: date) -> list[date]:
    found, day = [], today
    while day.month == today.month:
        found.append(day)
        day += timedelta(days=1)
    return found
