"""Calls in progress, one card each: caller, duration, what is understood so far, how it sounds, and the transcript as it grows."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import badge, kind_badges, status_badge, urgency_badge
from dashboard_app.components.hint import hint_field
from dashboard_app.components.icons import icon
from dashboard_app.components.native_mode import is_native, native_badge, why_no_words
from dashboard_app.components.proof import object_of, objects, text_of
from dashboard_app.components.take_over import take_over
from db.queries.hints import hints_of
from workers.sound.quality import RULES

Call = Mapping[str, Any]
SHORTEST_SECONDS = 0.1  # nobody answers in 0 s
ABOVE = {rule.code: rule.above for rule in RULES}  # what makes a recording worse
RISK_LOOKS = {
    "low": ("is-good", "check-circle"),
    "raised": ("is-warn", "exclamation-triangle"),
    "high": ("is-bad", "exclamation-octagon"),
}


def live_board(calls: Sequence[Call], *, may_act: bool = False) -> html.Div:
    """`may_act`: the reader may take calls over."""
    cards = [live_call(call, may_act=may_act) for call in calls]
    return html.Div(cards, className="board")


def live_call(call: Call, *, may_act: bool) -> html.Article:
    so_far = object_of(call.get("so_far"))
    risk = text_of(so_far.get("risk")) or "low"
    name = formats.phone(call.get("phone_number"))
    parts = [
        html.Div([html.H2(name, className="numbers"), running_time(call)], className="board-top"),
        html.Div(marks(call, so_far), className="badges"),
        understood(so_far),
        quality(object_of(call.get("heard"))),
        html.Div(
            said(call), className="board-said", tabIndex="0", **attributes(aria_label=_("What is said"))
        ),
        hint_field(call, may_act=may_act),
        html.Div(
            [way_in(call), take_over(call, may_act=may_act)],
            className="board-foot",
        ),
    ]
    label = attributes(aria_label=_("Call from %(who)s", who=name))
    shown = [part for part in parts if part is not None]
    return html.Article(
        shown,
        id=f"board-{call['id']}",
        key=str(call["id"]),
        className=f"card-box board-call is-{risk}",
        **label,
    )


def running_time(call: Call) -> html.Span:
    """Updated by `assets/02_shell.js`."""
    since = (call.get("answered_at") or call["started_at"]).isoformat()
    return html.Span("", className="running-time numbers", **attributes(data_since=since))


def marks(call: Call, so_far: Mapping[str, Any]) -> list[html.Span]:
    language = text_of(so_far.get("language")) or call.get("language")
    look, symbol = RISK_LOOKS.get(text_of(so_far.get("risk")) or "", ("", None))
    found = [
        status_badge(str(call["status"])),
        native_badge(call),
        badge(texts.say(texts.LANGUAGES, language), "", "translate") if language else None,
        urgency_badge(text_of(so_far.get("urgency"))),
        badge(texts.say(texts.RISKS, text_of(so_far.get("risk"))), look, symbol) if symbol else None,
        badge(texts.say(texts.DIRECTIONS, "outbound"), "", "telephone-outbound")
        if call["direction"] == "outbound"
        else None,
    ]
    return [mark for mark in found if mark is not None] + kind_badges(call, is_brief=True)


def understood(so_far: Mapping[str, Any]) -> html.P | None:
    """The intent so far, and signs of trouble in words."""
    intent = text_of(so_far.get("intent"))
    signs = [
        texts.say(texts.RISK_SIGNS, sign) for sign in so_far.get("reasons") or () if isinstance(sign, str)
    ]
    words: list[Any] = [html.B(texts.say(texts.INTENTS, intent))] if intent else []
    if signs:
        words += [" · " if words else "", ", ".join(signs)]
    return html.P(words, className="board-intent") if words else None


def quality(heard: Mapping[str, Any]) -> html.P | None:
    """How it sounds to the caller so far: the waits for an answer, and answers that the caller cut off."""
    middle, longest, cuts = (heard.get(name) for name in ("middle_ms", "longest_ms", "cut_off"))
    found = []
    if isinstance(middle, int | float) and isinstance(longest, int | float):
        words = _(
            "answers in %(middle)s, at the longest %(longest)s",
            middle=said_ms(middle),
            longest=said_ms(longest),
        )
        is_slow = middle > ABOVE["slow_answers"] or longest > ABOVE["slowest_answer"]
        found.append(html.Span([icon("stopwatch"), " ", words], className="is-slow" if is_slow else ""))
    if cuts:
        words = (
            _("one interruption") if cuts == 1 else _("%(count)s interruptions", count=formats.number(cuts))
        )
        found.append(html.Span([icon("person-raised-hand"), " ", words]))
    return html.P(found, className="board-quality") if found else None


def said_ms(milliseconds: float) -> str:
    return formats.seconds(max(milliseconds / 1000, SHORTEST_SECONDS))


def said(call: Call) -> Any:
    turns = objects(call.get("said"))
    hints = hints_of(object_of(call.get("facts")))
    if not turns and is_native(call):
        return html.P(why_no_words(), className="faint")
    if not turns and not hints:
        return html.P(_("Nobody has spoken yet"), className="faint")
    names = {"agent": _("Agent"), "user": _("Caller"), "hint": _("Told to the agent")}
    lines = [(turn["position"], str(turn.get("role")), str(turn.get("text") or "")) for turn in turns]
    first = lines[0][0] if lines else 0
    lines += [(hint["after"], "hint", hint["text"]) for hint in hints if hint["after"] >= first - 1]
    return [
        html.P([html.B(f"{names.get(role, '')}: "), text], className=f"is-{role}")
        for _place, role, text in sorted(lines, key=lambda line: line[0])
    ]


def way_in(call: Call) -> dcc.Link:
    inside = [icon("card-list"), _("See the call")]
    return dcc.Link(inside, href=f"/analysis/{call['id']}", className="btn btn-light btn-sm")
