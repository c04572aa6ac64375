"""`/api/topics`: what callers speak of, found without a list."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify

from dashboard_app.access.members import member
from dashboard_app.viewer import database
from db.queries.topics import CountedTopics, newest_topics
from db.rendering import moment

blueprint = Blueprint("api_topics", __name__)
NOT_COUNTED: dict[str, Any] = {
    "counted_at": None,
    "recent": None,
    "earlier": None,
    "languages": [],
    "rising": [],
    "unmet": [],
}


@blueprint.get("/api/topics")
def show_topics() -> Response:
    """The newest count; before the first one nothing but nulls and empty lists."""
    with database().reading() as session:
        found = newest_topics(session, member().organization_id)
    return jsonify(shown(found, ZoneInfo(member().timezone)) if found else NOT_COUNTED)


def shown(found: CountedTopics, zone: ZoneInfo) -> dict[str, Any]:
    return {**found.content, "counted_at": moment(found.counted_at, zone)}
