"""Change one's own password, as part of the settings; this signs out all other sessions."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, State, callback, html, no_update
from flask import current_app, request
from flask_babel import gettext as _

from dashboard_app.access.attempts import Attempts
from dashboard_app.access.members import bearer_token, begin_session, member
from dashboard_app.components.cards import card
from dashboard_app.components.states import note
from dashboard_app.viewer import database, reading
from db.actions.settings import note_change
from db.actions.users import MAX_PASSWORD_CHARACTERS, MIN_PASSWORD_CHARACTERS, set_password
from db.database import Database
from db.passwords import is_password
from db.queries.users import member_of_email

NOW, NEW, CHANGE, TOLD = "password-now", "password-new", "password-change", "password-told"


def password_card() -> html.Section:
    words = _(
        "At least %(n)s characters. Other browsers that are signed in as you have to sign in again.",
        n=MIN_PASSWORD_CHARACTERS,
    )
    boxes = [
        labelled(NOW, _("Current password"), "current-password"),
        labelled(NEW, _("New password"), "new-password"),
        html.Button(_("Change it"), id=CHANGE, n_clicks=0, className="btn btn-light"),
    ]
    parts = [
        html.P(words, className="faint"),
        html.Div(boxes, className="form-line"),
        html.Div(id=TOLD, role="status", className="mt-3"),
    ]
    return card(_("Password"), parts)


def labelled(element: str, words: str, purpose: str) -> html.Div:
    box = dbc.Input(
        id=element, type="password", value="", autocomplete=purpose, maxLength=MAX_PASSWORD_CHARACTERS
    )
    return html.Div([html.Label(words, htmlFor=element), box], className="filter")


@callback(
    Output(TOLD, "children"),
    Output(NOW, "value"),
    Output(NEW, "value"),
    Input(CHANGE, "n_clicks"),
    State(NOW, "value"),
    State(NEW, "value"),
    prevent_initial_call=True,
)
def change(clicks: int, now: str | None, new: str | None) -> tuple[Any, Any, Any]:
    if not clicks:
        return no_update, no_update, no_update
    wrong = changed(str(now or ""), str(new or ""))
    if wrong:
        return note(wrong, kind="is-warn", symbol="exclamation-triangle"), no_update, no_update
    return note(_("Changed."), symbol="check-circle"), "", ""


def changed(now: str, new: str) -> str:
    """The error message, or empty on success. Guesses at the current password count towards the sign-in limit."""
    attempts: Attempts = current_app.extensions["sign_in_attempts"]
    user, address = member(), request.remote_addr or ""
    if not MIN_PASSWORD_CHARACTERS <= len(new) <= MAX_PASSWORD_CHARACTERS:
        return str(_("The new password is too short, or too long."))
    if attempts.begin(user.email, address):
        return str(_("Too many attempts. Try again in a quarter of an hour."))
    with reading() as session:
        found = member_of_email(session, user.email)
    if not is_password(now[:MAX_PASSWORD_CHARACTERS], found[1] if found else None):
        return str(_("The current password is not right."))
    attempts.take_back(user.email, address)
    with database().transaction() as session:
        set_password(session, email=user.email, password=new)
        note_change(
            session, user.organization_id, user.id, "password", before={}, after={"email": user.email}
        )
    stay_signed_in(database(), user.email)
    return ""


def stay_signed_in(database: Database, email: str) -> None:
    """Keeps this browser signed in; programs that authenticate with a token have no session."""
    with database.reading() as session:
        found = member_of_email(session, email)
    if found and bearer_token() is None:
        begin_session(found[0])
