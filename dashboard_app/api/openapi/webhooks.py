"""Outgoing webhooks: their endpoints, and (under OpenAPI's `webhooks`) their payloads."""

from typing import Any

from dashboard_app.api.openapi.parts import answer, operation, refusals, taking
from dashboard_app.api.openapi.schemas import (
    FLAG,
    FREE,
    MOMENT,
    TEXT,
    UUID,
    WHOLE,
    Schema,
    listing,
    maybe,
    one_of,
    parameter,
    record,
    ref,
)
from db.models.webhook import DELIVERY_STATES, DISABLED_WHY
from db.webhooks.kinds import OUTWARD, TEST

TYPES: Schema = {"type": "array", "items": one_of(OUTWARD), "minItems": 1}
WANTED: dict[str, Schema] = {
    "url": {**TEXT, "format": "uri", "maxLength": 2000, "description": "By https, at a public address."},
    "types": TYPES,
    "description": {**TEXT, "maxLength": 200},
    "with_words": {**FLAG, "description": "Whether messages about calls bring the turns."},
    "masked": {**FLAG, "description": "Whether what is known to be personal data is hidden."},
    "enabled": FLAG,
}
WEBHOOK: dict[str, Schema] = {
    "id": UUID,
    **WANTED,
    "disabled_at": maybe(MOMENT),
    "disabled_why": maybe(one_of(DISABLED_WHY)),
    "failing_since": {**maybe(MOMENT), "description": "The first failure that no success has followed."},
    "last_success_at": maybe(MOMENT),
    "created_at": MOMENT,
    "previous_secret_until": {**maybe(MOMENT), "description": "Until then the secret before signs, too."},
    "deliveries": record(**dict.fromkeys(DELIVERY_STATES, WHOLE)),
}
SECRET: Schema = {**TEXT, "description": "`whsec_…`; in this answer only."}
DELIVERY: dict[str, Schema] = {
    "id": {**UUID, "description": "What `webhook-id` says, with every attempt."},
    "type": one_of((*OUTWARD, TEST)),
    "conversation_id": maybe(UUID),
    "event_id": maybe(WHOLE),
    "state": one_of(DELIVERY_STATES),
    "attempts": WHOLE,
    "response_status": maybe(WHOLE),
    "duration_ms": maybe(WHOLE),
    "error": {**maybe(TEXT), "description": "Why the last attempt does not count."},
    "created_at": MOMENT,
    "last_attempt_at": maybe(MOMENT),
    "next_attempt_at": maybe(MOMENT),
}
SCHEMAS: dict[str, Schema] = {
    "NewWebhook": record(("description", "with_words", "masked", "enabled"), **WANTED),
    "ChangedWebhook": record(tuple(WANTED), **WANTED),
    "Webhook": record(**WEBHOOK),
    "WebhookWithSecret": record(**WEBHOOK, secret=SECRET),
    "Webhooks": record(items=listing(ref("Webhook"))),
    "WebhookDelivery": record(**DELIVERY),
    "WebhookDeliveryInFull": record(
        **DELIVERY,
        body={**TEXT, "description": "As it is signed and sent."},
        response_body={**maybe(TEXT), "description": "The first two kilobytes."},
    ),
    "WebhookDeliveries": record(items=listing(ref("WebhookDelivery")), next=maybe(TEXT)),
    "WebhookSince": record(since=MOMENT),
    "WebhooksResent": record(count=WHOLE),
    "WebhookMessage": record(type=one_of((*OUTWARD, TEST)), timestamp=MOMENT, data=FREE),
}


def in_path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": UUID}


WEBHOOK_ID, DELIVERY_ID = in_path("webhook_id"), in_path("delivery_id")
LOG_QUERY = [
    parameter("state", "Only those of this state.", one_of(DELIVERY_STATES)),
    parameter("next", "What the page before gave.", TEXT),
    parameter("limit", "How many.", {**WHOLE, "minimum": 1, "maximum": 200, "default": 50}),
]


def of_one(name: str, summary: str, answers: dict[str, Any], *more: Schema, **rest: Any) -> Any:
    is_given_more = "requestBody" in rest or any(one["in"] == "query" for one in more)
    responses = {
        **answers,
        **refusals(_404="NotFound", **({"_422": "Invalid"} if is_given_more else {})),
    }
    return operation(
        name, f"{summary} (administrators)", parameters=[WEBHOOK_ID, *more], responses=responses, **rest
    )


def ok(schema: str, status: str = "200") -> dict[str, Any]:
    return {status: answer("It.", schema)}


ONE = "/api/webhooks/{webhook_id}"
PATHS: dict[str, Any] = {
    "/api/webhooks": {
        "get": operation(
            "list_webhooks",
            "Endpoints of webhooks, and how they do (administrators)",
            responses={**ok("Webhooks"), **refusals()},
        ),
        "post": operation(
            "add_webhook",
            "Have another program told what happens from now on (administrators)",
            requestBody=taking("NewWebhook"),
            responses={**ok("WebhookWithSecret", "201"), **refusals(_422="Invalid")},
        ),
    },
    ONE: {
        "get": of_one("show_webhook", "One endpoint", ok("Webhook")),
        "patch": of_one("change_webhook", "Change it", ok("Webhook"), requestBody=taking("ChangedWebhook")),
        "delete": of_one(
            "delete_webhook", "Delete it, with its log", {"204": {"description": "It is gone."}}
        ),
    },
    f"{ONE}/secret": {"post": of_one("renew_webhook_secret", "A new secret", ok("WebhookWithSecret"))},
    f"{ONE}/test": {"post": of_one("test_webhook", "Send a test", ok("WebhookDeliveryInFull", "202"))},
    f"{ONE}/deliveries": {
        "get": of_one(
            "list_webhook_deliveries", "What was sent, newest first", ok("WebhookDeliveries"), *LOG_QUERY
        )
    },
    f"{ONE}/deliveries/{{delivery_id}}": {
        "get": of_one("show_webhook_delivery", "One of them", ok("WebhookDeliveryInFull"), DELIVERY_ID)
    },
    f"{ONE}/deliveries/{{delivery_id}}/resend": {
        "post": of_one(
            "resend_webhook_delivery", "Send it again", ok("WebhookDeliveryInFull", "202"), DELIVERY_ID
        )
    },
    f"{ONE}/resend": {
        "post": of_one(
            "resend_webhooks",
            "Send again all that were not delivered since then",
            ok("WebhooksResent", "202"),
            requestBody=taking("WebhookSince"),
        )
    },
}

SIGNED = [
    {"name": name, "in": "header", "required": True, "description": words, "schema": TEXT}
    for name, words in (
        ("webhook-id", "The same with every attempt."),
        ("webhook-timestamp", "Of this attempt, in seconds since 1970."),
        ("webhook-signature", "`v1,` and base64 of HMAC-SHA256 over id, timestamp and body, joined by dots."),
    )
]
WEBHOOKS: dict[str, Any] = {
    "message": {
        "post": {
            "operationId": "receive_webhook",
            "summary": "What your endpoint gets; see docs/webhooks.md",
            "security": [],
            "parameters": SIGNED,
            "requestBody": taking("WebhookMessage"),
            "responses": {"2XX": {"description": "Taken. Anything else is tried again."}},
        }
    }
}
