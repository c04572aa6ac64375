"""`/api/webhooks`: endpoints of outgoing webhooks, their deliveries, and retries. For administrators."""

from dataclasses import replace
from typing import Annotated, Any, Literal, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request
from pydantic import Field

from dashboard_app import webhooks
from dashboard_app.access.members import member
from dashboard_app.api import cursor
from dashboard_app.api.body import Closed, body
from dashboard_app.api.instants import InstantWithOffset
from dashboard_app.errors import ApiError, answer_api_error
from dashboard_app.filters import parse
from dashboard_app.viewer import database
from dashboard_app.webhooks import UnknownWebhookError
from db.actions.webhooks import EndpointSettings
from db.models import WebhookDelivery, WebhookEndpoint
from db.queries.conversations import Position
from db.queries.webhooks import LogPosition, deliveries_of, delivery_of, endpoints_of, states_of
from db.rendering import moment
from db.webhooks.refusals import WebhookError

State = Literal["pending", "delivered", "failed", "given_up"]
blueprint = Blueprint("api_webhooks", __name__)
blueprint.register_error_handler(
    UnknownWebhookError, lambda _: refused(404, "unknown_webhook", "There is no such webhook.")
)
blueprint.register_error_handler(WebhookError, lambda error: refused(422, error.code, str(error)))


class NewWebhook(Closed):
    """`masked` defaults to the organization's setting for language models."""

    url: str
    types: list[str]
    description: str = ""
    with_words: bool = False
    masked: bool | None = None
    enabled: bool = True


class ChangedWebhook(Closed):
    url: str | None = None
    types: list[str] | None = None
    description: str | None = None
    with_words: bool | None = None
    masked: bool | None = None
    enabled: bool | None = None


class Since(Closed):
    since: InstantWithOffset


class LogQuery(Closed):
    state: State | None = None
    next: str | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


def refused(status: int, code: str, message: str) -> Any:
    return answer_api_error(ApiError(status, code, message))


