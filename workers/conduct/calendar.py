"""What the caller asked for against the business's calendar: a day on which it is closed, an hour outside its own. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from db.telephone.hours import OpeningHours
from workers.analysis.text import split_words, words_of
from workers.analysis.time_words import CODES
from workers.conduct.dates import When, resolve

BOUNDS = words_of("antes despues abans despres before after nach vor ab bis hasta fins until till by partir")
LINKS = words_of("de del d el la l es the dem den")
DAYS = "drmuo"
"""Weekdays, relative days, days of the month by number: see `time_words.py`."""


@dataclass(frozen=True, slots=True)
class RequestedDay:
    """`state` is open, closed (no hours on that weekday), feast, closed_day, outside_hours or unknown (no hours are set)."""

    day: date
    state: str
    feast: str = ""
    hours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RequestedTime:
    """`raw` are the caller's words; of several days any will do."""

    raw: str
    days: tuple[RequestedDay, ...]
    part: str | None
    at: str | None

    @property
    def is_possible(self) -> bool:
        return any(one.state in {"open", "unknown"} for one in self.days)


def requested_time(raw: str, now: datetime, hours: OpeningHours | None) -> RequestedTime | None:
    """None where the words name no day, or only one that the wish ends or begins with. `now` is on the organization's clock."""
    when = resolve(raw, now)
    if when is None or is_bounded(split_words(raw).words):
        return None
    days = tuple(day_of(day, when, hours) for day in when.days)
    return RequestedTime(raw, days, when.part, when.at.strftime("%H:%M") if when.at else None)


def is_bounded(said: list[str]) -> bool:
    """«Antes del jueves», «ab Montag», «before the 15th» name a limit and not the day; «el jueves antes de las nueve» does name it."""
    for at, word in enumerate(said):
        if word in BOUNDS:
            following = next((CODES[one] for one in said[at + 1 :] if one not in LINKS), "")
            if following and following in DAYS:
                return True
    return False


def day_of(day: date, when: When, hours: OpeningHours | None) -> RequestedDay:
    if hours is None:
        return RequestedDay(day, "unknown")
    spans, why = hours.on(day)
    told = tuple(str(span) for span in spans)
    if not spans:
        return RequestedDay(day, "closed" if why == "hours" else why, hours.feasts.get(day, ""))
    if when.at is not None:
        minute = when.at.hour * 60 + when.at.minute
        if not any(span.start <= minute < span.end for span in spans):
            return RequestedDay(day, "outside_hours", hours=told)
    return RequestedDay(day, "open", hours=told)
