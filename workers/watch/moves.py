"""The results of a check: alerts to open and alerts to resolve. Carried out by `db.actions.alerts`. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from db.actions.alerts import NewAlert
from workers.watch.organization_state import OrganizationState
from workers.watch.rules import SETTLED_AFTER


@dataclass(frozen=True, slots=True)
class Over:
    rule: str
    subject: str = ""
    resolution: str = "recovered"
    after: Mapping[str, Any] = field(default_factory=dict)


Move = NewAlert | Over


def moves_for_facts(rule: str, found: Sequence[NewAlert], state: OrganizationState) -> Iterator[Move]:
    """Facts open alerts at once, and resolve them when unseen for a while, so that an intermittent problem is a single alert."""
    subjects = {one.subject for one in found}
    yield from (one for one in found if state.may_open(rule) or state.opened(rule, one.subject))
    for alert in state.subjects(rule):
        if alert.subject not in subjects and state.now - alert.seen_at >= SETTLED_AFTER:
            yield Over(rule, alert.subject)


def switched_off(state: OrganizationState) -> Iterator[Move]:
    for rule, subject in state.open:
        if rule in state.wanted.off:
            yield Over(rule, subject, "switched_off")
