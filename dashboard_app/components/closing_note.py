"""The field for a word to colleagues on closing follow-ups."""

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from db.actions.follow_ups import MAX_NOTE_CHARACTERS


def closing_note(field: str, closed: str, *, reader: str, sent_by: str) -> html.Div:
    """The browser keeps a draft per reader and what is closed, until a button has sent it (`assets/06_drafts.js`)."""
    label = html.Label(_("A word for your colleagues (if you like)"), htmlFor=field, className="form-label")
    words = dcc.Textarea(id=field, className="form-control", rows=3, maxLength=MAX_NOTE_CHARACTERS, value="")
    about = attributes(data_draft=f"{reader}:closing:{closed}", data_sent_by=sent_by)
    return html.Div([label, words], key=closed, **about)
