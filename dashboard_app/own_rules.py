"""What page and API do with an organization's own alert rules: one way for both. Only administrators change them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from dashboard_app.access.members import member
from dashboard_app.call_filters import problems
from dashboard_app.metrics_of_reader import parts_of_trade
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


def checked(rule: OwnRule) -> OwnRule:
    """As it is stored: with what its figure counts now, if it is one of the line of business. Raises OwnRuleError."""
    found = replace(rule, parts=parts_of_trade(rule.metric) or rule.parts)
    found.check()
    check_filters(found.filters)
    return found


def check_filters(filters: Mapping[str, str]) -> None:
    for problem in problems(filters):
        raise OwnRuleError("invalid_filter", f"{problem['field']} {problem['message']}")


def add(rule: OwnRule) -> UUID:
    """Raises OwnRuleError."""
    wanted, who = checked(rule), member()
    with database().transaction() as session:
        return add_rule(session, organization_id=who.organization_id, by=who.id, rule=wanted)


def change(rule_id: UUID, rule: OwnRule) -> None:
    """Raises OwnRuleError."""
    wanted = checked(rule)
    with database().transaction() as session:
        change_rule(session, own(session, rule_id), by=member().id, rule=wanted, at=datetime.now(UTC))


def would_have(rule: OwnRule) -> Trial:
    """When the rule would have alerted in the last four weeks. Raises OwnRuleError."""
    rule, viewer = checked(rule), current_viewer()
    with database().reading() as session:
        profile = profile_of(session, viewer.organization_id)
        calendar = Calendar(ZoneInfo(profile.timezone), hours_of(profile))
        return trial(session, rule, profile.id, calendar, viewer.now)


def delete(rule_id: UUID) -> None:
    with database().transaction() as session:
        delete_rule(session, own(session, rule_id), by=member().id, at=datetime.now(UTC))
