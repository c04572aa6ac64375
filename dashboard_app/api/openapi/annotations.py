"""What people add to a call: its operations and their schemas."""

from typing import Any

from dashboard_app.api.openapi.parts import ID, answer, operation, refusals, taking
from dashboard_app.api.openapi.schemas import MOMENT, TEXT, UUID, WHOLE, listing, maybe, one_of, record, ref
from db.models.annotation import MAX_NOTE_CHARACTERS, MAX_TAG_CHARACTERS, RATINGS, REVIEW_KINDS

SCHEMAS: dict[str, Any] = {
    "Note": record(
        id=UUID,
        author_id=maybe(UUID),
        author=maybe(TEXT),
        text=TEXT,
        created_at=MOMENT,
        edited_at=maybe(MOMENT),
    ),
    "Notes": record(items=listing(ref("Note"))),
    "NewNote": record(text={**TEXT, "minLength": 1, "maxLength": MAX_NOTE_CHARACTERS}),
    "Tags": record(items=listing(TEXT)),
    "NewTag": record(tag={**TEXT, "minLength": 1, "maxLength": MAX_TAG_CHARACTERS}),
    "Rating": record(rating=maybe(one_of(RATINGS)), up=WHOLE, down=WHOLE),
    "NewRating": record(rating=maybe(one_of(RATINGS))),
    "Review": record(
        analysis_id=UUID,
        reviewer_id=UUID,
        reviewer=TEXT,
        kind=one_of(REVIEW_KINDS),
        subject=TEXT,
        item=WHOLE,
        version=TEXT,
        said=TEXT,
        judged=TEXT,
        reviewed_at=MOMENT,
    ),
    "Reviews": record(items=listing(ref("Review"))),
    "NewReview": record(
        ("item",),
        analysis_id=UUID,
        subject={**TEXT, "examples": ["criterion:courtesy", "intent", "follow_ups"]},
        item={**WHOLE, "minimum": 0, "default": 0, "description": "Which claim of the section."},
        judged={
            **maybe(TEXT),
            "description": "The right value: of a verdict `success`, `failure` or `unknown`; of a claim `right` or "
            "`wrong`; of a class a word of the vocabulary. `null` takes the mark back.",
        },
    ),
}


def part(name: str) -> dict[str, Any]:
    schema = UUID if name == "note_id" else TEXT
    return {"name": name, "in": "path", "required": True, "schema": schema}


def reading(name: str, summary: str, schema: str) -> dict[str, Any]:
    return operation(
        name,
        summary,
        parameters=[ID],
        responses={"200": answer("They.", schema), **refusals(_404="NotFound")},
    )


def writing(
    name: str, summary: str, given: str | None, result: str | None, *, status: str = "200", **more: Any
) -> Any:
    """`words`: whether it is refused once the words of the call are gone."""
    shown = answer("As it is now.", result) if result else {"description": "It is gone."}
    gone = {"_409": "Conflict"} if more.get("words") else {}
    asked = {"requestBody": taking(given)} if given else {}
    return operation(
        name,
        summary,
        parameters=[ID, *more.get("parts", [])],
        **asked,
        responses={status: shown, **refusals(_404="NotFound", _422="Invalid", **gone)},
    )


NOTE, TAG = [part("note_id")], [part("tag")]
PATHS: dict[str, Any] = {
    "/api/conversation/{id}/notes": {
        "get": reading("list_notes", "Notes on a call", "Notes"),
        "post": writing(
            "write_note", "Note something on a call", "NewNote", "Note", status="201", words=True
        ),
    },
    "/api/conversation/{id}/notes/{note_id}": {
        "patch": writing("change_note", "Change one's own note", "NewNote", "Note", parts=NOTE),
        "delete": writing(
            "delete_note",
            "Delete one's own note; administrators can delete any",
            None,
            None,
            status="204",
            parts=NOTE,
        ),
    },
    "/api/conversation/{id}/tags": {
        "get": reading("list_tags", "The tags of a call", "Tags"),
        "post": writing("add_tag", "Tag a call", "NewTag", "Tags", words=True),
    },
    "/api/conversation/{id}/tags/{tag}": {
        "delete": writing("remove_tag", "Take a tag from a call", None, "Tags", parts=TAG)
    },
    "/api/conversation/{id}/rating": {
        "get": reading("show_rating", "Ratings of a call, and one's own", "Rating"),
        "put": writing("rate_call", "Rate a call, or remove the rating", "NewRating", "Rating"),
    },
    "/api/conversation/{id}/reviews": {
        "get": reading("list_reviews", "People's reviews of what the analyses said", "Reviews"),
        "put": writing("review_statement", "Review a statement of an analysis", "NewReview", "Reviews"),
    },
    "/api/tags": {
        "get": operation(
            "list_known_tags",
            "The organization's tags, most used first",
            responses={"200": answer("They.", "Tags"), **refusals()},
        )
    },
}
