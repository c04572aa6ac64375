"""Checks the requested time against the business's calendar: closed days, and hours outside opening times. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from db.telephone.hours import OpeningHours
from workers.conduct.dates import When, resolve

POSSIBLE = frozenset({"open", "unknown"})


@dataclass(frozen=True, slots=True)
class RequestedDay:
    """`state` is open, closed (no hours on that weekday), feast, closed_day, outside_hours or unknown (no hours configured)."""

    day: date
    state: str
    feast: str = ""
    hours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestedTime:
    """`raw` is what the caller said. Any one of `days` will do, or one of `otherwise` if none of those is possible.

    `limit` is «from» or «until» if the single day only bounds what is wanted; it may itself be a day on which nobody is there.
    `excepted` are the days out of the question if any other will do; `days` is then the first of the others that is open.
    """

    raw: str
    days: tuple[RequestedDay, ...]
    part: str | None
    at: str | None
    otherwise: tuple[RequestedDay, ...] = ()
    limit: str | None = None
    excepted: tuple[date, ...] = ()

    @property
    def is_possible(self) -> bool:
        return any(day.state in POSSIBLE for day in (*self.days, *self.otherwise))


def requested_time(raw: str, now: datetime, hours: OpeningHours | None) -> RequestedTime | None:
    """None if the words name no day. `now` is in the organization's time zone."""
    when = resolve(raw, now)
    return placed(raw, when, hours) if when is not None else None


def placed(raw: str, when: When, hours: OpeningHours | None) -> RequestedTime:
    at = when.at.strftime("%H:%M") if when.at else None
    days = tuple(
        RequestedDay(day, "unknown") if when.limit else day_of(day, when, hours) for day in when.days
    )
    if when.excepted:
        days = (next((one for one in days if one.state in POSSIBLE), days[0]),)
    otherwise = tuple(day_of(day, replace(when, at=None), hours) for day in when.otherwise)
    return RequestedTime(raw, days, when.part, at, otherwise, when.limit, when.excepted)


def day_of(day: date, when: When, hours: OpeningHours | None) -> RequestedDay:
    if hours is None:
        return RequestedDay(day, "unknown")
    spans, why = hours.on(day)
    opening_times = tuple(str(span) for span in spans)
    if not spans:
        return RequestedDay(day, "closed" if why == "hours" else why, hours.feasts.get(day, ""))
    if when.at is not None:
        minute = when.at.hour * 60 + when.at.minute
        if not any(span.start <= minute < span.end for span in spans):
            return RequestedDay(day, "outside_hours", hours=opening_times)
    return RequestedDay(day, "open", hours=opening_times)
