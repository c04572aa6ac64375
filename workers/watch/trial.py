"""When a rule would have alerted in the last four weeks: the watch's own judgement, looked at by the hour instead of every two minutes."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from db.own_rules import OwnRule
from db.queries.metrics.figures import Figure
from db.queries.metrics.hours import Hour, by_hour, together
from db.queries.metrics.periods import midnight
from workers.watch.own_judging import ending, finding, is_business, window
from workers.watch.stretches import Calendar, Span

DAYS = 28
HOUR = 3600
DayState = Literal["opened", "open", "quiet", "few"]


@dataclass(frozen=True, slots=True)
class Firing:
    """`over_at` is None if it would still be open. `figure` is that which opened it."""

    opened_at: datetime
    figure: Figure
    over_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """`days`: one by one, the oldest first. `few`: at no hour of the day anything could be said."""

    firings: Sequence[Firing]
    days: Mapping[date, DayState]


@dataclass
class Slide:
    """What the rule sees as its window slides over `hours`, by number since 1970."""

    rule: OwnRule
    calendar: Calendar
    hours: Mapping[int, Hour]
    firings: list[Firing] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers = sorted(self.hours)

    def look(self, now: datetime) -> DayState:
        last = self.firings[-1] if self.firings else None
        if last is not None and last.over_at is None:
            whole = Span(now - timedelta(hours=self.rule.hours), now)
            if ending(self.rule, self.figure(whole), last.opened_at, now) is None:
                return "open"
            self.firings[-1] = Firing(last.opened_at, last.figure, now)
            return "open"
        span = window(self.rule, now, last.over_at if last else None)
        if span is None or not is_business(self.rule, span, self.calendar):
            return "few"
        figure = self.figure(span)
        found = finding(self.rule, figure)
        if found == "past":
            self.firings.append(Firing(now, figure))
            return "opened"
        return "few" if found == "few" else "quiet"

    def figure(self, span: Span) -> Figure:
        """Of calls old enough at that time for the figure to be known."""
        until = span.until - timedelta(days=self.rule.figure.matures_days)
        first = bisect_left(self._numbers, number(span.since))
        last = bisect_right(self._numbers, number(until - timedelta(seconds=1)))
        return together(self.rule.figure, (self.hours[one] for one in self._numbers[first:last]))


def trial(session: Any, rule: OwnRule, organization_id: UUID, calendar: Calendar, now: datetime) -> Trial:
    first = calendar.day_of(now) - timedelta(days=DAYS - 1)
    begin = midnight(first, str(calendar.zone))
    selection = rule.selection(organization_id, begin - timedelta(hours=rule.hours), now)
    counted = by_hour(session, rule.figure, selection, now=now)
    return tried(rule, calendar, in_order(counted, calendar), begin, now)


def in_order(counted: Mapping[tuple[date, int], Hour], calendar: Calendar) -> dict[int, Hour]:
    return {
        number(datetime(day.year, day.month, day.day, hour, tzinfo=calendar.zone)): one
        for (day, hour), one in counted.items()
    }


def tried(
    rule: OwnRule, calendar: Calendar, hours: Mapping[int, Hour], begin: datetime, now: datetime
) -> Trial:
    slide, seen = Slide(rule, calendar, hours), dict[date, set[DayState]]()
    for moment in looks(rule, begin, now):
        day = calendar.day_of(moment - timedelta(seconds=1))
        seen.setdefault(day, set()).add(slide.look(moment))
    order: tuple[DayState, ...] = ("opened", "open", "quiet", "few")
    days = {day: next(one for one in order if one in states) for day, states in seen.items()}
    return Trial(tuple(slide.firings), days)


def looks(rule: OwnRule, begin: datetime, now: datetime) -> Iterator[datetime]:
    """At the end of each hour, of long windows more seldom, but each day; the last is now."""
    step = min(max(rule.hours // 24, 1), 12)
    for one in range(number(begin) + step, number(now) + 1, step):
        yield datetime.fromtimestamp(one * HOUR, UTC)
    yield now


def number(moment: datetime) -> int:
    return int(moment.timestamp() // HOUR)
