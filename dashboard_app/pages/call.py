"""One call, live or finished: transcript, sound, analysis, notes and costs."""

import json
from typing import Any
from uuid import UUID

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update
from flask_babel import gettext as _

from dashboard_app import live_feed
from dashboard_app.access.members import may_erase, may_write, member
from dashboard_app.call_filters import read_filters
from dashboard_app.components import ai_panel, player
from dashboard_app.components.attributes import attributes
from dashboard_app.components.cards import card
from dashboard_app.components.erasing import erase_button, erase_dialog
from dashboard_app.components.hint import hint_field
from dashboard_app.components.keys import OF_CALL, everywhere, keys_dialog, of_call
from dashboard_app.components.notes import new_note
from dashboard_app.components.replay import compared
from dashboard_app.components.tabs import tabs
from dashboard_app.components.tags import new_tag
from dashboard_app.components.take_over import take_over
from dashboard_app.pages import call_follow_up
from dashboard_app.pages.call_parts import added_parts, analysis_parts, call_parts
from dashboard_app.pages.call_shown import load
from dashboard_app.pages.call_versions import versions_place
from dashboard_app.pages.erasing import erasing_now
from dashboard_app.pages.not_found import no_such_call
from dashboard_app.viewer import current_viewer, reading
from db.queries.call_page import call_facts

CALL, LIST, TICK, ADDED, FALLBACK, ASKED = (
    "call-id",
    "call-list",
    "call-tick",
    "call-added",
    "call-fallback",
    "call-ai-asked",
)
BAR, HEAD, TRANSCRIPT, COSTS, EVENTS = "call-bar", "call-head", "call-transcript", "call-costs", "call-events"
FOLLOW_UP = call_follow_up.PLACE
FINDINGS, AI, HISTORY, RAW = "call-findings", "call-ai", "call-history", "call-raw"
WAITS, QUALITY, REPLAY = "call-waits", "call-quality", "call-replay"
NOTES, TAGS, THUMBS = "call-notes", "call-tags", "call-thumbs"
TAKE_OVER, TAKE_STATUS = "call-take-over", "call-take-over-status"
REFUSED, WORDS, SAID = "call-ai-refused", "call-ai-words", "call-said"
FALLBACK_MS = 3000
PARTS = (BAR, HEAD, TRANSCRIPT, FINDINGS, AI, COSTS, EVENTS, WAITS, QUALITY, HISTORY, RAW, FOLLOW_UP)
ADDED_PARTS = (NOTES, TAGS, THUMBS)


def title(conversation_id: str = "") -> str:  # noqa: ARG001 (Dash passes the path parameters)
    return str(_("Call")) + " · AutoBox"


def layout(conversation_id: str = "", **query: Any) -> html.Div:
    filters = read_filters(query)
    found = load(conversation_id, filters)
    if found is None:
        return no_such_call()
    shown = {
        **call_parts(found, filters),
        **analysis_parts(found, found.added),
        **added_parts(found.added, has_words=found.kept is None),
    }
    places = {name: html.Div(shown[name], id=name) for name in (*PARTS, *ADDED_PARTS) if name != FOLLOW_UP}
    data = shown[player.DATA]
    status = str(found.facts["status"])
    acts = html.Div(acts_of(found.facts), id=TAKE_OVER)
    columns = html.Div(
        [
            dialogue(places[TRANSCRIPT]),
            side(conversation_id, places, versions_place(conversation_id), has_words=found.kept is None),
        ],
        className="call-columns",
    )
    return html.Div(
        [
            dcc.Store(id=TAKE_STATUS, data=status),
            *plumbing(conversation_id, filters, data),
            places[BAR],
            html.Div([places[HEAD], places[THUMBS]], className="call-top"),
            call_follow_up.place(shown[FOLLOW_UP]),
            acts,
            html.Div(compared(found.facts), id=REPLAY),
            player.player(is_hidden=found.kept is not None and found.sound is None),
            columns,
            erase_dialog() if may_erase() else None,
            keys_dialog(OF_CALL, [*of_call(), *everywhere()]),
            html.Div(id=SAID, className="call-said", role="status"),
        ],
        className="call-page",
        **attributes(data_words=json.dumps(refusals())),
    )


def acts_of(facts: dict[str, Any]) -> list[Any]:
    """What a person can do with the call while it runs."""
    hint = hint_field(facts, may_act=may_write())
    return [take_over(facts, may_act=may_write()), *([] if hint is None else [hint])]


def dialogue(spoken: Any) -> html.Section:
    latest = html.Button(_("To the latest"), className="btn btn-light btn-sm shadow-sm", type="button")
    parts = [
        html.Div(html.H2(_("Conversation")), className="card-head"),
        spoken,
        html.Div(latest, className="to-latest"),
    ]
    return html.Section(parts, className="card-box call-dialogue")


