"""`/api/conversation/<id>/ai-analyses`: all AI analyses of a call, a comparison of two, and the options for another."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, jsonify, request

from dashboard_app.access.members import member
from dashboard_app.api.analyses import own_conversation
from dashboard_app.api.conversations import unknown_conversation
from dashboard_app.errors import ApiError
from dashboard_app.viewer import database
from db.queries.analysis_versions import Version, ai_versions
from db.queries.comparing import Change, Said, compare, counts
from db.rendering import moment, money
from workers.choices import Left, Offer, offers_for

CURRENCY = "EUR"
blueprint = Blueprint("api_analysis_versions", __name__)


@blueprint.get("/api/conversation/<conversation_id>/ai-analyses")
def list_versions(conversation_id: str) -> Response:
    return jsonify(items=[shown(one) for one in versions_of(own_conversation(conversation_id))])


@blueprint.get("/api/conversation/<conversation_id>/ai-analyses/comparison")
def show_comparison(conversation_id: str) -> Response:
    """Without `left` and `right`: the two newest that are complete."""
    versions = [one for one in versions_of(own_conversation(conversation_id)) if one.status == "completed"]
    left, right = chosen_pair(versions)
    changes = compare(left.results, right.results)
    return jsonify(
        left=shown(left),
        right=shown(right),
        counts=counts(changes),
        changes=[changed(change) for change in changes],
    )


@blueprint.get("/api/conversation/<conversation_id>/ai-analyses/offers")
def list_offers(conversation_id: str) -> Response:
    found_id = own_conversation(conversation_id)
    found = offers_for(database(), current_app.extensions["worker_settings"], found_id, datetime.now(UTC))
    if found is None:
        raise unknown_conversation()
    return jsonify(
        items=[offered(one) for one in found.offers], budgets=[left_of(one) for one in found.budgets]
    )


def versions_of(conversation_id: UUID) -> list[Version]:
    with database().reading() as session:
        return ai_versions(session, conversation_id)


def chosen_pair(versions: list[Version]) -> tuple[Version, Version]:
    """The older one is on the left by default."""
    by_id = {str(one.id): one for one in versions}
    wanted = [request.args.get(side) for side in ("left", "right")]
    if wanted == [None, None] and len(versions) > 1:
        return versions[1], versions[0]
    found = [by_id.get(name or "") for name in wanted]
    if found[0] is None or found[1] is None:
        message = "Name two completed AI analyses of this conversation as `left` and `right`."
        raise ApiError(422, "nothing_to_compare", message)
    return found[0], found[1]


def shown(one: Version) -> dict[str, Any]:
    zone = ZoneInfo(member().timezone)
    return {
        "id": str(one.id),
        "status": one.status,
        "error": one.error,
        "prompt": one.prompt,
        "version": one.version,
        "model": one.model,
        "created_at": moment(one.created_at, zone),
        "finished_at": moment(one.finished_at, zone),
        "latency_ms": one.latency_ms,
        "tokens": one.tokens,
        "proven": one.proven,
        "dropped": one.dropped,
        "cost": {"amount": money(one.amount), "currency": CURRENCY, "certainty": one.certainty or "unknown"},
    }


def changed(change: Change) -> dict[str, Any]:
    sides = {"left": said(change.left), "right": said(change.right)}
    return {"part": change.part, "name": change.name, "change": change.kind, **sides}


def said(side: Said | None) -> dict[str, Any] | None:
    return None if side is None else {"value": side.value, "why": side.why, "turns": list(side.turns)}


def offered(offer: Offer) -> dict[str, Any]:
    at_most = {"amount": money(offer.amount), "currency": CURRENCY, "certainty": "estimated"}
    return {"prompt": offer.prompt, "version": offer.version, "model": offer.model, "at_most": at_most}


def left_of(budget: Left) -> dict[str, Any]:
    return {
        "period": budget.period,
        "limit": money(budget.limit),
        "spent": money(budget.spent),
        "currency": CURRENCY,
    }
