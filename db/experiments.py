"""Experiments in figures: how many calls they need, when they are decided, and when they must stop. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import ceil, erfc, sqrt
from typing import Literal
from uuid import UUID

from db.fisher import chance_of_more
from db.models.experiment import LEAST_SHARE, MAX_EXPERIMENT_NAME_CHARACTERS, MOST_SHARE
from db.queries.metrics.definitions import METRICS, Metric, metric_of
from db.queries.metrics.intervals import Z, newcombe

POWER_Z = 0.841621  # 80 %
UNKNOWN_RATE = 0.5  # where there were no calls: the rate that needs the most
LEAST_DIFFERENCE, MOST_DIFFERENCE = 0.01, 0.5
SKEWED_BELOW = 0.001  # of the test of the split: a fair one is called skewed once in a thousand experiments
LEAST_EXPECTED = 5  # callers of a side, for the chi-square distribution to hold
WORSE_BELOW = 0.01  # of the guard's test
LEAST_CALLS, LEAST_TROUBLES = 10, 3
AGENT_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
RATES = tuple(metric for metric in METRICS if metric.kind == "rate")

Verdict = Literal["waiting", "too_few", "better", "worse", "higher", "lower", "same", "unclear"]


class ExperimentError(Exception):
    """`code` is for programs, the message for people who write programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExperiment:
    """`usual_agent` and `other_agent` are the provider's ids; an empty usual one is that of the environment. `parts`: what the metric counts
    if it is a key figure of the line of business.
    """

    name: str
    usual_agent: str
    other_agent: str
    share_percent: int
    metric: str
    smallest_difference: float
    ends_at: datetime | None = None
    parts: Mapping[str, str] | None = None

    @property
    def figure(self) -> Metric:
        return metric_of(self.metric, self.parts)

    def check(self, now: datetime) -> None:
        """Raises ExperimentError."""
        for code, message, is_right in self._conditions(now):
            if not is_right:
                raise ExperimentError(code, message)

    def _conditions(self, now: datetime) -> list[tuple[str, str, bool]]:
        is_rate = self.parts is not None or self.metric in {metric.name for metric in RATES}
        fits = LEAST_DIFFERENCE <= self.smallest_difference <= MOST_DIFFERENCE
        name = f"A name has 1 to {MAX_EXPERIMENT_NAME_CHARACTERS} characters."
        share = f"The share is from {LEAST_SHARE} to {MOST_SHARE} percent."
        difference = f"The difference is from {LEAST_DIFFERENCE} to {MOST_DIFFERENCE}."
        return [
            ("invalid_name", name, 0 < len(self.name.strip()) <= MAX_EXPERIMENT_NAME_CHARACTERS),
            ("invalid_agent", "This is no agent's id.", AGENT_ID.fullmatch(self.other_agent) is not None),
            ("same_agent", "The other agent is the usual one.", self.other_agent != self.usual_agent),
            ("invalid_share", share, LEAST_SHARE <= self.share_percent <= MOST_SHARE),
            ("invalid_metric", "An experiment needs a metric that is a rate.", is_rate),
            ("invalid_difference", difference, fits),
            ("invalid_end", "The end must be in the future.", self.ends_at is None or self.ends_at > now),
        ]


