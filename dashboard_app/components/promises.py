"""What the agent promised, and whether something was really done about it."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from dash import html
from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.components.badges import badge
from dashboard_app.components.proof import Json, object_of, proof, text_of, turns_of

Deed = Literal["done", "failed", "open", "unseen", "words"]
# Which tool of the agent makes a promise true.
TOOLS = {"booking": "book_appointment"}
LOOKS = {
    "done": ("is-good", "check-lg"),
    "failed": ("is-bad", "x-lg"),
    "open": ("is-warn", "clock-history"),
    "unseen": ("is-warn", "question-circle"),
}


def deed(promise: Json, call: Mapping[str, Any], follow_up: str | None) -> Deed:
    """`follow_up` is the state of the call's follow-up. Promises of a price or a date are words: nothing executes them."""
    kind, facts = str(promise.get("kind")), object_of(call.get("facts"))
    if kind in TOOLS:
        used = facts.get(TOOLS[kind])
        if not isinstance(used, Mapping):
            return "unseen"
        return "failed" if used.get("is_error") else "done"
    if kind == "transfer":
        return "done" if call.get("forwarded_at") else "unseen"
    if kind == "callback":
        if follow_up is None:
            return "unseen"
        return "open" if follow_up == "open" else "done"
    return "unseen" if kind in {"change", "cancellation"} else "words"


def promise_list(found: Sequence[Json], call: Mapping[str, Any], follow_up: str | None) -> html.Ul:
    return html.Ul([promise(one, deed(one, call, follow_up)) for one in found], className="sub-list")


def promise(finding: Json, done: Deed) -> html.Li:
    names = {
        "done": _("done"),
        "failed": _("failed"),
        "open": _("still open"),
        "unseen": _("nothing was seen to be done"),
    }
    label = html.Span(texts.say(texts.PROMISES, text_of(finding.get("kind"))) + ": ", className="faint")
    mark = badge(names[done], *LOOKS[done]) if done in names else None
    return html.Li(
        [
            label,
            f"«{finding.get('text', '')}»",
            proof(turns_of(finding.get("evidence"))),
            " " if mark else None,
            mark,
        ]
    )
