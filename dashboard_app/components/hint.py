"""Telling the agent of a live call something: a place that `assets/05_hint.js` puts a field into, and what was told."""

import json
from collections.abc import Mapping
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon
from dashboard_app.components.native_mode import is_native
from dashboard_app.i18n import N_
from db.actions.hints import MAX_HINT_CHARACTERS
from db.queries.hints import GivenHint

REFUSALS = {
    "not_live": N_("The call is over: the agent was told nothing."),
    "no_agent": N_("No agent is talking in this call now: it was told nothing."),
    "hints_away": N_("Redis does not answer: the agent was told nothing. Try again."),
    "hint_unknown": N_("There was no answer in time: the agent may have been told. Listen to what it says."),
    "invalid_hint": N_("Write 1 to 500 characters."),
    "forbidden": N_("You are not allowed to do this."),
    "unreachable": N_("The server does not answer. Check the connection and try again."),
    "any": N_("It did not work: whether the agent was told is unknown."),
}


def hint_field(call: Mapping[str, Any], *, may_act: bool) -> html.Div | None:
    """Only while an agent of ours serves the call, for those who may take it over."""
    if not may_act or str(call["status"]) != "in_progress" or is_native(call):
        return None
    conversation_id = str(call["id"])
    words = {code: _(message) for code, message in REFUSALS.items()} | {
        "field": _("Tell the agent something"),
        "tell": _("Tell"),
        "silent": _("The caller does not hear it."),
        "telling": _("Telling the agent…"),
        "told": _("Told to the agent"),
    }
    return html.Div(
        className="hint",
        **attributes(
            data_hint=conversation_id,
            data_draft=f"{conversation_id}:hint",
            data_most=str(MAX_HINT_CHARACTERS),
            data_words=json.dumps(words),
        ),
    )


def hint_row(hint: GivenHint) -> html.Li:
    """At its place among the turns, and unlike one."""
    who = [icon("chat-dots"), html.Span(_("Told to the agent")), *author_and_time(hint)]
    said = [
        html.Div(who, className="turn-who"),
        html.P(hint.text, className="turn-text"),
    ]
    note = _("The caller did not hear it")
    return html.Li(
        [html.Div(className="turn-time"), html.Div(said, className="turn-said")],
        className="turn is-hint",
        title=note,
    )


def author_and_time(hint: GivenHint) -> list[Any]:
    name = formats.colleague(hint.author) if hint.author else _("Somebody who has left")
    return [html.Span(name), html.Time(formats.clock(hint.at), dateTime=hint.at.isoformat())]


def hint_words(hint: GivenHint) -> str:
    """For the list of what happened."""
    return f"{_('Told to the agent')}: {hint.text}"