@dataclass(frozen=True, slots=True)
class Experiment:
    """An experiment as it is stored. `paused_for`: what the guard had counted; `found`: what its metric had counted in the end."""

    id: UUID
    name: str
    usual_agent: str
    other_agent: str
    share_percent: int
    metric: str
    smallest_difference: float
    rate_before: float | None
    planned_usual: int
    planned_other: int
    status: str
    started_at: datetime
    running_since: datetime
    ends_at: datetime | None
    paused_at: datetime | None
    paused_for: Mapping[str, int] | None
    ended_at: datetime | None
    end_cause: str | None
    found: Mapping[str, int] | None = None
    parts: Mapping[str, str] | None = None

    @property
    def figure(self) -> Metric:
        return metric_of(self.metric, self.parts)

    @property
    def share(self) -> float:
        return self.share_percent / 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """`missing_calls`: of the planned ones of both sides."""

    verdict: Verdict
    missing_calls: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How many calls of the metric each side needs. `days` is about how long that takes, None where there were no calls before."""

    usual: int
    other: int
    rate_before: float | None
    calls_a_day: float

    @property
    def days(self) -> int | None:
        return ceil((self.usual + self.other) / self.calls_a_day) if self.calls_a_day else None


@dataclass(frozen=True, slots=True)
class Side:
    """Of a rate: `hits` of `n` calls."""

    hits: int
    n: int

    @property
    def rate(self) -> float | None:
        return self.hits / self.n if self.n else None


def as_counts(usual: Side, other: Side) -> dict[str, int]:
    """As they are stored."""
    return {
        "usual_hits": usual.hits,
        "usual_calls": usual.n,
        "other_hits": other.hits,
        "other_calls": other.n,
    }


def as_sides(counts: Mapping[str, int]) -> tuple[Side, Side]:
    return (
        Side(counts["usual_hits"], counts["usual_calls"]),
        Side(counts["other_hits"], counts["other_calls"]),
    )


def outcome(found: Experiment, usual: Side, other: Side) -> Outcome:
    """Of one that is over, what was counted when it ended decides: one look, whatever is learnt of its calls later."""
    if found.found is not None:
        usual, other = as_sides(found.found)
    return Outcome(verdict(found, usual, other), missing_calls(found, usual, other))


def plan(rate_before: float | None, difference: float, share: float, calls_a_day: float) -> Plan:
    """For a difference in either direction, whichever needs more calls."""
    before = UNKNOWN_RATE if rate_before is None else rate_before
    after = [one for one in (before - difference, before + difference) if 0 <= one <= 1]
    needed = [calls_needed(before, one, share) for one in after or (UNKNOWN_RATE,)]
    usual, other = max(needed)
    return Plan(usual, other, rate_before, calls_a_day)


def calls_needed(before: float, after: float, share: float) -> tuple[int, int]:
    """Calls of the usual and of the other agent to see the difference of two rates with 80 % power at 95 % confidence, where the
    other one has `share` of them: Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd edition (2003),
    section 4.3, equation 4.19, without the correction for continuity.
    """
    ratio = (1 - share) / share
    middle = (after + ratio * before) / (ratio + 1)
    by_chance = Z * sqrt((ratio + 1) * middle * (1 - middle))
    by_power = POWER_Z * sqrt(ratio * after * (1 - after) + before * (1 - before))
    other = (by_chance + by_power) ** 2 / (ratio * (after - before) ** 2)
    return max(1, ceil(ratio * other)), max(1, ceil(other))


def missing_calls(found: Experiment, usual: Side, other: Side) -> int:
    return max(0, found.planned_usual - usual.n) + max(0, found.planned_other - other.n)


def verdict(found: Experiment, usual: Side, other: Side) -> Verdict:
    """Nothing before the planned number of calls: who looks every day and stops at the first difference sees one that is not there
    far more often than once in twenty times. As the experiment ends itself there, there is one look.
    """
    if missing_calls(found, usual, other):
        return "too_few" if found.ended_at else "waiting"
    interval = newcombe((usual.hits, usual.n), (other.hits, other.n))
    if interval is None:
        return "waiting"
    low, high = interval
    if low <= 0 <= high:
        is_small = -found.smallest_difference < low and high < found.smallest_difference
        return "same" if is_small else "unclear"
    better = found.figure.better
    if not better:
        return "higher" if low > 0 else "lower"
    return "better" if (low > 0) == (better == "higher") else "worse"


def split_chance(usual: int, other: int, share: float) -> float | None:
    """How likely a split of callers at least so far from the share is by chance: Pearson's chi-square test with one degree of freedom.
    None for too few callers.
    """
    callers = usual + other
    expected = callers * share
    if min(expected, callers - expected) < LEAST_EXPECTED:
        return None
    square = (other - expected) ** 2 / expected + (other - expected) ** 2 / (callers - expected)
    return erfc(sqrt(square / 2))


def is_skewed(usual: int, other: int, share: float) -> bool:
    chance = split_chance(usual, other, share)
    return chance is not None and chance < SKEWED_BELOW


def is_harmful(usual: Side, other: Side) -> bool:
    """Whether calls of the other agent fail significantly more often. It is asked again and again, so it stops an experiment without a
    fault a little more often than the test says: that is the cheaper error.
    """
    is_enough = other.n >= LEAST_CALLS and other.hits >= LEAST_TROUBLES
    return is_enough and chance_of_more(other.hits, other.n, usual.hits, usual.n) < WORSE_BELOW
