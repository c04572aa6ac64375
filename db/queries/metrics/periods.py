"""Periods on the organization's calendar: what a figure is compared with, and the buckets of a chart. Safe across DST changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.queries.selection import Selection

WEEK = timedelta(days=7)


def same_weekdays_before(selection: Selection, timezone: str, *, now: datetime) -> Selection | None:
    """The period of the same length and weekdays before it; None without a beginning and an end.

    A period that is not over is compared as far as it has come. It is shifted on the organization's clock: a day stays a
    day also where the clocks change in between.
    """
    if selection.since is None or selection.until is None:
        return None
    zone = ZoneInfo(timezone)
    since, last, until = (
        moment.astimezone(zone) for moment in (selection.since, selection.until, min(selection.until, now))
    )
    if until <= since:
        return None
    weeks = -(-(last - since) // WEEK)  # of the same zone, so as long as the calendar says
    return replace(selection, since=shifted(since, weeks), until=shifted(until, weeks))


def shifted(moment: datetime, weeks: int) -> datetime:
    """Arithmetic on a local time keeps the time of day."""
    return (moment - weeks * WEEK).astimezone(UTC)


def stretches(first: date, last: date, unit: str) -> Iterator[date]:
    """The first days of the days, weeks or months from that of `first` to that of `last`."""
    day = beginning_of(first, unit)
    while day <= last:
        yield day
        day = next_of(day, unit)


def beginning_of(day: date, unit: str) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def next_of(day: date, unit: str) -> date:
    if unit == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + (WEEK if unit == "week" else timedelta(days=1))


def good_unit(days: int) -> str:
    """The unit that gives a chart a readable number of columns."""
    return "day" if days <= 62 else "week" if days <= 366 else "month"


def days_of(selection: Selection, timezone: str) -> tuple[date, date] | None:
    """The first and the last local day of the period."""
    if selection.since is None or selection.until is None:
        return None
    zone = ZoneInfo(timezone)
    last = (selection.until - timedelta(microseconds=1)).astimezone(zone).date()
    return selection.since.astimezone(zone).date(), last


def midnight(day: date, timezone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(timezone))
