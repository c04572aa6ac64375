"""Test calls: place one, watch it live, see earlier ones. They never count as customers' calls."""

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
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import LIVE, call_badges
from dashboard_app.components.call_rows import call_rows
from dashboard_app.components.cards import card
from dashboard_app.components.icons import icon
from dashboard_app.components.states import note, nothing_here
from dashboard_app.components.transcript import transcript
from dashboard_app.viewer import current_viewer, reading
from db.queries.call_page import call_facts, call_turns
from db.queries.calls import Block, CallQuery, calls_block
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
ADVICE, SCRIPTS_FIELD = "tests-microphone", "tests-scripts-field"
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
    """Messages by error code, for the browser."""
    return {
        "any": _("The call could not be placed. Try again in a moment."),
        "simulators_away": _("The simulator is not running, so the call could not be placed."),
        "carrier_refused": _("The telephone company refused the call."),
        "outcome_unknown": _(
            "The telephone company has not answered, so the telephone may ring all the same. Look at the recent test calls before you call again."
        ),
        "invalid_test_call": _(
            "This number cannot be called. Write it with its country code, such as +34 600 000 000."
        ),
        "destination_not_allowed": _(
            "Test calls may not ring this number. TEST_CALL_DESTINATIONS says which they may."
        ),
        "daily_cap": _("No more telephone calls today: the limit is reached (TEST_CALLS_A_DAY)."),
        "in_progress": _("The call is being placed already."),
        "no_own_number": _("TWILIO_PHONE_NUMBER is not set: it is the number that calls are placed from."),
        "no_number": _("No agent of yours answers a telephone number yet, so there is nobody to ring."),
        **microphone_messages(),
        "unreachable": _("The server does not answer. Check the connection and try again."),
    }


def microphone_messages() -> dict[str, str]:
    """Why the browser cannot act as the telephone, or why the call ended; needless where the caller hung up."""
    return {
        "microphone_denied": _(
            "This page may not use the microphone. Allow it by the lock beside the address, and call again."
        ),
        "no_microphone": _("No microphone was found. Plug one in, and call again."),
        "microphone_busy": _("The microphone does not answer. Another program may be using it."),
        "microphone_insecure": _("The browser gives the microphone to pages with https only."),
        "no_sound": _("This browser cannot carry the sound of a call."),
        "already_calling": _("A call is running already."),
        "no_browser": _("Your session is over. Sign in again, and call once more."),
        "full": _("All lines are taken. Try again when a call has ended."),
        "stream_lost": _("The connection was lost."),
        "ended_agent_unreachable": _("The agent could not be reached."),
        "ended_agent_failed": _("The agent has failed."),
        "ended_max_duration": _("The call was ended because it may last no longer."),
        "ended_shutdown": _("The call was ended because the service is being restarted."),
    }


def form() -> html.Div:
    kinds = [
        {"value": "simulated", "label": _("Simulated caller")},
        {"value": "browser", "label": _("You, by this microphone")},
        {"value": "phone", "label": _("A real telephone")},
    ]
    kind = labelled(KIND, _("Who is on the line"), dbc.Select(id=KIND, options=kinds, value="simulated"))
    tel = dbc.Input(id=NUMBER, type="tel", placeholder="+34 600 000 000", maxLength=20)
    number = html.Div(labelled(NUMBER, _("Number to call"), tel), id=NUMBER_FIELD, hidden=True)
    button = dbc.Button([icon("telephone-plus"), " ", _("Call now")], id=PLACE, color="primary", n_clicks=0)
    return html.Div(
        [
            html.Div([kind, script_choice(), number, button], className="form-line"),
            html.P(
                [
                    _("The browser will ask whether this page may use the microphone."),
                    " ",
                    _(
                        "Your voice goes to the agent as in a telephone call. Its words are kept as a test call, and its sound where calls are recorded."
                    ),
                    " ",
                    _("Headphones keep the agent from hearing itself."),
                ],
                id=ADVICE,
                className="faint microphone-advice",
                hidden=True,
            ),
            telephone(),
            confirmation(),
            html.Div(id=ERROR, role="alert"),
        ]
    )


