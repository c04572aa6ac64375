"""The dialog that asks for a word to colleagues before follow-ups are closed, and its field."""

from typing import NamedTuple

import dash_bootstrap_components as dbc
from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from db.actions.follow_ups import MAX_NOTE_CHARACTERS


class ClosingIds(NamedTuple):
    """Ids of one page's dialog. `step` is the store with the press that opened it."""

    dialog: str
    title: str
    body: str
    note: str
    step: str
    confirm: str
    cancel: str


def closing_ids(page: str) -> ClosingIds:
    parts = ("closing", "closing-title", "closing-body", "closing-note", "closing-step", "confirm", "cancel")
    return ClosingIds(*(f"{page}-{part}" for part in parts))


def closing_dialog(ids: ClosingIds) -> dbc.Modal:
    buttons = [
        html.Button(_("Cancel"), id=ids.cancel, className="btn btn-light", n_clicks=0),
        html.Button(_("Close it"), id=ids.confirm, className="btn btn-primary", n_clicks=0),
    ]
    parts = [
        dcc.Store(id=ids.step),
        dbc.ModalHeader(dbc.ModalTitle(id=ids.title), close_button=True),
        dbc.ModalBody(id=ids.body),
        dbc.ModalFooter(buttons),
    ]
    return dbc.Modal(parts, id=ids.dialog, is_open=False, centered=True)


def closing_note(field: str, closed: str, *, reader: str, sent_by: str) -> html.Div:
    """The browser keeps a draft per reader and what is closed, until a button has sent it (`assets/06_drafts.js`)."""
    label = html.Label(_("A word for your colleagues (if you like)"), htmlFor=field, className="form-label")
    words = dcc.Textarea(id=field, className="form-control", rows=3, maxLength=MAX_NOTE_CHARACTERS, value="")
    about = attributes(data_draft=f"{reader}:closing:{closed}", data_sent_by=sent_by)
    return html.Div([label, words], key=closed, **about)
