"""What is watched, as data: which figure, over which stretches of time, from how many calls on, and how sure one has to be. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from db.alerting import Sensitivity

Severity = Literal["critical", "warning"]
# How likely, at most, the calls of one look may be where all is as usual. There is a look every few minutes, at two stretches of time:
# `tests/workers/watch/test_alarms.py` plays months of calls and counts how often that is wrong, and how soon it is right.
ALARMS: Mapping[Sensitivity, float] = {"calm": 0.0002, "normal": 0.001, "keen": 0.005}
DRIFTS: Mapping[Sensitivity, float] = {"calm": 4.5, "normal": 3.8, "keen": 3.2}  # standard deviations
CALM = 0.25  # an alert is over where as many bad calls, or more, are at least so likely
CALM_HOURS = (3, 8, 24, 48, 72, 168)  # over where the newest calls of one of them say so
# And only where these calls are so many times likelier if all is as usual than if it goes on: a fault in one of five calls leaves ten calls
# in a row alone every few hours, and would be a new alert each time.
SURE_TIMES = 50
WEEKS = 8  # of the same hours, before


@dataclass(frozen=True, slots=True)
class Stretch:
    """The last `hours`, looked at only where at least `calls` came in them."""

    hours: int
    calls: int


QUICK = (Stretch(3, 5), Stretch(24, 10))
SLOW = (Stretch(24, 10), Stretch(72, 20))


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRule:
    """A metric of the dictionary. Where it is `higher` that is better, the calls that it does not count are the bad ones.

    `least`: how much more than usual it has to be to matter to anybody. `rests`: not watched on days when the business is closed.
    """

    name: str
    metric: str
    believed: float
    severity: Severity = "warning"
    stretches: tuple[Stretch, ...] = SLOW
    least: float = 0.1
    rests: bool = False


FEWEST_BAD = 3  # nobody is told of two calls
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
# Slow changes are looked at once a day: the last weeks beside those before.
RECENT_DAYS, EARLIER_DAYS, LEAST_DRIFT_CALLS = 28, 84, 100
DRIFT = "drift"  # the subject of alerts of that kind
QUIET_AFTER = timedelta(days=7)
# A fact that comes and goes is over when it has not been seen for so long.
SETTLED_AFTER = timedelta(minutes=8)