def confirmation() -> html.Dialog:
    """Asked before a real telephone rings; `04_page_test_calls.js` opens it and reads which button closed it."""
    buttons = html.Div(
        [
            html.Button(_("Cancel"), value="cancel", className="btn btn-outline-secondary"),
            html.Button(
                [icon("telephone-plus"), " ", _("Yes, call")], value="ring", className="btn btn-primary"
            ),
        ],
        className="form-line",
    )
    words = [
        html.H2(_("Call this number now?"), id="tests-confirm-title"),
        html.P(className="number", **attributes(data_number="")),
        html.P(_("The telephone will ring for real, and the call costs what your telephone company asks.")),
    ]
    return html.Dialog(
        html.Form([*words, buttons], method="dialog"),
        id="tests-confirm",
        className="confirm",
        **attributes(aria_labelledby="tests-confirm-title"),
    )


def telephone() -> html.Div:
    """Shown by `04_telephone.js` while the browser acts as the telephone."""
    states = {
        "asking": _("Waiting for your permission to use the microphone…"),
        "ringing": _("Connecting…"),
        "talking": _("You are talking to the agent."),
    }
    words = [html.Span(text, hidden=True, **attributes(data_when=name)) for name, text in states.items()]
    level = html.Div(html.Div(className="level-bar"), className="level", **attributes(aria_hidden="true"))
    mute = html.Button(
        _("Mute"),
        className="btn btn-outline-secondary",
        **attributes(
            data_act="mute",
            aria_pressed="false",
            data_released=_("Mute"),
            data_pressed=_("Muted: speak again"),
        ),
    )
    hang_up = html.Button(
        [icon("telephone-x"), " ", _("Hang up")],
        className="btn btn-danger",
        **attributes(data_act="hang-up"),
    )
    talking = html.Div(
        [html.Span("0:00", className="number", **attributes(data_clock="")), level, mute, hang_up],
        className="telephone-line",
        hidden=True,
        **attributes(data_when="talking"),
    )
    return html.Div(
        [html.Div(words, role="status"), talking], id="tests-telephone", className="telephone", hidden=True
    )


def script_choice() -> html.Div:
    """Dialogue of the simulated caller; hidden if the server lists none, which means the default."""
    is_offered = offers_scripts()
    script = dbc.Select(id=SCRIPTS, options=[], value="", placeholder=_("Default dialogue"))
    return html.Div(
        labelled(SCRIPTS, _("Dialogue"), script),
        id=SCRIPTS_FIELD,
        hidden=not is_offered,
        **attributes(data_offered=str(is_offered).lower()),
    )


def offers_scripts() -> bool:
    return any(rule.rule == SCRIPTS_PATH for rule in current_app.url_map.iter_rules())


def labelled(control_id: str, words: str, control: Any) -> html.Div:
    return html.Div([html.Label(words, htmlFor=control_id), control], className="filter")


def no_right() -> html.Div:
    return note(_("Your role may look at calls, but not place any."))


def recent_calls() -> Any:
    wanted = CallQuery(selection=Selection(organization_id=current_viewer().organization_id, is_test=True))
    with reading() as session:
        frame, _more = calls_block(session, wanted, Block(end=SHOWN))
    if frame.empty:
        return nothing_here(
            _("No test calls yet"),
            _("Place the first one: it takes less than a minute."),
            symbol="headset",
            small=True,
        )
    return call_rows(records(frame), now=current_viewer().now)


def watched_call(conversation_id: str) -> Any:
    with reading() as session:
        wanted = UUID(conversation_id)
        facts = call_facts(session, organization_id=current_viewer().organization_id, conversation_id=wanted)
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
    Output(SCRIPTS_FIELD, "hidden"),
    Output(ADVICE, "hidden"),
    Input(KIND, "value"),
    prevent_initial_call=True,
)
def ask_for_what_it_takes(kind: str) -> tuple[bool, bool, bool]:
    """Whether to hide the number, dialogue and microphone fields."""
    return kind != "phone", kind != "simulated" or not offers_scripts(), kind != "browser"


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
