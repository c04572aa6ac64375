"""Alerts, and acknowledging them."""

from typing import Any

from dashboard_app.api.openapi.parts import answer, operation, refusals
from dashboard_app.api.openapi.schemas import (
    FREE,
    MOMENT,
    TEXT,
    UUID,
    Schema,
    listing,
    maybe,
    one_of,
    parameter,
    record,
    ref,
)
from db.alerting import RULES
from db.models.alert import RESOLUTIONS, SEVERITIES
from db.own_rules import OWN

ALERTS = operation(
    "list_alerts",
    "What is out of the ordinary, the newest first",
    parameters=[
        parameter("view", "Open ones, those that are over, or all.", one_of(("open", "closed", "all"))),
        parameter("limit", "How many at once.", {"type": "integer", "minimum": 1, "maximum": 200}),
        parameter("next", "The `next` of the page before.", TEXT),
    ],
    responses={"200": answer("Alerts.", "Alerts"), **refusals(_422="Invalid")},
)
ACKNOWLEDGE = operation(
    "acknowledge_alert",
    "Say that somebody has seen an alert; once is enough, and no e-mail follows",
    parameters=[
        {"name": "alert_id", "in": "path", "required": True, "schema": {**TEXT, "format": "uuid"}},
    ],
    responses={
        "200": answer("Somebody has seen it.", "Alert"),
        **refusals(_404="NotFound", _409="Conflict"),
    },
)
EVIDENCE: Schema = {
    **FREE,
    "description": "Of a figure: `numerator` bad calls of `denominator`, their `share` with its 95 % `interval`, the `expected` share, "
    "`since` and `until`, and the `calls` by their ids; `after` is what was found when it was over. Of a fact: how many, and since when. "
    "Of an own rule: the rule as it was (`name`, `metric`, `hours`, `comparison`, `threshold`, `filters`), the `value` from `n` calls, its "
    "`interval` if it has one, and the `count` of `calls` behind it, of which fifty are named.",
}
SCHEMAS: dict[str, Schema] = {
    "Alerts": record(items=listing(ref("Alert")), next=maybe(TEXT)),
    "Alert": record(
        id=UUID,
        rule={**one_of((*RULES, OWN)), "description": "`own`: a rule of the organization's own."},
        subject={
            **TEXT,
            "description": "What of several that the rule watches; `drift` for slow changes; the id of a rule of the organization's own.",
        },
        severity=one_of(SEVERITIES),
        opened_at=MOMENT,
        seen_at={**MOMENT, "description": "When it was last found to be so."},
        acknowledged_at=maybe(MOMENT),
        acknowledger=maybe(TEXT),
        resolved_at=maybe(MOMENT),
        resolution=maybe(one_of(RESOLUTIONS)),
        evidence=EVIDENCE,
    ),
}
PATHS: dict[str, Any] = {
    "/api/alerts": {"get": ALERTS},
    "/api/alerts/{alert_id}/acknowledge": {"post": ACKNOWLEDGE},
}
