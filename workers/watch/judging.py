"""When an alert opens and when it is over. It takes more to open one than to keep it, and less than to open one to close it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from workers.watch.chart import Counted, Usual, chance
from workers.watch.rules import CALM, FEWEST_BAD, QUIET_AFTER, RateRule, Stretch
from workers.watch.stretches import Span


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


def decides(rule: RateRule, seen: Sighting) -> bool:
    """Whether enough calls came to say that an alert is over. Twice as many as it takes to open one: what goes on is one alert, not many."""
    return seen.found.n >= 2 * fewest(rule)


def is_recovered(rule: RateRule, newest: Sighting) -> bool:
    """Of the newest calls since the alert was opened, no more went wrong than ever do. `newest` is the shortest stretch that decides."""
    is_near = newest.found.share <= newest.usual.share + rule.least / 2
    return decides(rule, newest) and is_near and newest.chance >= CALM


def is_quiet(rule: RateRule, since_then: Sighting, opened_at: datetime, now: datetime) -> bool:
    """It will not be known any more."""
    return now - opened_at >= QUIET_AFTER and since_then.found.n < fewest(rule)


def fewest(rule: RateRule) -> int:
    return min(stretch.calls for stretch in rule.stretches)
