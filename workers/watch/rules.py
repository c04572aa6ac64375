"""What is watched, as data: which figure, over which stretches of time, from how many calls on, and how sure one has to be. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from db.alerting import Sensitivity

Severity = Literal["critical", "warning"]
# An alert opens below this probability of the counts, if everything were as usual. Checks run every few minutes, over two periods:
# `tests/workers/watch/test_alarms.py` simulates months of calls and measures false alarms and detection delays.
ALARMS: Mapping[Sensitivity, float] = {"calm": 0.0002, "normal": 0.001, "keen": 0.005}
DRIFTS: Mapping[Sensitivity, float] = {"calm": 4.5, "normal": 3.8, "keen": 3.2}  # standard deviations
CALM = 0.25  # to resolve, the probability of at least that many bad calls must be this high
CALM_HOURS = (3, 8, 24, 48, 72, 168)  # resolved if the newest calls of one of these periods say so
# And only if these calls are this many times likelier under the usual rate than under a persisting fault: with a fault in one of five calls,
# ten good calls in a row still occur every few hours, and each time would lead to a new alert.
SURE_TIMES = 50
WEEKS = 8  # number of earlier weeks to compare with


@dataclass(frozen=True, slots=True)
class Stretch:
    """The last `hours`, checked only if they have at least `calls` calls."""

    hours: int
    calls: int


QUICK = (Stretch(3, 5), Stretch(24, 10))
SLOW = (Stretch(24, 10), Stretch(72, 20))


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRule:
    """A metric of the dictionary. If higher values are `better`, the calls it does not count are the bad ones.

    `least`: the smallest relevant increase over the usual rate. `rests`: not watched on days when the business is closed.
    """

    name: str
    metric: str
    believed: float
    severity: Severity = "warning"
    stretches: tuple[Stretch, ...] = SLOW
    least: float = 0.1
    rests: bool = False


MIN_BAD = 3  # two calls are never worth an alert
RATES = (
    RateRule(name="faults", metric="fault_rate", believed=0.03, severity="critical", stretches=QUICK),
    RateRule(name="missed", metric="answered_rate", believed=0.1, severity="critical", stretches=QUICK),
    RateRule(name="tools", metric="tool_success_rate", believed=0.05, stretches=QUICK),
    RateRule(name="abandoned", metric="abandonment_rate", believed=0.2),
    RateRule(name="unbooked", metric="booking_rate", believed=0.5),
    RateRule(name="person_away", metric="forward_success_rate", believed=0.4, least=0.2, rests=True),
    RateRule(name="language", metric="language_match_rate", believed=0.05),
    RateRule(name="notices", metric="notice_rate", believed=0.05),
)
CRITERION = RateRule(name="criterion", metric="", believed=0.2)
# Slow changes are checked once a day: the last weeks against those before.
RECENT_DAYS, EARLIER_DAYS, MIN_DRIFT_CALLS = 28, 84, 100
DRIFT = "drift"  # subject of drift alerts
QUIET_AFTER = timedelta(days=7)
# An intermittent fact is resolved when unseen for this long.
SETTLED_AFTER = timedelta(minutes=8)
