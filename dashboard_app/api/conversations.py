"""`/api/conversations` and `/api/conversation/<id>`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from threading import BoundedSemaphore
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, jsonify, request, stream_with_context

from dashboard_app.access.lasting import while_allowed
from dashboard_app.access.members import member, pass_of
from dashboard_app.api import cursor
from dashboard_app.api.export import csv_lines, file_chunks
from dashboard_app.api.list_query import ListQuery
from dashboard_app.api.path_ids import path_id
from dashboard_app.errors import ApiError
from dashboard_app.filters import parse
from dashboard_app.viewer import database
from db import rendering
from db.queries.conversations import Details, Position, conversation_details, conversation_page
from db.queries.events import events_after
from db.queries.selection import Selection
from db.queries.snippets import snippets

MAX_EVENTS = 2000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
blueprint = Blueprint("api_conversations", __name__)


def wanted_id(conversation_id: str) -> UUID:
    """Raises ApiError 404 for anything but a UUID."""
    return path_id(conversation_id, unknown_conversation())


def unknown_conversation() -> ApiError:
    return ApiError(404, "unknown_conversation", "There is no such conversation.")


@blueprint.get("/api/conversation/<conversation_id>")
def show(conversation_id: str) -> Response:
    found_id, reader = wanted_id(conversation_id), member()
    with database().reading() as session:
        details = conversation_details(session, found_id, reader.organization_id)
        if details is None:
            raise unknown_conversation()
        events = events_after(session, after=0, conversation_id=found_id, limit=MAX_EVENTS)
        return jsonify(rendering.whole(details, events, ZoneInfo(reader.timezone)))


@blueprint.get("/api/conversations")
def show_list() -> Response:
    query = parse(ListQuery, request.args.to_dict(flat=False))
    return as_page(query) if query.format == "json" else as_file(query)


def as_page(query: ListQuery) -> Response:
    after, reader = cursor.decode(query.next), member()
    zone = ZoneInfo(reader.timezone)
    with database().reading() as session:
        rows = conversation_page(session, selection_of(query), after=after, limit=query.limit + 1)
        items = [rendering.listed(row, zone) for row in rows[: query.limit]]
        if query.text:
            found = snippets(session, [row.conversation.id for row in rows[: query.limit]], query.text)
            items = [item | {"match": rendering.match(found.get(UUID(item["id"])))} for item in items]
        return jsonify(items=items, next=next_cursor(rows, query.limit))


def selection_of(query: ListQuery) -> Selection:
    reader = member()
    return query.selection(reader.organization_id, reader.timezone, datetime.now(UTC))


def next_cursor(rows: list[Details], limit: int) -> str | None:
    """`rows` has one more than `limit` if there is a next page."""
    if len(rows) <= limit:
        return None
    last = rows[limit - 1].conversation
    return cursor.encode(Position(last.started_at, last.id))


def as_file(query: ListQuery) -> Response:
    reader, selection = member(), selection_of(query)
    zone, came_with = ZoneInfo(reader.timezone), pass_of(reader)
    parts: Iterator[str] | Iterator[bytes]
    if query.format == "csv":
        parts = while_allowed(csv_lines(database(), selection, zone), came_with, database())
    else:
        parts = while_allowed(file_chunks(database(), selection, zone, query.format), came_with, database())
    seats: BoundedSemaphore = current_app.extensions["export_seats"]
    if not seats.acquire(blocking=False):
        raise ApiError(503, "too_many_files", "Too many files are being fetched; try again in a moment.")
    answer = Response(stream_with_context(parts), content_type=TYPES[query.format])
    answer.call_on_close(seats.release)
    answer.headers["Content-Disposition"] = f'attachment; filename="conversations.{query.format}"'
    return answer