def side(
    conversation_id: str, places: dict[str, html.Div], versions: html.Div, *, has_words: bool
) -> html.Div:
    """What people would write about a call whose words are gone would bring back whose it was."""
    writer, may_add = {"reader_id": str(member().id), "call_id": conversation_id}, may_write() and has_words
    writing = new_note(**writer) if may_add else None
    refused = html.Div(id=REFUSED, className="refused", role="alert")
    understood = [
        card(_("AI analysis"), [places[AI], refused, versions]),
        card(_("Findings"), places[FINDINGS], note=_("by rules")),
    ]
    people = [
        card(_("Notes"), [places[NOTES], writing]),
        card(_("Tags"), [places[TAGS], new_tag(**writer) if may_add else None]),
        card(
            _("Calls of this number"),
            [places[HISTORY], erase_button() if may_erase() else None, erasing_now()],
            is_flush=True,
        ),
    ]
    record = [
        card(_("Waiting times"), places[WAITS], note=_("from the caller's last word to the agent's first")),
        card(_("Sound"), places[QUALITY]),
        card(_("Costs"), places[COSTS]),
        card(_("What happened"), [places[EVENTS], places[RAW]]),
    ]
    panels = (
        ("understood", _("Analysis"), "stars", understood),
        ("people", _("Notes and caller"), "chat-left-text", people),
        ("record", _("Times and costs"), "stopwatch", record),
    )
    return html.Div(tabs("call", _("About this call"), panels), className="call-side")


def plumbing(conversation_id: str, filters: dict[str, str], data: dict[str, Any]) -> list[Any]:
    return [
        dcc.Store(id=CALL, data=conversation_id),
        dcc.Store(id=LIST, data=filters),
        dcc.Store(id=ASKED),
        dcc.Store(id=WORDS, data=ai_panel.refusals()),
        dcc.Store(id=TICK),
        dcc.Store(id=ADDED),
        *player.sound_stores(data),
        live_feed.feed_of(live_feed.room_of_call(conversation_id)),
        dcc.Interval(id=FALLBACK, interval=FALLBACK_MS),
    ]


def refusals() -> dict[str, str]:
    """Messages for failed notes, tags and reviews, by error code."""
    return {
        "not_kept": _("This could not be kept. Try again in a moment."),
        "forbidden": _("Your role may look, not change."),
        "empty_note": _("Write something first."),
        "long_note": _("The note is too long."),
        "empty_tag": _("Write a tag first."),
        "long_tag": _("The tag is too long: 40 characters at most."),
        "many_tags": _("A call has at most 20 tags."),
        "unknown_note": _("The note is gone, or it is not yours."),
        "unreachable": _("The server does not answer. Check the connection and try again."),
        "nothing_said": _("The analysis has changed meanwhile. Reload the page."),
        "copied": _("The link is copied."),
        "not_copied": _("The link could not be copied. It stands in the address bar."),
    }


@callback(
    [*(Output(part, "children") for part in PARTS), Output(player.DATA, "data")],
    Input(TICK, "data"),
    State(CALL, "data"),
    State(LIST, "data"),
    prevent_initial_call=True,
)
def show_again(_tick: object, conversation_id: str, filters: dict[str, str] | None = None) -> tuple[Any, ...]:
    """Re-renders the whole call, so missed or duplicate events do not matter."""
    found = load(conversation_id, filters)
    if found is None:
        return (no_update,) * (len(PARTS) + 1)
    shown = {**call_parts(found, filters or {}), **analysis_parts(found, found.added)}
    return tuple(shown[part] for part in (*PARTS, player.DATA))


@callback(
    Output(TAKE_OVER, "children"),
    Output(TAKE_STATUS, "data"),
    Output(REPLAY, "children"),
    Input(TICK, "data"),
    State(CALL, "data"),
    State(TAKE_STATUS, "data"),
    prevent_initial_call=True,
)
def offer_to_take_over(_tick: object, conversation_id: str, shown: str | None) -> tuple[Any, Any, Any]:
    """Redraws only when the call's status changes, so as not to disturb a question or comparison being read."""
    with reading() as session:
        facts = call_facts(
            session, organization_id=current_viewer().organization_id, conversation_id=UUID(conversation_id)
        )
    if facts is None or facts["status"] == shown:
        return no_update, no_update, no_update
    return acts_of(facts), facts["status"], compared(facts)


@callback(
    [
        *(Output(part, "children") for part in ADDED_PARTS),
        Output(FINDINGS, "children", allow_duplicate=True),
        Output(AI, "children", allow_duplicate=True),
    ],
    Input(ADDED, "data"),
    State(CALL, "data"),
    prevent_initial_call=True,
)
def show_added(_news: object, conversation_id: str) -> tuple[Any, ...]:
    """Refreshed separately, so that only annotations can disturb somebody writing a note."""
    found = load(conversation_id)
    if found is None:
        return (no_update,) * (len(ADDED_PARTS) + 2)
    shown = {
        **added_parts(found.added, has_words=found.kept is None),
        **analysis_parts(found, found.added),
    }
    return tuple(shown[part] for part in (*ADDED_PARTS, FINDINGS, AI))


# Ticks on each event in the call's room, and every few seconds while the live channel is down.
clientside_callback(
    ClientsideFunction("call", "tick"),
    Output(TICK, "data"),
    Input({"type": "live", "topic": live_feed.ANY}, "data"),
    Input(FALLBACK, "n_intervals"),
    Input(ASKED, "data"),
    State(CALL, "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("call", "analyse"),
    Output(ASKED, "data"),
    Output(REFUSED, "children"),
    Input(ai_panel.BUTTON, "n_clicks"),
    State(CALL, "data"),
    State(WORDS, "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("callSound", "draw"), Output(player.DRAWN, "data"), Input(player.DATA, "data")
)
