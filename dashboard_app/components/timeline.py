"""What happened in a call, in chronological order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dash import html
from flask_babel import format_time

from dashboard_app import formats, texts
from dashboard_app.components.hint import hint_words
from dashboard_app.i18n import N_
from db.actions.hints import HINTS
from db.queries.hints import GivenHint

Happening = tuple[datetime, str]
ANALYSES = {"ai": N_("AI"), "programmatic": N_("rules")}
MOMENTS = {
    "started_at": N_("The telephone rings"),
    "answered_at": N_("The agent answers"),
    "forwarded_at": N_("The call goes to a person"),
    "ended_at": N_("The call ends"),
}


def timeline(
    call: Mapping[str, Any], events: Sequence[Mapping[str, Any]], hints: Sequence[GivenHint] = ()
) -> html.Ol:
    happened = [line for line in map(event_line, events) if line is not None] or moments_of(call)
    happened += [(hint.at, hint_words(hint)) for hint in hints]
    return html.Ol(
        [row(at, words) for at, words in sorted(happened, key=lambda one: one[0])], className="timeline"
    )


def row(at: datetime, words: str) -> html.Li:
    return html.Li([html.Time(str(format_time(at, "HH:mm:ss"))), html.Span(words)])


def event_line(event: Mapping[str, Any]) -> Happening | None:
    """Progress steps of an analysis are omitted, and hints, whose words are with the call."""
    if event["event_type"] == "analysis.progress" or is_hint(event):
        return None
    return event["created_at"], texts.say(texts.EVENTS, str(event["event_type"])) + detail(event)


def is_hint(event: Mapping[str, Any]) -> bool:
    data = event["data"]
    return event["event_type"] == "call.annotated" and isinstance(data, Mapping) and data.get("what") == HINTS


def detail(event: Mapping[str, Any]) -> str:
    data = event["data"] if isinstance(event["data"], Mapping) else {}
    if data.get("end_reason"):
        return ": " + texts.end(data)
    if data.get("forwarded_to"):
        return ": " + formats.phone(str(data["forwarded_to"]))
    kind = data.get("analysis_type")
    return f" ({texts.say(ANALYSES, str(kind))})" if kind else ""


def moments_of(call: Mapping[str, Any]) -> list[Happening]:
    """For calls whose events were cleaned up or that were imported."""
    found = []
    for name, words in MOMENTS.items():
        if call.get(name) is not None:
            reason = ": " + texts.end(call) if name == "ended_at" else ""
            found.append((call[name], texts.say({name: words}, name) + reason))
    return found
