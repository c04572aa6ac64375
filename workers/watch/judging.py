"""When an alert opens and when it is resolved. Opening takes more evidence than staying open, and resolving more than opening. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.queries.metrics.intervals import wilson
from workers.watch.control_chart import Counted, Usual, chance
from workers.watch.rules import CALM, MIN_BAD, QUIET_AFTER, SURE_TIMES, RateRule, Stretch
from workers.watch.stretches import Span

# Upper bound of a rate assumed to persist: even after an outage, one bad call is just one.
MAX_FAULT_RATE = 0.99


@dataclass(frozen=True, slots=True)
class Sighting:
    """What was counted in a period, and what is usual for it."""

    span: Span
    found: Counted
    usual: Usual

    @property
    def chance(self) -> float:
        return chance(self.found, self.usual)


def is_alarming(rule: RateRule, stretch: Stretch, seen: Sighting, alarm: float) -> bool:
    found = seen.found
    is_enough = found.n >= stretch.calls and found.bad >= MIN_BAD
    return is_enough and found.share - seen.usual.share >= rule.least and seen.chance < alarm


def most_alarming(
    rule: RateRule, sightings: Sequence[tuple[Stretch, Sighting]], alarm: float
) -> Sighting | None:
    alarming = [seen for stretch, seen in sightings if is_alarming(rule, stretch, seen, alarm)]
    return min(alarming, key=lambda seen: seen.chance, default=None)


def decides(rule: RateRule, found: Counted) -> bool:
    """Whether there are enough calls to resolve an alert: twice as many as for opening one, so that a persisting fault stays a single alert."""
    return found.n >= 2 * fewest(rule)


def is_recovered(rule: RateRule, newest: Sighting, surely: float) -> bool:
    """Whether the newest calls since the alert opened are as good as usual, and enough to decide. `surely`: lower bound
    of the bad rate before them.
    """
    is_near = newest.found.share <= newest.usual.share + rule.least / 2
    is_calm = decides(rule, newest.found) and is_near and newest.chance >= CALM
    return is_calm and times_likelier(rule, newest, surely) >= SURE_TIMES


def times_likelier(rule: RateRule, newest: Sighting, surely: float) -> float:
    """Likelihood ratio of the usual rate to a persisting fault."""
    usual, bad, good = newest.usual.share, newest.found.bad, newest.found.n - newest.found.bad
    going_on = min(max(surely, usual + rule.least), MAX_FAULT_RATE)
    return float((usual / going_on) ** bad * ((1 - usual) / (1 - going_on)) ** good)


def at_least(found: Counted) -> float:
    """Lower bound of the rate's interval."""
    return (wilson(found.bad, found.n) or (0.0,))[0]


def is_quiet(rule: RateRule, since_then: Sighting, opened_at: datetime, now: datetime) -> bool:
    """Too few calls to ever decide."""
    return now - opened_at >= QUIET_AFTER and since_then.found.n < fewest(rule)


def fewest(rule: RateRule) -> int:
    return min(stretch.calls for stretch in rule.stretches)
