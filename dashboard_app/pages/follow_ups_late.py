"""A closing note whose follow-up changed before it was sent: offered as a note on the call instead of being lost."""

from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import MATCH, Input, Output, State, callback, dcc, html, no_update
from flask_babel import gettext as _

from dashboard_app.access.members import may_write, member
from dashboard_app.components.states import note
from dashboard_app.viewer import database, reading
from db.actions.annotations import AnnotationError, add_note
from db.models.annotation import MAX_NOTE_CHARACTERS
from db.queries.follow_ups import call_of_follow_up

# Id types, by follow-up.
OFFER, WORDS, ADD = (
    "follow-ups-late",
    "follow-ups-late-words",
    "follow-ups-late-add",
)


def late(follow_up_id: str, words: str | None) -> Any:
    """What is said when a colleague was quicker."""
    said = note(_("Somebody was quicker: this has changed meanwhile."), kind="is-warn")
    if not words or not words.strip() or call_of(follow_up_id) is None:
        return said
    return html.Div([said, offer(follow_up_id, words)], id={"type": OFFER, "index": follow_up_id})


def offer(follow_up_id: str, words: str) -> html.Div:
    box = dbc.Textarea(
        id={"type": WORDS, "index": follow_up_id}, value=words, rows=3, maxLength=MAX_NOTE_CHARACTERS
    )
    label = html.Label([html.Span(_("What you wrote on closing it")), box], className="form-label w-100")
    add = html.Button(
        _("Add it to the call as a note"),
        id={"type": ADD, "index": follow_up_id},
        className="btn btn-primary btn-sm",
        n_clicks=0,
    )
    return html.Div([label, add], className="card-box follow-ups-late")


def call_of(follow_up_id: str) -> UUID | None:
    with reading() as session:
        return call_of_follow_up(
            session, organization_id=member().organization_id, follow_up_id=UUID(follow_up_id)
        )


@callback(
    Output({"type": OFFER, "index": MATCH}, "children"),
    Input({"type": ADD, "index": MATCH}, "n_clicks"),
    State({"type": WORDS, "index": MATCH}, "value"),
    State({"type": ADD, "index": MATCH}, "id"),
    prevent_initial_call=True,
)
def add(clicks: int, words: str | None, pressed: dict[str, str]) -> Any:
    return added(pressed["index"], words or "") if clicks else no_update


def added(follow_up_id: str, words: str) -> Any:
    call = call_of(follow_up_id)
    if not may_write() or call is None:
        return no_update
    with database().transaction() as session:
        try:
            add_note(session, conversation_id=call, author_id=member().id, text=words)
        except AnnotationError:  # the words were deleted before the press
            return no_update
    said = note(_("It is a note on the call now."), symbol="check-circle")
    said.children.append(dcc.Link(_("See the call"), href=f"/analysis/{call}"))
    return said
