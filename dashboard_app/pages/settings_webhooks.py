"""Outgoing webhooks, as part of the settings: create, test with live results, inspect the log, and resend."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from dash import ALL, MATCH, Input, Output, State, callback, dcc, html, no_update
from flask_babel import gettext as _

from dashboard_app import webhooks
from dashboard_app.access.members import member
from dashboard_app.components.cards import card
from dashboard_app.components.states import note
from dashboard_app.components.webhook_log import AGAIN, SHOW, SHOWN, SINCE, inside, log
from dashboard_app.components.webhooks import (
    FIELD,
    NEW,
    STEP,
    ask_to_delete,
    endpoint_form,
    endpoint_list,
    example,
    shown_secret,
    step,
)
from dashboard_app.i18n import N_
from dashboard_app.pressed import pressed_button, typed_by_name
from dashboard_app.viewer import current_viewer, reading
from dashboard_app.webhooks import UnknownWebhookError
from db.actions.webhooks import EndpointSettings
from db.queries.webhooks import deliveries_of, delivery_of, endpoints_of, states_of
from db.webhooks.kinds import OUTWARD, TEST
from db.webhooks.refusals import WebhookError

LIST, TOLD, PANEL, OPEN, TICK = (f"webhooks-{name}" for name in ("list", "told", "panel", "open", "tick"))
EVERY_MS = 1000
SHOWN_ROWS = 25
FAULTS = {
    "https_required": N_("The address must begin with https://"),
    "private_address": N_(
        "The address is of a private network: webhooks may not go there. The server's WEBHOOK_NETWORKS can allow it."
    ),
    "invalid_url": N_("This is no address such as https://example.com/webhooks"),
    "credentials_in_url": N_("No name or password in the address: the signature proves that it is us."),
    "no_types": N_("Choose at least one thing to be told."),
    "many_endpoints": N_("There are twenty webhooks, and no more than that."),
    "long_description": N_("Say in fewer words what it is for."),
}
Shown = tuple[Any, Any, Any]  # message, panel, id of the endpoint whose log is open


def webhooks_card() -> Any:
    about = html.P(
        _(
            "Other programs of yours are told what happens, as it happens: a customer list, a calendar, a chat."
        ),
        className="faint",
    )
    body = [
        about,
        html.Div(listed(), id=LIST),
        html.Div(id=TOLD, role="status", className="mt-3"),
        html.Div(id=PANEL),
        html.Div(step(NEW, "add", str(_("Add a webhook")), look="btn-primary"), className="mt-3"),
        example(),
        dcc.Store(id=OPEN),
        dcc.Interval(id=TICK, interval=EVERY_MS, disabled=True),
    ]
    return card(_("Webhooks"), body)


def may_change() -> bool:
    return member().role == "admin"


def listed() -> Any:
    with reading() as session:
        rows = endpoints_of(session, member().organization_id)
        return endpoint_list(rows, states_of(session, [row.id for row in rows]), current_viewer().now)


def log_of(endpoint_id: UUID) -> tuple[Any, bool]:
    """The log, and whether a delivery in it is still pending."""
    now = current_viewer().now
    with reading() as session:
        row = webhooks.own(session, endpoint_id)
        found = deliveries_of(session, row.id, limit=SHOWN_ROWS + 1)
        is_open = any(
            one.state == "pending" for one in found if row.disabled_at is None or one.event_type == TEST
        )
        return log(row, found[:SHOWN_ROWS], now, has_more=len(found) > SHOWN_ROWS), is_open


@callback(
    Output(LIST, "children"),
    Output(TOLD, "children"),
    Output(PANEL, "children"),
    Output(OPEN, "data"),
    Output(TICK, "disabled"),
    Input({"type": STEP, "step": ALL, "webhook": ALL}, "n_clicks"),
    Input({"type": AGAIN, "delivery": ALL}, "n_clicks"),
    State({"type": FIELD, "name": ALL}, "value"),
    State({"type": FIELD, "name": ALL}, "id"),
    State(SINCE, "value", allow_optional=True),
    State(OPEN, "data"),
    prevent_initial_call=True,
)
def act(
    _clicks: list[int],
    _again: list[int],
    values: list[Any],
    ids: list[dict[str, str] | None],
    hours: str | None,
    opened: str | None,
) -> Any:
    pressed = pressed_button()
    if pressed is None or not may_change():
        return (no_update,) * 5
    typed = typed_by_name(values, ids)
    told, panel, now_open = done(pressed, typed, hours, opened)
    return listed(), told, panel, now_open, now_open is None


def done(pressed: dict[str, str], typed: dict[str, Any], hours: str | None, opened: str | None) -> Shown:
    try:
        if pressed["type"] == AGAIN:
            webhooks.resend(UUID(opened), UUID(pressed["delivery"]))
            return note(sent_again(UUID(opened)), symbol="arrow-repeat"), log_of(UUID(opened))[0], opened
        if pressed["step"] == "save":
            return saved(pressed["webhook"], typed)
        return stepped(pressed["step"], pressed["webhook"], hours)
    except UnknownWebhookError:
        return note(_("There is no such webhook any more."), kind="is-warn"), None, None


def sent_again(endpoint_id: UUID) -> str:
    if webhooks.as_it_is(endpoint_id).is_enabled:
        return str(_("It is sent again."))
    return str(_("It is sent again as soon as the webhook is switched on."))


def saved(webhook: str, typed: dict[str, Any]) -> Shown:
    """Invalid input stays in the form."""
    wanted = EndpointSettings(
        str(typed.get("url") or "").strip(),
        tuple(typed.get("types") or ()),
        str(typed.get("description") or "").strip(),
        bool(typed.get("with_words")),
        bool(typed.get("is_masked")),
    )
    try:
        if webhook == NEW:
            secret = webhooks.add(wanted)[1]
            return shown_secret(secret, is_new=True), None, None
        webhooks.change(
            UUID(webhook), replace(wanted, is_enabled=webhooks.as_it_is(UUID(webhook)).is_enabled)
        )
    except WebhookError as error:
        words = _(FAULTS[error.code]) if error.code in FAULTS else str(error)
        return note(words, kind="is-warn", symbol="exclamation-triangle"), no_update, None
    return note(_("Saved."), symbol="check-circle"), None, None


def stepped(what: str, webhook: str, hours: str | None) -> Shown:
    if what == "add":
        return (
            None,
            endpoint_form(NEW, EndpointSettings("", OUTWARD, is_masked=webhooks.masks_by_itself())),
            None,
        )
    if what == "close":
        return None, None, None
    endpoint_id = UUID(webhook)
    if what == "edit":
        return None, endpoint_form(webhook, webhooks.as_it_is(endpoint_id)), None
    if what == "secret":
        return shown_secret(webhooks.renew(endpoint_id), is_new=False), None, None
    if what in {"log", "test", "again"}:
        return sent(what, endpoint_id, hours)
    return switched(what, endpoint_id)


def sent(what: str, endpoint_id: UUID, hours: str | None) -> Shown:
    told = None
    if what == "test":
        webhooks.send_test(endpoint_id)
        told = note(_("A test is on its way: what comes of it stands below."), symbol="arrow-repeat")
    elif what == "again":
        count = webhooks.resend_lost(endpoint_id, current_viewer().now - timedelta(hours=int(hours or 24)))
        words = _("Sent again: %(n)s", n=count)
        if not webhooks.as_it_is(endpoint_id).is_enabled:
            words = _("Sent again as soon as the webhook is switched on: %(n)s", n=count)
        told = note(words, symbol="arrow-repeat")
    return told, log_of(endpoint_id)[0], str(endpoint_id)


def switched(what: str, endpoint_id: UUID) -> Shown:
    if what == "delete":
        with reading() as session:
            return None, ask_to_delete(webhooks.own(session, endpoint_id)), None
    if what == "delete-now":
        webhooks.delete(endpoint_id)
        return note(_("Deleted."), symbol="check-circle"), None, None
    is_enabled = what == "on"
    try:
        webhooks.change(endpoint_id, replace(webhooks.as_it_is(endpoint_id), is_enabled=is_enabled))
    except WebhookError as error:
        return (
            note(_(FAULTS.get(error.code, N_("Something went wrong. We have noted it."))), kind="is-warn"),
            None,
            None,
        )
    words = _("Switched on: it is told of what happens from now on.") if is_enabled else _("Switched off.")
    return note(words, symbol="check-circle"), None, None


@callback(
    Output(PANEL, "children", allow_duplicate=True),
    Output(LIST, "children", allow_duplicate=True),
    Output(TICK, "disabled", allow_duplicate=True),
    Input(TICK, "n_intervals"),
    State(OPEN, "data"),
    prevent_initial_call=True,
)
def look_again(_ticks: int, opened: str | None) -> Any:
    """Polls only while a delivery is pending, so that a log being read is not redrawn."""
    if opened is None or not may_change():
        return no_update, no_update, True
    try:
        shown, is_open = log_of(UUID(opened))
    except UnknownWebhookError:
        return None, listed(), True
    return shown, listed(), not is_open


@callback(
    Output({"type": SHOWN, "delivery": MATCH}, "children"),
    Input({"type": SHOW, "delivery": MATCH}, "n_clicks"),
    State({"type": SHOW, "delivery": MATCH}, "id"),
    State(OPEN, "data"),
    prevent_initial_call=True,
)
def look_inside(clicks: int, pressed: dict[str, str], opened: str | None) -> Any:
    """A second click closes it."""
    if not clicks or opened is None or not may_change():
        return no_update
    if clicks % 2 == 0:
        return None
    try:
        with reading() as session:
            row = delivery_of(session, webhooks.own(session, UUID(opened)).id, UUID(pressed["delivery"]))
            return inside(row) if row is not None else None
    except UnknownWebhookError:
        return None
