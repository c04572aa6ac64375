"""`/api/alert-chat`: the chat in which an organization's alerts are told. For administrators; its address is never given back."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify
from pydantic import Field

from dashboard_app import alert_chat
from dashboard_app.access.members import member
from dashboard_app.alert_chat import NoChatError
from dashboard_app.api.body import Closed, body
from dashboard_app.api.webhooks import in_zone, rendered_delivery
from dashboard_app.errors import ApiError, answer_api_error
from dashboard_app.viewer import database
from db.actions.alert_chats import chat_of
from db.queries.webhooks import delivery_of, states_of
from db.webhooks.refusals import WebhookError

blueprint = Blueprint("api_alert_chat", __name__)
blueprint.register_error_handler(
    NoChatError, lambda _: refused(404, "no_alert_chat", "Alerts are told in no chat.")
)
blueprint.register_error_handler(WebhookError, lambda error: refused(422, error.code, str(error)))
MOMENTS = ("disabled_at", "failing_since", "last_success_at", "created_at")
STATES = ("pending", "delivered", "failed", "given_up")


class Chat(Closed):
    url: str = Field(max_length=2000)


def refused(status: int, code: str, message: str) -> Any:
    return answer_api_error(ApiError(status, code, message))


@blueprint.get("/api/alert-chat")
def show() -> Response:
    return jsonify(rendered())


@blueprint.put("/api/alert-chat")
def keep() -> Response:
    """In place of the one before."""
    alert_chat.keep(body(Chat).url.strip())
    return jsonify(rendered())


@blueprint.delete("/api/alert-chat")
def remove() -> tuple[str, int]:
    alert_chat.remove()
    return "", 204


@blueprint.post("/api/alert-chat/test")
def send_test() -> tuple[Response, int]:
    sent, zone = alert_chat.send_test(), ZoneInfo(member().timezone)
    with database().reading() as session:
        chat = chat_of(session, member().organization_id)
        row = delivery_of(session, chat.id, sent) if chat else None
        if row is None:  # somebody has just taken the chat away
            raise NoChatError
        return jsonify(rendered_delivery(row, zone)), 202


def rendered() -> dict[str, Any]:
    with database().reading() as session:
        row = chat_of(session, member().organization_id)
        if row is None:
            raise NoChatError
        counts = states_of(session, [row.id])[row.id]
        return {
            "host": row.url,
            "enabled": row.disabled_at is None,
            "disabled_why": row.disabled_why,
            **in_zone(row, MOMENTS, ZoneInfo(member().timezone)),
            "deliveries": {state: counts.get(state, 0) for state in STATES},
        }
