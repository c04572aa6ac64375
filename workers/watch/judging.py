"""When an alert opens and when it is over. It takes more to open one than to keep it, and less than to open one to close it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.queries.metrics.intervals import wilson
from workers.watch.chart import Counted, Usual, chance
from workers.watch.rules import CALM, FEWEST_BAD, QUIET_AFTER, SURE_TIMES, RateRule, Stretch
from workers.watch.stretches import Span

MOST = 0.99  # a share that is taken for one that lasts: after an outage, too, one bad call is only one


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was counted in a stretch of time, and what is usual in such a one."""

    span: Span
    found: Counted
    usual: Usual

    @property
    def chance(self) -> float:
        return chance(self.found, self.usual)


def is_alarming(rule: RateRule, stretch: Stretch, seen: Sighting, alarm: float) -> bool:
    found = seen.found
    is_enough = found.n >= stretch.calls and found.bad >= FEWEST_BAD
    return is_enough and found.share - seen.usual.share >= rule.least and seen.chance < alarm


def most_alarming(
    rule: RateRule, sightings: Sequence[tuple[Stretch, Sighting]], alarm: float
) -> Sighting | None:
    alarming = [seen for stretch, seen in sightings if is_alarming(rule, stretch, seen, alarm)]
    return min(alarming, key=lambda seen: seen.chance, default=None)


def decides(rule: RateRule, found: Counted) -> bool:
    """Whether enough calls came to say that an alert is over. Twice as many as it takes to open one: what goes on is one alert, not many."""
    return found.n >= 2 * fewest(rule)


def is_recovered(rule: RateRule, newest: Sighting, surely: float) -> bool:
    """Of the newest calls since the alert was opened, no more went wrong than ever do, and they were enough to tell.
    `surely`: the share that went wrong before them, at the least."""
    is_near = newest.found.share <= newest.usual.share + rule.least / 2
    is_calm = decides(rule, newest.found) and is_near and newest.chance >= CALM
    return is_calm and times_likelier(rule, newest, surely) >= SURE_TIMES


def times_likelier(rule: RateRule, newest: Sighting, surely: float) -> float:
    """As what is usual, beside what the alert is about going on."""
    usual, bad, good = newest.usual.share, newest.found.bad, newest.found.n - newest.found.bad
    going_on = min(max(surely, usual + rule.least), MOST)
    return float((usual / going_on) ** bad * ((1 - usual) / (1 - going_on)) ** good)


def at_least(found: Counted) -> float:
    """The share, at the lower end of its interval."""
    return (wilson(found.bad, found.n) or (0.0,))[0]


def is_quiet(rule: RateRule, since_then: Sighting, opened_at: datetime, now: datetime) -> bool:
    """It will not be known any more."""
    return now - opened_at >= QUIET_AFTER and since_then.found.n < fewest(rule)


def fewest(rule: RateRule) -> int:
    return min(stretch.calls for stretch in rule.stretches)
