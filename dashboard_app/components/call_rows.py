"""Calls as linked rows: for phones, where a grid is too wide, and for short lists."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import call_badges
from dashboard_app.components.found_words import found_words

Call = Mapping[str, Any]


def call_rows(calls: Sequence[Call], *, now: datetime, filters: Mapping[str, str] | None = None) -> html.Ul:
    """`filters` are those of the list, passed on to the call's page."""
    query = f"?{urlencode(filters)}" if filters else ""
    return html.Ul([html.Li(call_row(call, now=now, query=query)) for call in calls], className="rows")


def call_row(call: Call, *, now: datetime, query: str = "") -> dcc.Link:
    number = formats.phone(call.get("phone_number"))
    intent = texts.say(texts.INTENTS, call.get("intent")) if call.get("intent") else ""
    name: Any = (
        [str(call["caller_name"]), " ", html.Span(number, className="quiet numbers")]
        if call.get("caller_name")
        else number
    )
    side = [
        html.Span(
            f"{formats.day(call['started_at'], now)} {formats.clock(call['started_at'])}", className="numbers"
        )
    ]
    if call.get("duration_seconds") is not None:
        side.append(html.Span(f" · {formats.duration(call['duration_seconds'])}", className="numbers"))
    more = (
        [html.Span(intent), *call_badges(call, is_brief=True)] if intent else call_badges(call, is_brief=True)
    )
    parts = [
        html.Span(name, className="row-main"),
        html.Span(side, className="row-side"),
        html.Span(more, className="row-more"),
        found_words(call.get("snippet")),
    ]
    return dcc.Link(
        [part for part in parts if part is not None],
        href=f"/analysis/{call['id']}{query}",
        className="row-link",
    )


def live_strip(calls: Sequence[Call]) -> html.Div:
    return html.Div([live_card(call) for call in calls], className="live-strip")


def live_card(call: Call) -> dcc.Link:
    since = call["started_at"].isoformat()
    top = [
        html.Span(formats.phone(call.get("phone_number")), className="row-main numbers"),
        html.Span("", className="running-time numbers faint", **attributes(data_since=since)),
    ]
    speaker = {"agent": _("Agent"), "user": _("Caller")}.get(str(call.get("last_role")))
    said: Any = [html.B(f"{speaker}: "), str(call["last_text"])] if speaker else _("Nobody has spoken yet")
    badges = html.Div(call_badges({**call, "outcome": None}, is_brief=True), className="badges")
    inside = [html.Div(top, className="live-card-top"), html.Div(said, className="live-card-said"), badges]
    return dcc.Link(inside, href=f"/analysis/{call['id']}", className="live-card", id=f"live-{call['id']}")
