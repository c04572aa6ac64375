"""The agent's promises, and whether each was really kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.badges import badge
from dashboard_app.components.proof import Json, object_of, objects, proof, text_of, turns_of
from dashboard_app.i18n import N_

# The tool that fulfils each promise, for calls analysed before deeds were stored.
TOOLS = {"booking": "book_appointment"}
STATES = {
    "done": (N_("done"), "is-good", "check-lg"),
    "otherwise": (N_("done otherwise"), "is-bad", "arrow-repeat"),
    "failed": (N_("failed"), "is-bad", "x-lg"),
    "open": (N_("still open"), "is-warn", "clock-history"),
    "unseen": (N_("nothing was seen to be done"), "is-warn", "question-circle"),
}
BROKEN = frozenset({"failed", "otherwise"})


def deed(promise: Json, call: Mapping[str, Any], follow_up: str | None) -> str:
    """`follow_up` is the state of the call's follow-up. Promised prices and dates have no tool that fulfils them."""
    kind = str(promise.get("kind"))
    if kind == "callback":
        return "unseen" if follow_up is None else "open" if follow_up == "open" else "done"
    found = text_of(object_of(promise.get("deed")).get("state"))
    return found or guessed(kind, call)


def guessed(kind: str, call: Mapping[str, Any]) -> str:
    if kind in TOOLS:
        used = object_of(call.get("facts")).get(TOOLS[kind])
        if not isinstance(used, Mapping):
            return "unseen"
        return "failed" if used.get("is_error") else "done"
    if kind == "transfer":
        return "done" if call.get("forwarded_at") else "unseen"
    return "unseen" if kind in {"change", "cancellation"} else "words"


def promise_list(found: Sequence[Json], call: Mapping[str, Any], follow_up: str | None) -> html.Ul:
    return html.Ul([promise(one, deed(one, call, follow_up)) for one in found], className="sub-list")


def promise(finding: Json, state: str) -> html.Li:
    label = html.Span(texts.say(texts.PROMISES, text_of(finding.get("kind"))) + ": ", className="faint")
    words, look, symbol = STATES.get(state, ("", "", ""))
    mark = badge(_(words), look, symbol) if words else None
    return html.Li(
        [
            label,
            formats.quoted(str(finding.get("text", ""))),
            proof(turns_of(finding.get("evidence"))),
            " " if mark else None,
            mark,
            difference(object_of(finding.get("deed"))),
        ]
    )


def difference(found: Json) -> Component | None:
    """What was said against what the tool did, or why it failed."""
    state = found.get("state")
    if state == "otherwise":
        said, done = (day_of(found.get(side)) for side in ("said", "done"))
        return html.Div(_("Said: %(said)s. Done: %(done)s.", said=said, done=done), className="is-warn-text")
    if state == "failed" and found.get("error"):
        why = texts.say(texts.TOOL_ERRORS, str(found["error"]))
        return html.Div(_("It could not be done: %(why)s.", why=why), className="faint")
    return None


def day_of(value: Any) -> str:
    """Formats `2026-11-26 09:00` for people."""
    text = str(value or "")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    day = f"{formats.weekday(moment.date())} {formats.short_date(moment.date())}"
    return f"{day}, {text[11:16]}" if len(text) > 10 else day


def broken_promise(promises: Any) -> Json | None:
    """The first promise that was not kept as stated."""
    return next((one for one in objects(promises) if object_of(one.get("deed")).get("state") in BROKEN), None)
