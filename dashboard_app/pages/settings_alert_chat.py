"""The chat in which alerts are told, as part of the settings: its address is entered, tried and taken away, and never shown again."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import ALL, Input, Output, State, callback, dcc, html, no_update
from flask_babel import gettext as _

from dashboard_app import alert_chat
from dashboard_app.access.members import member
from dashboard_app.alert_chat import NoChatError
from dashboard_app.components.cards import card
from dashboard_app.components.states import note
from dashboard_app.components.webhooks import health, state_badge, trouble
from dashboard_app.i18n import N_
from dashboard_app.pages.settings_webhooks import FAULTS
from dashboard_app.pressed import pressed_button
from dashboard_app.viewer import current_viewer, reading
from db.actions.alert_chats import chat_of
from db.queries.webhooks import deliveries_of, states_of
from db.webhooks.refusals import WebhookError

STEP = "alert-chat-step"  # id type
STATE, TOLD, ADDRESS, TICK = (f"alert-chat-{name}" for name in ("state", "told", "address", "tick"))
EVERY_MS = 1000
ARRIVED = N_("The test has arrived: it stands in the chat.")
LOST = N_("The test did not arrive (%(why)s). Is the address still that of an incoming webhook?")


def alert_chat_card() -> html.Section:
    about = _(
        "Alerts as messages in Slack, or in what takes the same messages: Mattermost, Google Chat, and Discord with /slack at the end. All that opens or is over is told at once."
    )
    box = dbc.Input(id=ADDRESS, type="password", value="", placeholder="https://hooks.slack.com/services/…", maxLength=2000, autocomplete="off")  # fmt: skip
    field = html.Div(
        [
            html.Label(_("Address of the incoming webhook"), htmlFor=ADDRESS, className="setting-label"),
            box,
            html.P(_("Whoever knows it can write in the chat, so it is kept sealed and not shown again.")),
        ],
        className="setting-field",
    )
    body = [
        html.P(about, className="faint"),
        html.Div(state(), id=STATE),
        html.Div(field, className="setting-fields"),
        step("save", str(_("Save")), look="btn-primary"),
        html.Div(id=TOLD, role="status", className="mt-3"),
        dcc.Interval(id=TICK, interval=EVERY_MS, disabled=True),
    ]
    return card(_("Alerts in a chat"), body)


def step(what: str, words: str, *, look: str = "btn-light btn-sm") -> html.Button:
    return html.Button(words, id={"type": STEP, "step": what}, n_clicks=0, className=f"btn {look}")


def state() -> Any:
    """Where alerts go and how that does; where they go nowhere, the form says enough."""
    now = current_viewer().now
    with reading() as session:
        row = chat_of(session, member().organization_id)
        if row is None:
            return None
        counts = states_of(session, [row.id])[row.id]
        buttons = [step("test", str(_("Send a test"))), step("remove", str(_("Take it away")))]
        return html.Div(
            [
                html.Div([html.B(f"{row.url}/…"), state_badge(row)], className="badges"),
                html.P(health(row, counts, now), className="faint"),
                trouble(row, now),
                html.Div(buttons, className="own-rule-steps"),
            ],
            className="alert-chat",
        )


def may_change() -> bool:
    return member().role == "admin"


@callback(
    Output(STATE, "children"),
    Output(TOLD, "children"),
    Output(ADDRESS, "value"),
    Output(TICK, "disabled"),
    Input({"type": STEP, "step": ALL}, "n_clicks"),
    State(ADDRESS, "value"),
    prevent_initial_call=True,
)
def act(_clicks: list[int], typed: str | None) -> Any:
    pressed = pressed_button()
    if pressed is None or not may_change():
        return (no_update,) * 4
    told, is_taken = done(pressed["step"], str(typed or "").strip())
    return state(), told, "" if is_taken else no_update, pressed["step"] != "test"


def done(what: str, typed: str) -> tuple[Any, bool]:
    """The message, and whether what was typed is done with."""
    try:
        return stepped(what, typed)
    except NoChatError:
        return note(_("There is no chat any more."), kind="is-warn"), False
    except WebhookError as error:
        words = _(FAULTS[error.code]) if error.code in FAULTS else str(error)
        return note(words, kind="is-warn", symbol="exclamation-triangle"), False


def stepped(what: str, typed: str) -> tuple[Any, bool]:
    match what:
        case "save":
            alert_chat.keep(typed)
            return note(_("Saved. Send a test to see it arrive."), symbol="check-circle"), True
        case "remove":
            alert_chat.remove()
            return note(_("Taken away: alerts are told there no more."), symbol="check-circle"), False
        case "test":
            alert_chat.send_test()
            return note(_("A test is on its way."), symbol="arrow-repeat"), False
    raise NoChatError


@callback(
    Output(TOLD, "children", allow_duplicate=True),
    Output(STATE, "children", allow_duplicate=True),
    Output(TICK, "disabled", allow_duplicate=True),
    Input(TICK, "n_intervals"),
    prevent_initial_call=True,
)
def look_again(_ticks: int) -> Any:
    """Until something has come of the test."""
    if not may_change():
        return no_update, no_update, True
    told = came_of_it()
    return (no_update, no_update, False) if told is None else (told, state(), True)


def came_of_it() -> Any:
    """Of the newest delivery; None while it is under way."""
    with reading() as session:
        row = chat_of(session, member().organization_id)
        newest = next(iter(deliveries_of(session, row.id, limit=1)), None) if row else None
        if newest is None:
            return note(_("There is no chat any more."), kind="is-warn")
        if newest.state == "pending":
            return None
        if newest.state == "delivered":
            return note(_(ARRIVED), symbol="check-circle")
        why = newest.response_status or newest.error or ""
        return note(_(LOST, why=why), kind="is-bad", symbol="exclamation-triangle")
