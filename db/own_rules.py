"""An organization's own alert rules: a figure, over the last hours, past a threshold. Pure; pages, API and watch read them alike."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from db.queries.metrics.definitions import BY_NAME, Metric, metric_of
from db.queries.selection import Selection

OWN = "own"  # name of the rule of every alert that one of these opens; the alert's subject is the rule's id
Comparison = Literal["over", "under"]
Severity = Literal["critical", "warning"]
COMPARISONS: tuple[Comparison, ...] = ("over", "under")
HOURS = (1, 3, 8, 24, 3 * 24, 7 * 24, 28 * 24)
MAX_NAME_CHARACTERS, MAX_RULES = 60, 20
MAX_THRESHOLD, MAX_MINIMUM = 1_000_000, 10_000
# Filters as they stand in an address, and where a selection has them: traits of calls only, and nothing about a caller.
FILTERS: Mapping[str, str] = {
    "agent": "agents",
    "called": "called_numbers",
    "version": "versions",
    "direction": "directions",
    "language": "languages",
    "intent": "intents",
    "service": "services",
    "urgency": "urgencies",
    "outcome": "outcomes",
    "sentiment": "sentiments",
    "weekday": "weekdays",
    "hour": "hours",
}
NUMBERS = frozenset({"weekday", "hour"})


class OwnRuleError(Exception):
    """`code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRule:
    """`threshold` is in the metric's unit, a rate's from 0 to 1. `minimum`: with fewer calls nothing is said; counts need none. `parts`: what
    the metric counts if it is a key figure of the line of business.
    """

    name: str
    metric: str
    hours: int
    comparison: Comparison
    threshold: float
    filters: Mapping[str, str] = field(default_factory=dict)
    minimum: int = 10
    severity: Severity = "warning"
    is_on: bool = True
    parts: Mapping[str, str] | None = None

    @property
    def is_known(self) -> bool:
        return self.parts is not None or self.metric in BY_NAME

    @property
    def figure(self) -> Metric:
        """Raises KeyError."""
        return metric_of(self.metric, self.parts)

    @property
    def is_count(self) -> bool:
        return self.figure.kind == "count"

    @property
    def is_shortfall(self) -> bool:
        """Whether it watches for too few of something, which only a whole window can tell."""
        return self.is_count and self.comparison == "under"

    def is_past(self, value: float) -> bool:
        return value > self.threshold if self.comparison == "over" else value < self.threshold

    def selection(self, organization_id: UUID, since: datetime, until: datetime) -> Selection:
        chosen: dict[str, Any] = {FILTERS[name]: values(name, given) for name, given in self.filters.items()}
        return Selection(organization_id=organization_id, since=since, until=until, **chosen)

    def check(self) -> None:
        """Raises OwnRuleError."""
        for code, message, is_right in self._conditions():
            if not is_right:
                raise OwnRuleError(code, message)

    def _conditions(self) -> list[tuple[str, str, bool]]:
        if not self.is_known:
            return [("unknown_metric", "There is no such metric.", False)]
        days = self.figure.matures_days
        is_share = self.figure.unit == "ratio"
        most = 1 if is_share else MAX_THRESHOLD
        can_be_past = (
            self.threshold > 0 if self.comparison == "under" else not (is_share and self.threshold >= 1)
        )
        name = f"A name has 1 to {MAX_NAME_CHARACTERS} characters."
        return [
            ("invalid_name", name, 0 < len(self.name.strip()) <= MAX_NAME_CHARACTERS),
            ("invalid_window", f"A window has one of {HOURS} hours.", self.hours in HOURS),
            ("short_window", f"This figure is known only {days} days after a call.", self.hours > 24 * days),
            ("invalid_threshold", f"The threshold is from 0 to {most}.", 0 <= self.threshold <= most),
            ("impossible_threshold", "No figure can be past this threshold.", can_be_past),
            ("invalid_minimum", f"The minimum is from 1 to {MAX_MINIMUM} calls.", 1 <= self.minimum <= MAX_MINIMUM),
            ("unknown_filter", f"A rule filters by {', '.join(FILTERS)}.", self.filters.keys() <= FILTERS.keys()),
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeptRule:
    """A rule as it is stored."""

    id: UUID
    rule: OwnRule
    created_at: datetime
    changed_at: datetime | None = None


def values(name: str, given: str) -> tuple[Any, ...]:
    found = [word.strip() for word in given.split(",") if word.strip()]
    if name == "called":  # as it is stored, also where an address has lost its +
        return tuple(f"+{word}" if word.isdecimal() else word for word in found)
    return tuple(int(word) for word in found) if name in NUMBERS else tuple(found)


def look_name(rule_id: object) -> str:
    """Of one own rule among the others: in the heartbeat, and where rules are muted."""
    return f"{OWN}:{rule_id}"


def muted_as(rule: str, subject: str) -> str:
    """The name by which the rule of an alert is muted: each own rule by itself."""
    return look_name(subject) if rule == OWN else rule
