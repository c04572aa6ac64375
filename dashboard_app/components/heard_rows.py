"""Calls as rows with the caller's request in their own words, and the stage at which they left."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.quotes import request_in_words


def heard_rows(calls: Sequence[Mapping[str, Any]], *, now: datetime) -> html.Ul:
    return html.Ul([html.Li(row(call, now)) for call in calls], className="rows")


def row(call: Mapping[str, Any], now: datetime) -> dcc.Link:
    name = call["caller_name"] or formats.phone(call["phone_number"])
    when = f"{formats.day(call['started_at'], now)} {formats.clock(call['started_at'])} · {formats.duration(call['duration_seconds'])}"
    about = [texts.say(texts.INTENTS, call["intent"])]
    if call["stage"]:
        about.append(str(_("left %(stage)s", stage=texts.say(texts.STAGES, call["stage"]))))
    quote = request_in_words(call["said"], call["proof"] or {})
    more = [html.Span(" · ".join(about)), *([html.Q(quote, className="row-quote")] if quote else [])]
    return dcc.Link(
        [
            html.Span(name, className="row-main"),
            html.Span(when, className="row-side numbers"),
            html.Span(more, className="row-more"),
        ],
        href=f"/analysis/{call['id']}",
        className="row-link",
    )
