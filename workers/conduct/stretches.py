"""Calendar arithmetic for spoken periods: the next weekday, a week, the end of a month, its first Monday. Pure.

Weeks run from Monday to Saturday; periods leave out Sundays and past days.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

SUNDAY, THURSDAY = 6, 3
DAY, WEEK = timedelta(days=1), timedelta(days=7)
MONTH_PARTS = {
    "b": (1, 10),
    "h": (11, 20),
    "l": (21, 31),
    "first half": (1, 15),
    "second half": (16, 31),
    "": (1, 31),
}
WEEK_PARTS = {"b": range(2), "h": range(1, 4), "l": range(3, 6)}
Month = tuple[int, int]


def coming_day(day: int, month: int | None, today: date) -> date | None:
    """The first such day from today on; None if there is none."""
    for ahead in range(14):
        year, number = month_after((today.year, today.month), ahead)
        if month in (None, number) and 1 <= day <= monthrange(year, number)[1]:
            found = date(year, number, day)
            if found >= today:
                return found
    return None


def coming_weekday(wanted: int, today: date) -> date:
    """The next such weekday, never today."""
    return today + DAY * ((wanted - today.weekday() - 1) % 7 + 1)


def monday_of(today: date, weeks_ahead: int = 0) -> date:
    return today - DAY * today.weekday() + WEEK * weeks_ahead


def week(today: date, ahead: int) -> tuple[date, ...]:
    """The rest of this week, or a whole later one; on a Sunday, this week is the one about to begin."""
    monday = monday_of(today, ahead + (today.weekday() == SUNDAY and ahead == 0))
    return tuple(day for day in (monday + DAY * offset for offset in range(SUNDAY)) if day >= today)


def part_of_week(part: str, today: date, ahead: int | None) -> tuple[date, ...]:
    """Without `ahead`, the next such part from tomorrow on."""
    for weeks in (0, 1) if ahead is None else (ahead,):
        days = tuple(
            day for offset in WEEK_PARTS[part] if (day := monday_of(today, weeks) + DAY * offset) > today
        )
        if days:
            return days
    return ()


def month_after(month: Month, ahead: int) -> Month:
    year, zero = divmod(month[0] * 12 + month[1] - 1 + ahead, 12)
    return year, zero + 1


def days_of(month: Month, first: int = 1, last: int = 31) -> Iterator[date]:
    return (date(*month, day) for day in range(first, min(last, monthrange(*month)[1]) + 1))


def part_of_month(part: str, months: tuple[Month, ...], today: date) -> tuple[date, ...]:
    """In the first of these months where the part is not yet over."""
    for month in months:
        days = tuple(
            day for day in days_of(month, *MONTH_PARTS[part]) if day >= today and day.weekday() != SUNDAY
        )
        if days:
            return days
    return ()


def week_of_month(count: int, months: tuple[Month, ...], today: date) -> tuple[date, ...]:
    """A week belongs to the month of its Thursday; 0 means the last."""
    for month in months:
        thursdays = [day for day in days_of(month) if day.weekday() == THURSDAY]
        if count > len(thursdays):
            continue
        monday = thursdays[count - 1] - DAY * THURSDAY
        days = [monday + DAY * offset for offset in range(SUNDAY)]
        if days[-1] >= today:
            return tuple(day for day in days if day >= today and day.month == month[1])
    return ()


def weekday_of_month(count: int, wanted: int, months: tuple[Month, ...], today: date) -> tuple[date, ...]:
    """«El primer lunes de diciembre»; 0 means the last."""
    for month in months:
        found = [day for day in days_of(month) if day.weekday() == wanted]
        if count <= len(found) and found[count - 1] >= today:
            return (found[count - 1],)
    return ()


def months_later(today: date, count: int) -> date:
    """The same day of a later month, or that month's last."""
    month = month_after((today.year, today.month), count)
    return date(*month, min(today.day, monthrange(*month)[1]))
