"""The days of holidays that people refer to: «después de Reyes», «nach Ostern», «el puente de diciembre». Pure."""

from collections.abc import Iterator
from datetime import date, timedelta

_FIXED = {
    "new_year": (1, 1),
    "epiphany": (1, 6),
    "balearic_day": (3, 1),
    "labour_day": (5, 1),
    "saint_john": (6, 24),
    "assumption": (8, 15),
    "hispanic_day": (10, 12),
    "all_saints": (11, 1),
    "constitution": (12, 6),
    "immaculate": (12, 8),
    "christmas_eve": (12, 24),
    "christmas": (12, 25),
    "new_years_eve": (12, 31),
}
_BRIDGED = tuple(_FIXED[name] for name in ("epiphany", "labour_day", "assumption", "hispanic_day", "all_saints", "constitution", "immaculate"))  # fmt: skip
_MOVABLE = {"holy_week": (-6, 0), "easter": (0, 1), "pentecost": (49, 50)}
"""First and last day, relative to Easter Sunday; the Monday after is a holiday in the Balearic Islands and in Germany."""
_SUMMER = range(2, 11)
DAY = timedelta(days=1)


def feast(name: str, today: date) -> tuple[date, ...]:
    """Days of the holiday's next occurrence, including one that has begun; empty if it cannot be dated."""
    if name == "holidays":
        return _holidays(today)
    for year in (today.year, today.year + 1):
        days = _in_year(name, year)
        if days[-1] >= today:
            return days
    return ()


def _in_year(name: str, year: int) -> tuple[date, ...]:
    if name in _MOVABLE:
        first, last = (easter(year) + DAY * ahead for ahead in _MOVABLE[name])
        return tuple(days_between(first, last))
    month, day = _FIXED[name]
    return (
        (date(year, month, day), date(year, month, day + 1))
        if name == "christmas"
        else (date(year, month, day),)
    )


def _holidays(today: date) -> tuple[date, ...]:
    """«Las fiestas» without a name means Christmas; in summer it could be anything."""
    if today.month in _SUMMER:
        return ()
    year = today.year if today.month > _SUMMER[-1] else today.year - 1
    return tuple(days_between(date(year, 12, 24), date(year + 1, 1, 6)))


def bridge(today: date, month: int | None, name: str = "") -> tuple[date, ...]:
    """The next long weekend made by a public holiday in that month, including the days that bridge it to the weekend or to a neighbouring holiday."""
    wanted = [_FIXED[name]] if name in _FIXED else [day for day in _BRIDGED if month in (None, day[0])]
    feasts = sorted(date(year, *day) for year in (today.year, today.year + 1) for day in wanted)
    for first in feasts:
        days = _bridged(first)
        if days and days[-1] >= today:
            return days
    return ()


def _bridged(first: date) -> tuple[date, ...]:
    free = {date(first.year, *day) for day in _BRIDGED}
    start = end = first
    while _is_joined(start, free, -DAY):
        start -= DAY
    while _is_joined(end, free, DAY):
        end += DAY
    return tuple(days_between(start, end)) if start < end else ()


def _is_joined(day: date, free: set[date], step: timedelta) -> bool:
    """The next day is free, or is a single working day followed by a free one."""
    following, second = day + step, day + 2 * step
    return _is_free(following, free) or (_is_free(second, free) and (day in free or second in free))


def _is_free(day: date, free: set[date]) -> bool:
    return day.weekday() > 4 or day in free


def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus/Jones/Butcher algorithm)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    month, day = divmod(epact + weekday - 7 * ((golden + 11 * epact + 22 * weekday) // 451) + 114, 31)
    return date(year, month, day + 1)


def days_between(first: date, last: date) -> Iterator[date]:
    """Inclusive of both ends."""
    return (first + DAY * ahead for ahead in range((last - first).days + 1))
