"""`/api/alert-rules`: an organization's own alert rules. For administrators."""

from dataclasses import replace
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify
from pydantic import Field

from dashboard_app import own_rules
from dashboard_app.access.members import member
from dashboard_app.api.body import Closed, body
from dashboard_app.api.path_ids import path_id
from dashboard_app.errors import ApiError, answer_api_error
from dashboard_app.own_rules import UnknownRuleError
from db.own_rules import KeptRule, OwnRule, OwnRuleError
from db.rendering import moment
from workers.watch.own import said

blueprint = Blueprint("api_own_rules", __name__)
blueprint.register_error_handler(
    UnknownRuleError, lambda _: refused(404, "unknown_rule", "There is no such rule.")
)
blueprint.register_error_handler(OwnRuleError, lambda error: refused(422, error.code, str(error)))
NAMES = {"minimum_calls": "minimum", "enabled": "is_on"}  # what the API calls otherwise than we do


class NewRule(Closed):
    name: str
    metric: str
    hours: int
    comparison: Literal["over", "under"]
    threshold: float = Field(allow_inf_nan=False)
    filters: dict[str, str] = Field({})
    minimum_calls: int = 10
    severity: Literal["critical", "warning"] = "warning"
    enabled: bool = True


class ChangedRule(Closed):
    name: str | None = None
    metric: str | None = None
    hours: int | None = None
    comparison: Literal["over", "under"] | None = None
    threshold: float | None = Field(None, allow_inf_nan=False)
    filters: dict[str, str] | None = None
    minimum_calls: int | None = None
    severity: Literal["critical", "warning"] | None = None
    enabled: bool | None = None


def refused(status: int, code: str, message: str) -> Any:
    return answer_api_error(ApiError(status, code, message))


def identity(given: str) -> UUID:
    return path_id(given, ApiError(404, "unknown_rule", "There is no such rule."))


def wanted(given: NewRule | ChangedRule) -> dict[str, Any]:
    found = {NAMES.get(name, name): value for name, value in given.model_dump(exclude_none=True).items()}
    name = {"name": " ".join(found["name"].split())} if "name" in found else {}
    return found | name | ({"parts": None} if "metric" in found else {})


@blueprint.get("/api/alert-rules")
def show_all() -> Response:
    return jsonify(items=[rendered(one) for one in own_rules.all_rules()])


@blueprint.post("/api/alert-rules")
def add() -> tuple[Response, int]:
    rule_id = own_rules.add(OwnRule(**wanted(body(NewRule))))
    return jsonify(rendered(own_rules.as_it_is(rule_id))), 201


@blueprint.post("/api/alert-rules/trial")
def try_out() -> Response:
    """Stores nothing."""
    rule, zone = OwnRule(**wanted(body(NewRule))), ZoneInfo(member().timezone)
    found = own_rules.would_have(rule)
    alerts = [
        {
            "opened_at": moment(one.opened_at, zone),
            "resolved_at": moment(one.over_at, zone),
            **said(one.figure),
        }
        for one in found.firings
    ]
    days = [{"day": day.isoformat(), "state": state} for day, state in found.days.items()]
    return jsonify(alerts=alerts, days=days)


@blueprint.get("/api/alert-rules/<rule_id>")
def show(rule_id: str) -> Response:
    return jsonify(rendered(own_rules.as_it_is(identity(rule_id))))


@blueprint.patch("/api/alert-rules/<rule_id>")
def change(rule_id: str) -> Response:
    """Missing fields stay unchanged."""
    found, changes = own_rules.as_it_is(identity(rule_id)), wanted(body(ChangedRule))
    own_rules.change(found.id, replace(found.rule, **changes))
    return jsonify(rendered(own_rules.as_it_is(found.id)))


@blueprint.delete("/api/alert-rules/<rule_id>")
def delete(rule_id: str) -> tuple[str, int]:
    own_rules.delete(identity(rule_id))
    return "", 204


def rendered(kept: KeptRule) -> dict[str, Any]:
    rule, zone = kept.rule, ZoneInfo(member().timezone)
    return {
        "id": str(kept.id),
        "name": rule.name,
        "metric": rule.metric,
        "hours": rule.hours,
        "comparison": rule.comparison,
        "threshold": rule.threshold,
        "filters": dict(rule.filters),
        "minimum_calls": rule.minimum,
        "severity": rule.severity,
        "enabled": rule.is_on,
        "created_at": moment(kept.created_at, zone),
        "changed_at": moment(kept.changed_at, zone),
    }
