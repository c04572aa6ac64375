"""Notes on a call. They are written through the API (`assets/06_call_page.js`); only its author may change a note."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.states import nothing_here
from db.models.annotation import MAX_NOTE_CHARACTERS

NEW = "call-note-new"


def note_list(
    notes: Sequence[Mapping[str, Any]], *, reader_id: str, may_write: bool, is_admin: bool, now: datetime
) -> Any:
    if not notes:
        text = _("Write down what the next colleague should know.") if may_write else _("Nobody wrote one.")
        return nothing_here(_("No notes yet"), text, symbol="chat-left-text", small=True)
    rows = [note(one, is_own=one["author_id"] == reader_id, is_admin=is_admin, now=now) for one in notes]
    return html.Ol(rows, className="notes")


def note(found: Mapping[str, Any], *, is_own: bool, is_admin: bool, now: datetime) -> html.Li:
    written: datetime = found["created_at"]
    edited = (
        html.Span(_("edited"), title=formats.full_moment(found["edited_at"])) if found["edited_at"] else None
    )
    head = [
        html.B(
            formats.colleague(found["author"]) if found["author"] else _("Somebody who has left"),
            title=found["author"] or "",
        ),
        html.Time(
            f"{formats.day(written, now)}, {formats.clock(written)}",
            dateTime=written.isoformat(),
            title=formats.full_moment(written),
        ),
        edited,
    ]
    acts: list[Any] = [editor(found)] if is_own else []
    if is_own or is_admin:
        acts.append(deletion(str(found["id"])))
    return html.Li(
        [
            html.Div(head, className="note-head"),
            html.P(found["text"], className="note-text"),
            html.Div(acts, className="note-acts") if acts else None,
        ]
    )


def editor(found: Mapping[str, Any]) -> html.Details:
    note_id = str(found["id"])
    box = dbc.Textarea(
        id={"type": "call-note", "id": note_id},
        value=found["text"],
        rows=3,
        maxLength=MAX_NOTE_CHARACTERS,
    )
    labelled = html.Label([html.Span(_("Note"), className="only-read-out"), box], className="w-100")
    return html.Details(
        [html.Summary(_("Edit")), labelled, small_button(_("Save"), data_note_save=note_id)],
        **attributes(data_draft=f"{found['author_id']}:{note_id}", data_stays=f"note-{note_id}"),
    )


def deletion(note_id: str) -> html.Details:
    """Asks first: a note that is deleted cannot be brought back."""
    sure = small_button(_("Delete the note for good"), look="btn-outline-danger", data_note_delete=note_id)
    return html.Details(
        [html.Summary(_("Delete…")), sure], **attributes(data_stays=f"note-deletion-{note_id}")
    )


def new_note(*, reader_id: str, call_id: str) -> html.Div:
    """What is being written is kept in the browser under the names of reader and call (`assets/06_drafts.js`)."""
    box = dbc.Textarea(
        id=NEW,
        rows=2,
        maxLength=MAX_NOTE_CHARACTERS,
        placeholder=_("A note for your colleagues"),
    )
    label = html.Label(_("A note for your colleagues"), htmlFor=NEW, className="only-read-out")
    return html.Div(
        [label, box, small_button(_("Add the note"), look="btn-primary", data_note_add="yes")],
        className="note-new",
        **attributes(data_draft=f"{reader_id}:{call_id}"),
    )


def small_button(words: str, *, look: str = "btn-light", **data: str) -> html.Button:
    return html.Button(words, type="button", className=f"btn btn-sm {look}", **attributes(**data))
