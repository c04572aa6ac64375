"""What page and API do with an organization's own alert rules: one way for both. Only administrators change them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from dashboard_app.access.members import member
from dashboard_app.call_filters import problems
from dashboard_app.viewer import current_viewer, database
from db.actions.own_rules import add_rule, change_rule, delete_rule
from db.models import OwnAlertRule
from db.own_rules import KeptRule, OwnRule, OwnRuleError
from db.queries.organizations import profile_of
from db.queries.own_rules import kept, own_rule, own_rules
from workers.watch.organization_state import hours_of
from workers.watch.stretches import Calendar
from workers.watch.trial import Trial, trial


class UnknownRuleError(Exception):
    """The organization has no such rule."""


def all_rules() -> list[KeptRule]:
    with database().reading() as session:
        return own_rules(session, member().organization_id)


def as_it_is(rule_id: UUID) -> KeptRule:
    with database().reading() as session:
        return kept(own(session, rule_id))


def own(session: Any, rule_id: UUID) -> OwnAlertRule:
    found = own_rule(session, member().organization_id, rule_id)
    if found is None:
        raise UnknownRuleError
    return found


def check(rule: OwnRule) -> None:
    """Raises OwnRuleError."""
    rule.check()
    check_filters(rule.filters)


def check_filters(filters: Mapping[str, str]) -> None:
    for problem in problems(filters):
        raise OwnRuleError("invalid_filter", f"{problem['field']} {problem['message']}")


def add(rule: OwnRule) -> UUID:
    """Raises OwnRuleError."""
    check(rule)
    who = member()
    with database().transaction() as session:
        return add_rule(session, organization_id=who.organization_id, by=who.id, rule=rule)


def change(rule_id: UUID, rule: OwnRule) -> None:
    """Raises OwnRuleError."""
    check(rule)
    with database().transaction() as session:
        change_rule(session, own(session, rule_id), by=member().id, rule=rule, at=datetime.now(UTC))


def would_have(rule: OwnRule) -> Trial:
    """When the rule would have alerted in the last four weeks. Raises OwnRuleError."""
    check(rule)
    viewer = current_viewer()
    with database().reading() as session:
        profile = profile_of(session, viewer.organization_id)
        calendar = Calendar(ZoneInfo(profile.timezone), hours_of(profile))
        return trial(session, rule, profile.id, calendar, viewer.now)


def delete(rule_id: UUID) -> None:
    with database().transaction() as session:
        delete_rule(session, own(session, rule_id), by=member().id, at=datetime.now(UTC))
