"""`/api/conversation/<id>/notes`, `/tags`, `/rating` and `/reviews`, and `/api/tags`: what people add to a call."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify

from dashboard_app.access.members import member
from dashboard_app.api.analyses import own_conversation
from dashboard_app.api.body import Closed, body
from dashboard_app.api.path_ids import path_id
from dashboard_app.errors import ApiError
from dashboard_app.viewer import database
from db.actions import annotations, reviews
from db.actions.annotations import AnnotationError, WordsGoneError
from db.queries.annotations import call_notes, call_ratings, call_reviews, call_tags, known_tags
from db.queries.frames import records
from db.rendering import moment

blueprint = Blueprint("api_annotations", __name__)


class NoteBody(Closed):
    text: str


class TagBody(Closed):
    tag: str


class RatingBody(Closed):
    rating: Literal["up", "down"] | None


class ReviewBody(Closed):
    analysis_id: UUID
    subject: str
    item: int = 0
    judged: str | None


@contextmanager
def writing() -> Iterator[Any]:
    """Invalid annotations are answered with 422, those of a call without words with 409; both change nothing."""
    try:
        with database().transaction() as session:
            yield session
    except WordsGoneError as error:
        raise ApiError(409, error.code, str(error)) from error
    except AnnotationError as error:
        raise ApiError(422, error.code, str(error)) from error


@blueprint.get("/api/conversation/<conversation_id>/notes")
def list_notes(conversation_id: str) -> Response:
    return jsonify(items=shown_notes(own_conversation(conversation_id)))


@blueprint.post("/api/conversation/<conversation_id>/notes")
def write_note(conversation_id: str) -> tuple[Response, int]:
    found_id, given = own_conversation(conversation_id), body(NoteBody)
    with writing() as session:
        note_id = annotations.add_note(
            session, conversation_id=found_id, author_id=member().id, text=given.text
        )
    return jsonify(note_of(found_id, note_id)), 201


@blueprint.patch("/api/conversation/<conversation_id>/notes/<note_id>")
def change_note(conversation_id: str, note_id: str) -> Response:
    """Only the author changes a note."""
    found_id, wanted, given = own_conversation(conversation_id), wanted_note(note_id), body(NoteBody)
    with writing() as session:
        is_done = annotations.edit_note(
            session, conversation_id=found_id, note_id=wanted, author_id=member().id, text=given.text
        )
    if not is_done:
        raise no_such_note()
    return jsonify(note_of(found_id, wanted))


@blueprint.delete("/api/conversation/<conversation_id>/notes/<note_id>")
def remove_note(conversation_id: str, note_id: str) -> tuple[str, int]:
    """Its author may, and administrators."""
    found_id, wanted, reader = own_conversation(conversation_id), wanted_note(note_id), member()
    author = None if reader.role == "admin" else reader.id
    with writing() as session:
        is_done = annotations.delete_note(session, conversation_id=found_id, note_id=wanted, author_id=author)
    if not is_done:
        raise no_such_note()
    return "", 204


@blueprint.get("/api/conversation/<conversation_id>/tags")
def list_tags(conversation_id: str) -> Response:
    return jsonify(items=shown_tags(own_conversation(conversation_id)))


@blueprint.post("/api/conversation/<conversation_id>/tags")
def add_tag(conversation_id: str) -> Response:
    found_id, given = own_conversation(conversation_id), body(TagBody)
    with writing() as session:
        annotations.add_tag(session, conversation_id=found_id, user_id=member().id, tag=given.tag)
    return jsonify(items=shown_tags(found_id))


@blueprint.delete("/api/conversation/<conversation_id>/tags/<path:tag>")
def remove_tag(conversation_id: str, tag: str) -> Response:
    """Idempotent."""
    found_id = own_conversation(conversation_id)
    with writing() as session:
        annotations.remove_tag(session, conversation_id=found_id, tag=tag)
    return jsonify(items=shown_tags(found_id))


@blueprint.get("/api/tags")
def list_known_tags() -> Response:
    with database().reading() as session:
        return jsonify(items=known_tags(session, organization_id=member().organization_id))


@blueprint.get("/api/conversation/<conversation_id>/rating")
def show_rating(conversation_id: str) -> Response:
    return jsonify(shown_rating(own_conversation(conversation_id)))


@blueprint.put("/api/conversation/<conversation_id>/rating")
def rate(conversation_id: str) -> Response:
    found_id, given = own_conversation(conversation_id), body(RatingBody)
    with writing() as session:
        annotations.rate_call(session, conversation_id=found_id, user_id=member().id, rating=given.rating)
    return jsonify(shown_rating(found_id))


@blueprint.get("/api/conversation/<conversation_id>/reviews")
def list_reviews(conversation_id: str) -> Response:
    return jsonify(items=shown_reviews(own_conversation(conversation_id)))


@blueprint.put("/api/conversation/<conversation_id>/reviews")
def review(conversation_id: str) -> Response:
    found_id, given = own_conversation(conversation_id), body(ReviewBody)
    with writing() as session:
        reviews.review(session, conversation_id=found_id, reviewer_id=member().id, **given.model_dump())
    return jsonify(items=shown_reviews(found_id))


def wanted_note(note_id: str) -> UUID:
    return path_id(note_id, no_such_note())


def no_such_note() -> ApiError:
    return ApiError(404, "unknown_note", "There is no such note of yours.")


def note_of(conversation_id: UUID, note_id: UUID) -> dict[str, Any]:
    return next(note for note in shown_notes(conversation_id) if note["id"] == str(note_id))


def shown_notes(conversation_id: UUID) -> list[dict[str, Any]]:
    with database().reading() as session:
        return [plain(row) for row in records(call_notes(session, conversation_id=conversation_id))]


def shown_tags(conversation_id: UUID) -> list[str]:
    with database().reading() as session:
        return call_tags(session, conversation_id=conversation_id)


def shown_rating(conversation_id: UUID) -> dict[str, Any]:
    """The number of thumbs up and down, and the reader's own."""
    with database().reading() as session:
        given = records(call_ratings(session, conversation_id=conversation_id))
    own = next((row["rating"] for row in given if row["user_id"] == str(member().id)), None)
    counts = {name: sum(row["rating"] == name for row in given) for name in ("up", "down")}
    return {"rating": own, **counts}


def shown_reviews(conversation_id: UUID) -> list[dict[str, Any]]:
    with database().reading() as session:
        return [plain(row) for row in records(call_reviews(session, conversation_id=conversation_id))]


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Times with the organization's UTC offset, ids as text."""
    zone = ZoneInfo(member().timezone)
    moments = {name: moment(row[name], zone) for name in row if name.endswith("_at")}
    ids = {name: str(row[name]) for name in row if name.endswith("_id") and row[name] is not None}
    return {**row, **moments, **ids}