def identity(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise UnknownWebhookError from None


@blueprint.get("/api/webhooks")
def show_all() -> Response:
    zone = ZoneInfo(member().timezone)
    with database().reading() as session:
        rows = endpoints_of(session, member().organization_id)
        counts = states_of(session, [row.id for row in rows])
        return jsonify(items=[rendered(row, counts[row.id], zone) for row in rows])


@blueprint.post("/api/webhooks")
def add() -> tuple[Response, int]:
    """Only this response contains the secret."""
    given = body(NewWebhook)
    is_masked = webhooks.masks_by_itself() if given.masked is None else given.masked
    wanted = EndpointSettings(
        given.url.strip(), given.types, given.description.strip(), given.with_words, is_masked, given.enabled
    )
    endpoint_id, secret = webhooks.add(wanted)
    return jsonify(shown(endpoint_id) | {"secret": secret}), 201


@blueprint.get("/api/webhooks/<webhook_id>")
def show(webhook_id: str) -> Response:
    return jsonify(shown(identity(webhook_id)))


@blueprint.patch("/api/webhooks/<webhook_id>")
def change(webhook_id: str) -> Response:
    """Missing fields stay unchanged."""
    endpoint_id, given = identity(webhook_id), body(ChangedWebhook)
    names = {"types": "event_types", "masked": "is_masked", "enabled": "is_enabled"}
    changes = {names.get(name, name): value for name, value in given.model_dump(exclude_none=True).items()}
    webhooks.change(endpoint_id, replace(webhooks.as_it_is(endpoint_id), **changes))
    return jsonify(shown(endpoint_id))


@blueprint.delete("/api/webhooks/<webhook_id>")
def delete(webhook_id: str) -> tuple[str, int]:
    webhooks.delete(identity(webhook_id))
    return "", 204


@blueprint.post("/api/webhooks/<webhook_id>/secret")
def renew(webhook_id: str) -> Response:
    """Deliveries are signed with both secrets until `previous_secret_until`."""
    endpoint_id = identity(webhook_id)
    secret = webhooks.renew(endpoint_id)
    return jsonify(shown(endpoint_id) | {"secret": secret})


@blueprint.post("/api/webhooks/<webhook_id>/test")
def send_test(webhook_id: str) -> tuple[Response, int]:
    endpoint_id = identity(webhook_id)
    return jsonify(shown_delivery(endpoint_id, webhooks.send_test(endpoint_id))), 202


@blueprint.get("/api/webhooks/<webhook_id>/deliveries")
def show_deliveries(webhook_id: str) -> Response:
    query, zone = parse(LogQuery, request.args.to_dict(flat=False)), ZoneInfo(member().timezone)
    position = cursor.decode(query.next)
    after = LogPosition(position.started_at, position.id) if position else None
    states = (query.state,) if query.state else get_args(State)
    with database().reading() as session:
        endpoint = webhooks.own(session, identity(webhook_id))
        rows = deliveries_of(session, endpoint.id, states=states, after=after, limit=query.limit + 1)
        items = [rendered_delivery(row, zone) for row in rows[: query.limit]]
        last = rows[query.limit - 1] if len(rows) > query.limit else None
        on = cursor.encode(Position(last.created_at, last.id)) if last else None
    return jsonify(items=items, next=on)


@blueprint.get("/api/webhooks/<webhook_id>/deliveries/<delivery_id>")
def show_delivery(webhook_id: str, delivery_id: str) -> Response:
    """With the payload, and the beginning of the response."""
    return jsonify(shown_delivery(identity(webhook_id), identity(delivery_id)))


@blueprint.post("/api/webhooks/<webhook_id>/deliveries/<delivery_id>/resend")
def resend(webhook_id: str, delivery_id: str) -> tuple[Response, int]:
    """With the same id, so that receivers can detect duplicates."""
    endpoint_id, wanted = identity(webhook_id), identity(delivery_id)
    webhooks.resend(endpoint_id, wanted)
    return jsonify(shown_delivery(endpoint_id, wanted)), 202


@blueprint.post("/api/webhooks/<webhook_id>/resend")
def resend_lost(webhook_id: str) -> tuple[Response, int]:
    """Retries all deliveries that failed since then."""
    return jsonify(count=webhooks.resend_lost(identity(webhook_id), body(Since).since)), 202


def shown(endpoint_id: UUID) -> dict[str, Any]:
    with database().reading() as session:
        row = webhooks.own(session, endpoint_id)
        return rendered(row, states_of(session, [row.id])[row.id], ZoneInfo(member().timezone))


def shown_delivery(endpoint_id: UUID, delivery_id: UUID) -> dict[str, Any]:
    with database().reading() as session:
        row = delivery_of(session, webhooks.own(session, endpoint_id).id, delivery_id)
        if row is None:
            raise UnknownWebhookError
        listed = rendered_delivery(row, ZoneInfo(member().timezone))
        return listed | {"body": row.body, "response_body": row.response_body}


def rendered(row: WebhookEndpoint, counts: dict[str, int], zone: ZoneInfo) -> dict[str, Any]:
    moments = ("disabled_at", "failing_since", "last_success_at", "created_at")
    return {
        "id": str(row.id),
        "url": row.url,
        "description": row.description,
        "types": row.event_types,
        "with_words": row.with_words,
        "masked": row.is_masked,
        "enabled": row.disabled_at is None,
        "disabled_why": row.disabled_why,
        **in_zone(row, moments, zone),
        "previous_secret_until": moment(row.previous_until, zone),
        "deliveries": {state: counts.get(state, 0) for state in get_args(State)},
    }


def rendered_delivery(row: WebhookDelivery, zone: ZoneInfo) -> dict[str, Any]:
    plain = ("event_id", "state", "attempts", "response_status", "duration_ms", "error")
    return {
        "id": str(row.id),
        "type": row.event_type,
        "conversation_id": str(row.conversation_id) if row.conversation_id else None,
        **{name: getattr(row, name) for name in plain},
        **in_zone(row, ("created_at", "last_attempt_at", "next_attempt_at"), zone),
    }


def in_zone(row: object, names: tuple[str, ...], zone: ZoneInfo) -> dict[str, str | None]:
    return {name: moment(getattr(row, name), zone) for name in names}
