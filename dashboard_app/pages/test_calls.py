"""Test calls: place one, watch it live, look at those before. They never count among the customers' calls."""

from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import (
    ALL,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
    no_update,
)
from flask import current_app
from flask_babel import gettext as _

from dashboard_app import live_feed
from dashboard_app.access.members import may_write
from dashboard_app.asking import asker, reading
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import LIVE, call_badges
from dashboard_app.components.call_rows import call_rows
from dashboard_app.components.cards import card
from dashboard_app.components.icons import icon
from dashboard_app.components.states import note, nothing_here
from dashboard_app.components.transcript import transcript
from db.queries.call_page import call_facts, call_turns
from db.queries.calls import Block, Wanted, calls_block
from db.queries.frames import records
from db.queries.selection import Selection

SCRIPTS, PLACE, PLACED, WATCHED, FEED, RECENT = (
    "tests-scripts",
    "tests-place",
    "tests-placed",
    "tests-watched",
    "tests-feed",
    "tests-recent",
)
TICK, FALLBACK, ERROR, WORDS = "tests-tick", "tests-fallback", "tests-error", "tests-words"
KIND, NUMBER, NUMBER_FIELD = "tests-kind", "tests-number", "tests-number-field"
SCRIPTS_PATH = "/api/test-calls/scripts"
FALLBACK_MS = 3000
SHOWN = 8


def title() -> str:
    return str(_("Test calls")) + " · AutoBox"


def layout(**_query: Any) -> html.Div:
    head = html.Div(
        [
            html.H1(_("Test calls")),
            html.P(_("Call yourself as a customer would. Test calls are kept apart from all figures.")),
        ]
    )
    stores = [
        dcc.Store(id=PLACED),
        dcc.Store(id=TICK),
        dcc.Store(id=WORDS, data=messages()),
        dcc.Interval(id=FALLBACK, interval=FALLBACK_MS),
    ]
    left = html.Div(
        [card(_("Place a call"), form() if may_write() else no_right()), html.Div(id=WATCHED)],
        className="stack",
    )
    recent = card(_("Recent test calls"), html.Div(recent_calls(), id=RECENT), is_flush=True)
    return html.Div(
        [
            *stores,
            html.Div(id=FEED),
            html.Div(head, className="page-head"),
            html.Div([left, recent], className="two-columns"),
        ]
    )


def messages() -> dict[str, str]:
    """What the browser says when the server refuses; a key is the error's code."""
    return {
        "any": _("The call could not be placed. Try again in a moment."),
        "simulators_away": _("The simulator is not running, so the call could not be placed."),
        "carrier_refused": _("The telephone company refused the call."),
        "invalid_test_call": _(
            "This number cannot be called. Write it with its country code, such as +34 600 000 000."
        ),
        "unreachable": _("The server does not answer. Check the connection and try again."),
    }


def form() -> html.Div:
    kinds = [
        {"value": "simulated", "label": _("Simulated caller")},
        {"value": "phone", "label": _("A real telephone")},
    ]
    kind = labelled(KIND, _("Who is on the line"), dbc.Select(id=KIND, options=kinds, value="simulated"))
    tel = dbc.Input(id=NUMBER, type="tel", placeholder="+34 600 000 000", maxLength=20)
    number = html.Div(labelled(NUMBER, _("Number to call"), tel), id=NUMBER_FIELD, hidden=True)
    button = dbc.Button([icon("telephone-plus"), " ", _("Call now")], id=PLACE, color="primary", n_clicks=0)
    return html.Div(
        [
            html.Div([kind, script_choice(), number, button], className="form-line"),
            html.Div(id=ERROR, role="alert"),
        ]
    )


def script_choice() -> html.Div:
    """Which dialogue the simulated caller holds: where the server does not list any, its default."""
    is_offered = any(rule.rule == SCRIPTS_PATH for rule in current_app.url_map.iter_rules())
    script = dbc.Select(id=SCRIPTS, options=[], value="", placeholder=_("Default dialogue"))
    return html.Div(
        labelled(SCRIPTS, _("Dialogue"), script),
        hidden=not is_offered,
        **attributes(data_offered=str(is_offered).lower()),
    )


def labelled(control_id: str, words: str, control: Any) -> html.Div:
    return html.Div([html.Label(words, htmlFor=control_id), control], className="filter")


def no_right() -> html.Div:
    return note(_("Your role may look at calls, but not place any."))


def recent_calls() -> Any:
    wanted = Wanted(selection=Selection(organization_id=asker().organization_id, is_test=True))
    with reading() as session:
        frame, _more = calls_block(session, wanted, Block(end=SHOWN))
    if frame.empty:
        return nothing_here(
            _("No test calls yet"),
            _("Place the first one: it takes less than a minute."),
            symbol="headset",
            small=True,
        )
    return call_rows(records(frame), now=asker().now)


def watched_call(conversation_id: str) -> Any:
    with reading() as session:
        wanted = UUID(conversation_id)
        facts = call_facts(session, organization_id=asker().organization_id, conversation_id=wanted)
        turns = records(call_turns(session, conversation_id=wanted)) if facts else []
    is_live = facts is None or facts["status"] in LIVE
    badges = html.Span(call_badges(facts) if facts else [], className="badges")
    link = dcc.Link(_("Open its page"), href=f"/analysis/{conversation_id}")
    body = html.Div([transcript(turns, {}, is_live=is_live), html.Div(link, className="card-body-box pt-0")])
    return card(_("This call"), body, note=badges, is_flush=True)


@callback(
    Output(FEED, "children"),
    Output(WATCHED, "children"),
    Output(RECENT, "children"),
    Input(PLACED, "data"),
    prevent_initial_call=True,
)
def watch(placed: dict[str, str] | None) -> Any:
    if not placed or "conversation_id" not in placed:
        return no_update, no_update, no_update
    conversation_id = str(UUID(placed["conversation_id"]))
    feed = live_feed.feed_of(live_feed.room_of_call(conversation_id))
    return feed, watched_call(conversation_id), recent_calls()


@callback(
    Output(WATCHED, "children", allow_duplicate=True),
    Output(RECENT, "children", allow_duplicate=True),
    Input(TICK, "data"),
    State(PLACED, "data"),
    prevent_initial_call=True,
)
def show_again(_tick: object, placed: dict[str, str] | None) -> Any:
    is_watching = bool(placed) and "conversation_id" in (placed or {})
    return (
        watched_call(str((placed or {})["conversation_id"])) if is_watching else no_update
    ), recent_calls()


@callback(
    Output(NUMBER_FIELD, "hidden"),
    Output(SCRIPTS, "disabled"),
    Input(KIND, "value"),
    prevent_initial_call=True,
)
def ask_for_number(kind: str) -> tuple[bool, bool]:
    return kind != "phone", kind == "phone"


clientside_callback(
    ClientsideFunction("testCalls", "scripts"), Output(SCRIPTS, "options"), Input(SCRIPTS, "id")
)
clientside_callback(
    ClientsideFunction("testCalls", "place"),
    Output(PLACED, "data"),
    Output(ERROR, "children"),
    Input(PLACE, "n_clicks"),
    State(SCRIPTS, "value"),
    State(KIND, "value"),
    State(NUMBER, "value"),
    State(WORDS, "data"),
    prevent_initial_call=True,
    running=[(Output(PLACE, "disabled"), True, False)],
)
clientside_callback(
    ClientsideFunction("testCalls", "tick"),
    Output(TICK, "data"),
    Input({"type": "live", "topic": ALL}, "data"),
    Input(FALLBACK, "n_intervals"),
    prevent_initial_call=True,
)
