"""`/api/alerts`: lists alerts and acknowledges them."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field

from dashboard_app.access.members import member
from dashboard_app.api import cursor
from dashboard_app.api.path_ids import path_id
from dashboard_app.errors import ApiError
from dashboard_app.filters import parse
from dashboard_app.viewer import database
from db.actions.alerts import acknowledge_alert
from db.queries.alerts import AlertPosition, alert_of, alerts
from db.queries.conversations import Position
from db.queries.frames import records
from db.rendering import moment

blueprint = Blueprint("api_alerts", __name__)
MOMENTS = ("opened_at", "seen_at", "acknowledged_at", "resolved_at")


class AlertQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    view: Literal["open", "closed", "all"] = "open"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    next: Annotated[str | None, Field(max_length=200)] = None


@blueprint.get("/api/alerts")
def show() -> Response:
    query, who = parse(AlertQuery, request.args.to_dict(flat=False)), member()
    after = cursor.decode(query.next)
    with database().reading() as session:
        found = records(
            alerts(
                session,
                organization_id=who.organization_id,
                view=query.view,
                limit=query.limit + 1,
                after=AlertPosition(after.started_at, after.id) if after else None,
            )
        )
    listed, zone = found[: query.limit], ZoneInfo(who.timezone)
    is_more = len(found) > query.limit
    last = Position(listed[-1]["opened_at"], UUID(listed[-1]["id"])) if is_more else None
    return jsonify(items=[rendered(one, zone) for one in listed], next=cursor.encode(last) if last else None)


@blueprint.post("/api/alerts/<alert_id>/acknowledge")
def acknowledge(alert_id: str) -> Response:
    who, wanted = member(), wanted_alert(alert_id)
    with database().transaction() as session:
        acknowledge_alert(
            session,
            organization_id=who.organization_id,
            alert_id=wanted,
            by=who.id,
            at=datetime.now(UTC),
        )
    with database().reading() as session:
        found = alert_of(session, organization_id=who.organization_id, alert_id=wanted)
    if found is None:
        raise no_such_alert()
    if found["acknowledged_at"] is None:
        raise ApiError(409, "alert_is_over", "The alert was over before anybody had seen it.")
    return jsonify(rendered(found, ZoneInfo(who.timezone)))


def wanted_alert(alert_id: str) -> UUID:
    return path_id(alert_id, no_such_alert())


def no_such_alert() -> ApiError:
    return ApiError(404, "unknown_alert", "There is no such alert.")


def rendered(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    return row | {name: moment(row[name], zone) for name in MOMENTS}
