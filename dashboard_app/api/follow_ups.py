"""`/api/follow-ups`: callers who need attention, and what people do about them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request
from pydantic import Field

from dashboard_app.access.members import member
from dashboard_app.api import cursor
from dashboard_app.api.body import Closed, body
from dashboard_app.api.export import cell, line, shown
from dashboard_app.api.instants import InstantWithOffset, instant_with_offset
from dashboard_app.api.path_ids import path_id
from dashboard_app.errors import ApiError
from dashboard_app.filters import parse
from dashboard_app.viewer import database
from db.actions.follow_ups import MAX_NOTE_CHARACTERS, step_follow_up, step_follow_ups
from db.models.follow_up import FOLLOW_UP_KINDS
from db.queries.follow_up_views import Step, Try, View, is_single_step
from db.queries.follow_ups import FOLLOW_UPS, PAGE_SIZE, count_shown, follow_ups, sorting
from db.queries.frames import records
from db.rendering import moment

CSV_COLUMNS = tuple(name for name in FOLLOW_UPS if name not in {"proof", "promises"})


def digit(word: str) -> int:
    return "0123456789".index(word)


READ_AS: Mapping[str, Callable[[str], Any]] = {
    "rank": digit,
    "due_at": instant_with_offset,
    "closed_at": instant_with_offset,
    "id": UUID,
}
MOMENTS = ("due_at", "tried_at", "created_at", "closed_at", "started_at")
STEPS = (*get_args(Step), *get_args(Try))
blueprint = Blueprint("api_follow_ups", __name__)


class ListQuery(Closed):
    view: View = "open"
    kind: str = ""
    format: Literal["json", "csv"] = "json"
    limit: int = Field(PAGE_SIZE, ge=1, le=PAGE_SIZE)
    next: str | None = Field(None, max_length=200)


@blueprint.get("/api/follow-ups")
def show() -> Response:
    query, who = parse(ListQuery, request.args.to_dict(flat=False)), member()
    zone = ZoneInfo(who.timezone)
    with database().reading() as session:
        which: Any = {
            "organization_id": who.organization_id,
            "view": query.view,
            "user_id": who.id,
            "kind": known_kind(query.kind),
        }
        if query.format == "csv":
            return as_file(records(follow_ups(session, **which, limit=None)), zone)
        frame = follow_ups(session, **which, limit=query.limit + 1, after=place_of(query))
        total = count_shown(session, **which)
    rows = records(frame)
    items = [rendered(row, zone) for row in rows[: query.limit]]
    return jsonify(items=items, total=total, next=next_cursor(rows, query))


def place_of(query: ListQuery) -> tuple[Any, ...] | None:
    kinds = [READ_AS[name] for name in sorting(query.view)]
    return cursor.taken_apart(query.next, *kinds) if query.next is not None else None


def next_cursor(rows: list[dict[str, Any]], query: ListQuery) -> str | None:
    """`rows` has one more than `limit` if there is a next page."""
    if len(rows) <= query.limit:
        return None
    last = rows[query.limit - 1]
    return cursor.joined(*(last[name] for name in sorting(query.view)))


def known_kind(kind: str) -> str:
    if kind and kind not in FOLLOW_UP_KINDS:
        raise ApiError(422, "invalid_kind", f"`kind` must be one of {', '.join(FOLLOW_UP_KINDS)}.")
    return kind


def as_file(rows: list[dict[str, Any]], zone: ZoneInfo) -> Response:
    """Without what is quoted from the call, which does not fit into a cell."""
    cells = ([cell(shown(row[name], zone)) for name in CSV_COLUMNS] for row in rows)
    lines = [line(list(CSV_COLUMNS)), *map(line, cells)]
    answer = Response("".join(lines), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="follow-ups.csv"'
    return answer


def rendered(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    return row | {name: moment(row[name], zone) for name in MOMENTS}


class Together(Closed):
    """Everything that a list showed at `until` (default: now)."""

    view: View = "open"
    kind: str = ""
    step: Step
    note: str = Field("", max_length=MAX_NOTE_CHARACTERS)
    until: InstantWithOffset | None = None


@blueprint.post("/api/follow-ups/steps")
def act_on_all() -> Response:
    order, who = body(Together), member()
    with database().transaction() as session:
        done = step_follow_ups(
            session,
            organization_id=who.organization_id,
            view=order.view,
            kind=known_kind(order.kind),
            step=order.step,
            by=who.id,
            until=order.until or datetime.now(UTC),
            note=order.note,
        )
    return jsonify(step=order.step, done=done)


@blueprint.post("/api/follow-ups/<follow_up_id>/<step>")
def act(follow_up_id: str, step: str) -> Response:
    if not is_single_step(step):
        raise ApiError(404, "unknown_step", f"There is no such step: {', '.join(STEPS)}.")
    who = member()
    with database().transaction() as session:
        is_done = step_follow_up(
            session,
            organization_id=who.organization_id,
            follow_up_id=wanted(follow_up_id),
            step=step,
            by=who.id,
            note=wanted_note(),
        )
    if not is_done:
        raise ApiError(
            409, "step_does_not_fit", "There is no such follow-up, or it is not in a state for this."
        )
    return jsonify(id=follow_up_id, step=step)


def wanted(follow_up_id: str) -> UUID:
    return path_id(follow_up_id, ApiError(404, "unknown_follow_up", "There is no such follow-up."))


def wanted_note() -> str | None:
    given = request.get_json(silent=True) if request.content_length else {}
    note = given.get("note") if isinstance(given, dict) else ""
    if note is not None and not (
        isinstance(note, str) and len(note) <= MAX_NOTE_CHARACTERS and isinstance(given, dict)
    ):
        raise ApiError(
            422, "invalid_note", f"`note` must be a text of at most {MAX_NOTE_CHARACTERS} characters."
        )
    return note
