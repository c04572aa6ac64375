"""Months of calls by chance, and the watch's rules played over them: at every call, as nothing else changes what is counted."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

from workers.watch.control_chart import Believed, Counted, usual
from workers.watch.judging import Sighting, at_least, is_recovered, most_alarming
from workers.watch.rules import CALM_HOURS, WEEKS, RateRule
from workers.watch.stretches import Span

START = datetime(2026, 1, 5, tzinfo=UTC)
OPENS, CLOSES = 9, 19
HISTORY_DAYS = 7 * WEEKS + 3


@dataclass(frozen=True)
class Turn:
    """From `hours` after the history on, `share` of the calls go wrong."""

    hours: float
    share: float


class Stream:
    """`an_hour`: how many calls come while it is open. `uneven`: by how much days differ in their share."""

    def __init__(
        self,
        seed: int,
        *,
        share: float,
        an_hour: float,
        days: int,
        turns: tuple[Turn, ...] = (),
        uneven: float = 0,
    ) -> None:
        chance, self.hours, bad = Random(seed), list[float](), list[int]()
        hour, today, of_today = -24.0 * HISTORY_DAYS, None, share
        while (hour := hour + chance.expovariate(an_hour)) < 24 * days:
            if OPENS <= hour % 24 < CLOSES:
                if today != (today := hour // 24):
                    of_today = min(max(chance.gauss(share, uneven), 0), 1)
                now = next((turn.share for turn in reversed(turns) if hour >= turn.hours), of_today)
                self.hours.append(hour)
                bad.append(chance.random() < now)
        self.bad = [0, *accumulate(bad)]

    def counted(self, since: float, until: float) -> Counted:
        first, last = bisect_left(self.hours, since), bisect_left(self.hours, until)
        return Counted(self.bad[last] - self.bad[first], last - first)

    def sighting(self, rule: RateRule, since: float, now: float, hours: float) -> Sighting:
        week = 7 * 24
        earlier = [self.counted(now - hours - week * n, now - week * n) for n in range(1, WEEKS + 1)]
        span = Span(START + timedelta(hours=since), START + timedelta(hours=now))
        return Sighting(span, self.counted(since, now), usual(earlier, Believed(rule.believed)))


@dataclass
class Alarm:
    opened: float
    surely: float
    ended: float | None = None


def play(rule: RateRule, stream: Stream, alarm: float) -> list[Alarm]:
    """The alerts that the rule opens, with the hours when they open and end."""
    found: list[Alarm] = []
    for hour in stream.hours[bisect_left(stream.hours, 0) :]:
        now, last = hour + 1e-6, found[-1] if found else None
        if last and last.ended is None:
            begins = dict.fromkeys(max(now - hours, last.opened) for hours in CALM_HOURS)
            if any(is_over(rule, stream, last, begin, now) for begin in begins):
                last.ended = now
            continue
        ended = last.ended if last and last.ended else float("-inf")
        sightings = [
            (stretch, stream.sighting(rule, max(now - stretch.hours, ended), now, stretch.hours))
            for stretch in rule.stretches
        ]
        if (worst := most_alarming(rule, sightings, alarm)) is not None:
            found.append(Alarm(now, at_least(worst.found)))
    return found


def is_over(rule: RateRule, stream: Stream, alarm: Alarm, begin: float, now: float) -> bool:
    surely = max(alarm.surely, at_least(stream.counted(alarm.opened, begin)))
    return is_recovered(rule, stream.sighting(rule, begin, now, now - begin), surely)
