"""The same local hours of the same weekday in previous weeks, skipping weeks whose days differ in being open or closed. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.queries.metrics.periods import shifted
from db.telephone.hours import OpeningHours


@dataclass(frozen=True, slots=True)
class Span:
    """From `since`, inclusive, to `until`, exclusive."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Calendar:
    """Without `hours` the business is always open."""

    zone: ZoneInfo
    hours: OpeningHours | None

    def is_open_on(self, day: date) -> bool:
        return self.hours is None or bool(self.hours.on(day)[0])

    def is_open_at(self, moment: datetime) -> bool:
        return self.hours is None or self.hours.state_at(moment, self.zone).is_open

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def weeks_before(span: Span, calendar: Calendar, weeks: int) -> list[Span]:
    """Newest first. Closed days are compared only with closed days, and open days with open days."""
    earlier = (moved(span, calendar.zone, week) for week in range(1, weeks + 1))
    kinds = kinds_of_days(span, calendar)
    return [one for one in earlier if kinds_of_days(one, calendar) == kinds]


def moved(span: Span, zone: ZoneInfo, weeks: int) -> Span:
    """Shifted in local time, so a week with a clock change is an hour longer or shorter."""
    since, until = (shifted(moment.astimezone(zone), weeks) for moment in (span.since, span.until))
    return Span(since, until)


def kinds_of_days(span: Span, calendar: Calendar) -> list[bool]:
    return [calendar.is_open_on(day) for day in days_of(span, calendar.zone)]


def days_of(span: Span, zone: ZoneInfo) -> Iterator[date]:
    day = span.since.astimezone(zone).date()
    last = max((span.until - timedelta(microseconds=1)).astimezone(zone).date(), day)
    while day <= last:
        yield day
        day += timedelta(days=1)
