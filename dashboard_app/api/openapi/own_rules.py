"""An organization's own alert rules."""

from typing import Any, get_args

from dashboard_app.api.openapi.parts import answer, operation, refusals, taking
from dashboard_app.api.openapi.schemas import (
    FLAG,
    MOMENT,
    TEXT,
    UUID,
    WHOLE,
    Schema,
    listing,
    maybe,
    one_of,
    record,
    ref,
)
from db.models.alert import SEVERITIES
from db.own_rules import COMPARISONS, FILTERS, HOURS, MAX_MINIMUM, MAX_NAME_CHARACTERS
from workers.watch.trial import DayState

RULE: dict[str, Schema] = {
    "name": {**TEXT, "minLength": 1, "maxLength": MAX_NAME_CHARACTERS},
    "metric": {
        **TEXT,
        "description": "One of `GET /api/metrics`; the rule keeps what a key figure of the line of business counts.",
    },
    "hours": {"type": "integer", "enum": list(HOURS), "description": "The window: so many hours until now."},
    "comparison": one_of(COMPARISONS),
    "threshold": {
        "type": "number",
        "minimum": 0,
        "description": "In the metric's unit: a rate from 0 to 1, seconds, EUR, calls. The figure itself is not past it when it is equal. A figure "
        "with an interval opens an alert only if all of the interval is past it.",
    },
    "filters": {
        "type": "object",
        "additionalProperties": False,
        "properties": dict.fromkeys(FILTERS, TEXT),
        "description": "Only of these calls, as in `GET /api/conversations`: several values by commas.",
    },
    "minimum_calls": {
        **WHOLE,
        "minimum": 1,
        "maximum": MAX_MINIMUM,
        "default": 10,
        "description": "With fewer calls nothing opens and nothing is over. Metrics that count calls need none.",
    },
    "severity": one_of(SEVERITIES),
    "enabled": FLAG,
}
OPTIONAL = ("filters", "minimum_calls", "severity", "enabled")
SCHEMAS: dict[str, Schema] = {
    "NewAlertRule": record(OPTIONAL, **RULE),
    "ChangedAlertRule": record(tuple(RULE), **RULE),
    "AlertRule": record(id=UUID, **RULE, created_at=MOMENT, changed_at=maybe(MOMENT)),
    "AlertRules": record(items=listing(ref("AlertRule"))),
}
SCHEMAS |= {
    "AlertRuleTrial": record(
        alerts=listing(ref("AlertRuleFiring")),
        days=listing(record(day={**TEXT, "format": "date"}, state=one_of(get_args(DayState)))),
    ),
    "AlertRuleFiring": record(
        opened_at=MOMENT,
        resolved_at={**maybe(MOMENT), "description": "Null if it would still be open."},
        value={"type": "number", "description": "The figure that opened it."},
        n={**WHOLE, "description": "From how many calls."},
        hits={**maybe(WHOLE), "description": "Of a rate: how many of them."},
        interval={
            "type": "array",
            "items": {"type": "number"},
            "description": "Empty if the figure has none.",
        },
    ),
}
RULE_ID = {"name": "rule_id", "in": "path", "required": True, "schema": UUID}
ONE = "/api/alert-rules/{rule_id}"
PATHS: dict[str, Any] = {
    "/api/alert-rules": {
        "get": operation(
            "list_alert_rules",
            "The organization's own alert rules (administrators)",
            responses={"200": answer("They.", "AlertRules"), **refusals()},
        ),
        "post": operation(
            "add_alert_rule",
            "Watch a figure for a threshold from now on (administrators)",
            requestBody=taking("NewAlertRule"),
            responses={"201": answer("It.", "AlertRule"), **refusals(_422="Invalid")},
        ),
    },
    "/api/alert-rules/trial": {
        "post": operation(
            "try_alert_rule",
            "When a rule would have alerted in the last four weeks, looked at by the hour; nothing is stored (administrators)",
            requestBody=taking("NewAlertRule"),
            responses={
                "200": answer("What it would have found.", "AlertRuleTrial"),
                **refusals(_422="Invalid"),
            },
        ),
    },
    ONE: {
        "get": operation(
            "show_alert_rule",
            "One rule (administrators)",
            parameters=[RULE_ID],
            responses={"200": answer("It.", "AlertRule"), **refusals(_404="NotFound")},
        ),
        "patch": operation(
            "change_alert_rule",
            "Change it, which ends the alert that it has open; only the name does not (administrators)",
            parameters=[RULE_ID],
            requestBody=taking("ChangedAlertRule"),
            responses={"200": answer("It.", "AlertRule"), **refusals(_404="NotFound", _422="Invalid")},
        ),
        "delete": operation(
            "delete_alert_rule",
            "Delete it; the alerts that it opened stay on record (administrators)",
            parameters=[RULE_ID],
            responses={"204": {"description": "It is gone."}, **refusals(_404="NotFound")},
        ),
    },
}
