"""Badges for a call: status, outcome, urgency, and whether it counts."""

from collections.abc import Mapping
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.components.icons import icon
from db.models.conversation import LIVE_STATUSES

LIVE = frozenset(LIVE_STATUSES)
OUTCOME_LOOKS = {
    "appointment_booked": ("is-accent", "calendar-check"),
    "appointment_changed": ("is-info", "calendar-plus"),
    "appointment_cancelled": ("", "calendar-x"),
    "information_given": ("is-info", "info-circle"),
    "transferred_to_human": ("is-warn", "telephone-forward"),
    "callback_promised": ("is-warn", "clock-history"),
    "unresolved": ("is-warn", "question-circle"),
    "abandoned": ("is-bad", "telephone-x"),
}
URGENCY_LOOKS = {"critical": ("is-bad", "exclamation-octagon"), "high": ("is-warn", "exclamation-triangle")}


def badge(text: str, look: str = "", symbol: str | None = None) -> html.Span:
    return html.Span([icon(symbol), text] if symbol else text, className=f"badge-soft {look}".strip())


def status_badge(status: str) -> html.Span | None:
    """No badge for completed calls, which are the majority."""
    if status in LIVE:
        return badge(texts.say(texts.STATUSES, status), "is-good is-live")
    return badge(texts.say(texts.STATUSES, status), "is-bad", "x-circle") if status == "failed" else None


def outcome_badge(outcome: str | None) -> html.Span | None:
    if not outcome:
        return None
    look, symbol = OUTCOME_LOOKS.get(outcome, ("", "dash-lg"))
    return badge(texts.say(texts.OUTCOMES, outcome), look, symbol)


def urgency_badge(urgency: str | None) -> html.Span | None:
    """Marks only high urgency."""
    if urgency not in URGENCY_LOOKS:
        return None
    look, symbol = URGENCY_LOOKS[urgency]
    return badge(texts.say(texts.URGENCIES, urgency), look, symbol)


def kind_badges(call: Mapping[str, Any], *, is_brief: bool = False) -> list[html.Span]:
    """`is_brief` shows simulated calls by icon only, for lists: in a demo every row would repeat the word."""
    found = []
    if call.get("is_test"):
        found.append(badge(_("Test"), "", "headset"))
    if call.get("is_simulated") and is_brief:
        name = html.Span(_("Simulated"), className="only-read-out")
        found.append(html.Span([icon("cpu"), name], className="badge-soft", title=_("Simulated")))
    elif call.get("is_simulated"):
        found.append(badge(_("Simulated"), "", "cpu"))
    return found


def was_heard(call: Mapping[str, Any]) -> bool:
    """A call that failed before it began has no meaningful outcome; its end reason says more than «abandoned»."""
    return call.get("status") != "failed" or bool(call.get("duration_seconds"))


def call_badges(call: Mapping[str, Any], *, is_brief: bool = False) -> list[html.Span]:
    marks = (
        status_badge(str(call["status"])) if call.get("status") else None,
        urgency_badge(call.get("urgency")),
    )
    known = [*marks, outcome_badge(call.get("outcome") if was_heard(call) else None)]
    return [mark for mark in known if mark is not None] + kind_badges(call, is_brief=is_brief)
