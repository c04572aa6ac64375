"""The chat in which alerts are told."""

from typing import Any

from dashboard_app.api.openapi.parts import answer, operation, refusals, taking
from dashboard_app.api.openapi.schemas import FLAG, MOMENT, TEXT, WHOLE, Schema, maybe, one_of, record
from db.models.webhook import DELIVERY_STATES, DISABLED_WHY

SCHEMAS: dict[str, Schema] = {
    "NewAlertChat": record(
        url={
            **TEXT,
            "format": "uri",
            "maxLength": 2000,
            "description": "Of an incoming webhook of Slack, Mattermost, Google Chat or Discord (`/slack`). It is kept sealed and never given back.",
        }
    ),
    "AlertChat": record(
        host={**TEXT, "description": "The beginning of the address, which is all that may be seen of it."},
        enabled=FLAG,
        disabled_why=maybe(one_of(DISABLED_WHY)),
        disabled_at=maybe(MOMENT),
        failing_since=maybe(MOMENT),
        last_success_at=maybe(MOMENT),
        created_at=MOMENT,
        deliveries=record(**dict.fromkeys(DELIVERY_STATES, WHOLE)),
    ),
}
PATHS: dict[str, Any] = {
    "/api/alert-chat": {
        "get": operation(
            "show_alert_chat",
            "The chat in which alerts are told (administrators)",
            responses={"200": answer("It.", "AlertChat"), **refusals(_404="NotFound")},
        ),
        "put": operation(
            "set_alert_chat",
            "Tell alerts in this chat from now on, in place of the one before (administrators)",
            requestBody=taking("NewAlertChat"),
            responses={"200": answer("It.", "AlertChat"), **refusals(_422="Invalid")},
        ),
        "delete": operation(
            "remove_alert_chat",
            "Tell alerts in no chat (administrators)",
            responses={"204": {"description": "It is gone."}, **refusals(_404="NotFound")},
        ),
    },
    "/api/alert-chat/test": {
        "post": operation(
            "test_alert_chat",
            "Send a test to the chat (administrators)",
            responses={"202": answer("The delivery.", "WebhookDelivery"), **refusals(_404="NotFound")},
        ),
    },
}
