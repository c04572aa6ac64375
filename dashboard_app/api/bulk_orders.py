"""`/api/conversations/orders`: actions on all calls that filters select, carried out by the workers, with progress."""

from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

import redis
from flask import Blueprint, Response, current_app, jsonify
from pydantic import Field

from dashboard_app.access.members import member
from dashboard_app.api.body import Closed, body
from dashboard_app.api.path_ids import path_id
from dashboard_app.call_filters import problems, wanted_calls
from dashboard_app.errors import ApiError
from dashboard_app.many_calls import prices
from dashboard_app.viewer import current_viewer, database
from db.actions.annotations import AnnotationError
from db.actions.bulk_orders import place_order, stop_order
from db.actions.follow_ups import MAX_NOTE_CHARACTERS
from db.actions.many_calls import is_colleague
from db.models import BulkOrder
from db.queries.bulk_orders import MAX_ANALYSES, count_wanted, newest_order, order_of, until
from db.queries.calls import CallQuery
from workers.estimating_many import estimate_wanted

blueprint = Blueprint("api_bulk_orders", __name__)


class Filtered(Closed):
    """The URL filters of `/calls`; without any, all calls except test calls."""

    filters: dict[str, str] = Field(default_factory=dict)


class NewOrder(Filtered):
    """`tag` is for tags; `assigned_to` and `note` for follow-ups; `how` for analyses: by the model's batch API they cost half, and
    may take a day."""

    action: Literal["tag", "untag", "check", "uncheck", "analyse", "follow_up"]
    tag: str = ""
    assigned_to: UUID | None = None
    note: str = Field("", max_length=MAX_NOTE_CHARACTERS)
    how: Literal["now", "batch"] = "now"

    def details(self) -> dict[str, str]:
        if self.action == "analyse":
            return {"how": self.how}
        named = {"assigned_to": str(self.assigned_to)} if self.assigned_to else {}
        return {**named, "note": self.note} if self.action == "follow_up" else {}


@blueprint.post("/api/conversations/orders/estimate")
def estimate() -> Response:
    """The number of calls, and the price of analysing them by a model."""
    wanted, who = wanted_of(body(Filtered)), member()
    with database().reading() as session:
        total = count_wanted(session, wanted)
    found = estimate_wanted(
        database(),
        wanted,
        organization_id=who.organization_id,
        sector=who.sector,
        timezone=who.timezone,
        settings=current_app.extensions["worker_settings"],
    )
    return jsonify(total=total, able=found.calls, most_analysed=MAX_ANALYSES, **prices(found))


@blueprint.post("/api/conversations/orders")
def place() -> tuple[Response, int]:
    order, who = body(NewOrder), member()
    wanted = wanted_of(order)
    try:
        with database().transaction() as session:
            if order.assigned_to and not is_colleague(session, who.organization_id, order.assigned_to):
                raise ApiError(422, "unknown_colleague", "Nobody of that id can see to follow-ups here.")
            total = count_wanted(session, wanted)
            order_id = place_order(
                session,
                organization_id=who.organization_id,
                user_id=who.id,
                action=order.action,
                wanted=wanted,
                total=min(total, MAX_ANALYSES) if order.action == "analyse" else total,
                tag=order.tag,
                details=order.details(),
            )
    except AnnotationError as error:
        raise ApiError(422, error.code, str(error)) from error
    try:
        current_app.extensions["job_queue"].enqueue_bulk_order(order_id)
    except redis.RedisError as error:
        with database().transaction() as session:
            stop_order(session, order_id=order_id, organization_id=who.organization_id)
        raise ApiError(503, "queue_unavailable", "The job queue is not available right now.") from error
    return jsonify(rendered(found_order(str(order_id)))), 202


@blueprint.get("/api/conversations/orders/newest")
def show_newest() -> Response:
    who = member()
    with database().reading() as session:
        found = newest_order(session, organization_id=who.organization_id, user_id=who.id)
        return jsonify(order=rendered(found) if found is not None else None)


@blueprint.get("/api/conversations/orders/<order_id>")
def show(order_id: str) -> Response:
    return jsonify(rendered(found_order(order_id)))


@blueprint.post("/api/conversations/orders/<order_id>/stop")
def stop(order_id: str) -> Response:
    """Calls already processed stay changed. Has no effect on finished orders."""
    found = found_order(order_id)
    with database().transaction() as session:
        stop_order(session, order_id=found.id, organization_id=member().organization_id)
    return jsonify(rendered(found_order(order_id)))


def wanted_of(given: Filtered) -> CallQuery:
    """Raises ApiError for invalid filters: pages ignore them, but an action on calls must not."""
    wrong = problems({name: value for name, value in given.filters.items() if name != "tests"})
    if wrong:
        raise ApiError(422, "invalid_parameter", "A filter is not valid.", wrong)
    return until(wanted_calls(given.filters, current_viewer()), datetime.now(UTC))


def found_order(order_id: str) -> BulkOrder:
    wanted = path_id(order_id, no_such_order())
    with database().reading() as session:
        found = order_of(session, order_id=wanted, organization_id=member().organization_id)
        if found is None:
            raise no_such_order()
        session.expunge(found)
    return found


def no_such_order() -> ApiError:
    return ApiError(404, "unknown_order", "There is no such order.")


def rendered(found: BulkOrder) -> dict[str, Any]:
    return {
        "id": str(found.id),
        "action": found.action,
        "tag": found.tag,
        "how": found.details.get("how"),
        "state": found.state,
        "total": found.total,
        "seen": found.seen,
        "done": found.done,
        "unchanged": found.seen - found.done - sum(found.refused.values())
        if found.action != "analyse"
        else 0,
        "refused": found.refused,
    }
