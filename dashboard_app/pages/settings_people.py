"""Members and API tokens, as part of the settings."""

import logging
import secrets
from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
import redis
from dash import ALL, Input, Output, State, callback, ctx, html, no_update
from flask import current_app
from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.access.members import member
from dashboard_app.access.password_links import sends_mail
from dashboard_app.components.cards import card
from dashboard_app.components.people import ROLE, STEP, people_table
from dashboard_app.components.states import note
from dashboard_app.i18n import N_
from dashboard_app.viewer import current_viewer, database, reading
from db.actions.members import (
    LastAdministratorError,
    add_member,
    change_member,
    renew_token,
    take_token_away,
)
from db.actions.users import UserError
from db.queries.users import Person, people_of
from workers.queue import JobQueue

log = logging.getLogger(__name__)
INVITED, SHOWN = "invited", "shown"
FIRST_PASSWORDS = {INVITED: N_("They choose it, by an e-mail"), SHOWN: N_("It is shown here, once")}

TABLE, TOLD, EMAIL, NEW_ROLE, FIRST_PASSWORD, ADD = (
    "people-table",
    "people-told",
    "people-email",
    "people-new-role",
    "people-first-password",
    "people-add",
)
TOKEN, TOKEN_SHOWN = "settings-token", "settings-token-shown"


def people_card() -> html.Section:
    boxes = [
        labelled(EMAIL, _("E-mail"), dbc.Input(id=EMAIL, type="email", value="", autocomplete="off")),
        labelled(
            NEW_ROLE,
            _("Role"),
            dbc.Select(id=NEW_ROLE, options=texts.choices(texts.ROLES), value="staff"),
        ),
        first_password(),
        html.Button(_("Add"), id=ADD, n_clicks=0, className="btn btn-primary"),
    ]
    body = [
        html.Div(table(), id=TABLE),
        html.Div(id=TOLD, role="status", className="mt-3"),
        html.H3(_("Add somebody"), className="section-name mt-3"),
        html.Div(boxes, className="form-line"),
    ]
    return card(_("People"), body)


def labelled(element: str, words: str, control: Any) -> html.Div:
    return html.Div([html.Label(words, htmlFor=element), control], className="filter")


def first_password() -> html.Div:
    """Without a mail server there is no choice."""
    choices = texts.choices(FIRST_PASSWORDS) if sends_mail() else []
    box = dbc.Select(id=FIRST_PASSWORD, options=choices, value=INVITED if choices else SHOWN)
    label = html.Label(_("First password"), htmlFor=FIRST_PASSWORD)
    return html.Div([label, box], className="filter", hidden=not choices)


def people() -> list[Person]:
    with reading() as session:
        return people_of(session, member().organization_id)


def table() -> html.Div:
    return people_table(
        people(),
        str(member().id),
        current_viewer().now,
        may_change=member().role == "admin",
        may_invite=sends_mail(),
    )


def own_token_card() -> html.Section:
    """A token for programs that act on behalf of the reader; shown once."""
    words = html.P(
        _("A program that sends it may do what you may. A new one takes the place of the old one."),
        className="faint",
    )
    button = html.Button(_("Make a new token"), id=TOKEN, n_clicks=0, className="btn btn-light")
    reference = html.A(_("What the API can do"), href="/api/docs", className="ms-3")
    return card(
        _("API token"), [words, button, reference, html.Div(id=TOKEN_SHOWN, role="status", className="mt-3")]
    )


@callback(Output(TOKEN_SHOWN, "children"), Input(TOKEN, "n_clicks"), prevent_initial_call=True)
def show_new_token(clicks: int) -> Any:
    if not clicks:
        return no_update
    user = member()
    with database().transaction() as session:
        token = renew_token(session, organization_id=user.organization_id, by=user.id)
    return [note(_("Copy it now: it is not shown again.")), html.Code(token, className="shown-once")]


@callback(
    Output(TABLE, "children"),
    Output(TOLD, "children"),
    Input(ADD, "n_clicks"),
    Input({"type": STEP, "step": ALL, "user": ALL}, "n_clicks"),
    Input({"type": ROLE, "user": ALL}, "value"),
    State(EMAIL, "value"),
    State(NEW_ROLE, "value"),
    State(FIRST_PASSWORD, "value"),
    prevent_initial_call=True,
)
def change_people(
    _add: int, _clicks: list[int], _roles: list[str], email: str, role: str, first: str
) -> tuple[Any, Any]:
    """Ignores the initial values that a redrawn table sends."""
    pressed = ctx.triggered_id
    value = ctx.triggered[0]["value"] if ctx.triggered else None
    if member().role != "admin" or pressed is None or not value:
        return no_update, no_update
    if pressed == ADD:
        message = added(email, role, by_mail=first == INVITED and sends_mail())
    elif pressed["type"] == STEP:
        message = stepped(pressed["step"], pressed["user"])
    else:
        message = with_role(pressed["user"], str(value))
    return (no_update, no_update) if message is None else (table(), message)


def added(email: str, role: str, *, by_mail: bool = False) -> Any:
    """By e-mail, somebody new has no password until they set one by the link."""
    password = None if by_mail else secrets.token_urlsafe(12)
    user = member()
    try:
        with database().transaction() as session:
            made = add_member(
                session,
                organization_id=user.organization_id,
                by=user.id,
                email=email or "",
                role=role,
                password=password,
            )
    except UserError:
        return note(
            _("That is no e-mail address, or somebody has it already."),
            kind="is-warn",
            symbol="exclamation-triangle",
        )
    if password is None:
        return invited(made, email.strip())
    return [
        note(_("Tell %(email)s this password; it is not shown again.", email=email.strip())),
        html.Code(password, className="shown-once"),
    ]


def invited(user_id: UUID, email: str) -> Any:
    """A job sends it: whether the mail server takes it is known later, and told on “Supervision”."""
    jobs: JobQueue = current_app.extensions["job_queue"]
    try:
        jobs.enqueue_invitation(user_id)
    except redis.RedisError as error:
        log.warning("invitation not queued error=%s", error)
        return note(
            _("The invitation cannot be sent right now. Send it again in a moment."),
            kind="is-warn",
            symbol="exclamation-triangle",
        )
    return note(
        _("An invitation to %(email)s is on its way. It is good for a week.", email=email),
        symbol="check-circle",
    )


def stepped(step: str, user_id: str) -> Any:
    if step == "token":
        user = member()
        with database().transaction() as session:
            take_token_away(session, organization_id=user.organization_id, by=user.id, user_id=UUID(user_id))
        return note(_("The token is worth nothing any more."), symbol="check-circle")
    person = next((one for one in people() if str(one.id) == user_id), None)
    if person is None:
        return note(_("There is nobody like that any more."), kind="is-warn")
    if step == "invite":
        return invited(person.id, person.email)
    return changed(user_id, person.role, is_active=step == "return")


def with_role(user_id: str, role: str) -> Any:
    person = next((one for one in people() if str(one.id) == user_id), None)
    if person is None or person.role == role:
        return None
    return changed(user_id, role, is_active=person.is_active)


def changed(user_id: str, role: str, *, is_active: bool) -> Any:
    user = member()
    try:
        with database().transaction() as session:
            change_member(
                session,
                organization_id=user.organization_id,
                by=user.id,
                user_id=UUID(user_id),
                role=role,
                is_active=is_active,
            )
    except LastAdministratorError:
        return note(_("One administrator must stay."), kind="is-warn", symbol="exclamation-triangle")
    except UserError as error:
        return note(str(error), kind="is-warn", symbol="exclamation-triangle")
    return note(_("Changed."), symbol="check-circle")
