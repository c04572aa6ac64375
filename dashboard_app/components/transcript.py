"""A call as a dialogue: who said what and when, with the words that prove a finding marked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import badge
from dashboard_app.components.states import nothing_here

Turn = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` of a turn prove something; `kind` names its colour, `title` says what it proves."""

    start: int
    end: int
    kind: str
    title: str


def transcript(turns: Sequence[Turn], marks: Mapping[int, Sequence[Mark]], *, is_live: bool) -> Component:
    if not turns:
        return waiting() if is_live else nobody_spoke()
    sides = [None, *(turn["role"] for turn in turns)]
    rows = [
        turn_row(turn, marks.get(int(turn["position"]), ()), same_side=turn["role"] == before)
        for turn, before in zip(turns, sides, strict=False)
    ]
    listed = html.Ol(rows, className="transcript", **attributes(aria_live="polite" if is_live else "off"))
    return html.Div([listed, dots()]) if is_live else listed


def turn_row(turn: Turn, marks: Sequence[Mark], *, same_side: bool) -> html.Li:
    position, role = int(turn["position"]), str(turn["role"])
    stamp = html.A(formats.offset(turn.get("started_ms")), href=f"#turn-{position}", tabIndex="-1")
    who = [_("Agent") if role == "agent" else _("Caller")]
    if turn.get("is_interrupted"):
        who.append(badge(_("interrupted"), "is-warn"))
    spoken = html.P(words(turn, marks), className="turn-text")
    inside = [spoken] if same_side and len(who) == 1 else [html.Div(who, className="turn-who"), spoken]
    look = f"turn is-{role}" + (" same-side" if same_side else "")
    time = html.Div(stamp, className="turn-time")
    return html.Li([time, html.Div(inside)], id=f"turn-{position}", className=look)


def words(turn: Turn, marks: Sequence[Mark]) -> list[Component | str]:
    """What was heard; what an interrupted agent did not get to say is struck out."""
    heard, meant = str(turn["text"]), turn.get("full_text")
    said = marked(heard, marks)
    if turn.get("is_interrupted") and meant and str(meant).startswith(heard):
        said.append(
            html.Span(str(meant)[len(heard) :], className="turn-unheard", title=_("Not heard by the caller"))
        )
    return said


def marked(text: str, marks: Iterable[Mark]) -> list[Component | str]:
    """The text in pieces. Marks may come in any order; of two that overlap the earlier one stays."""
    pieces: list[Component | str] = []
    place = 0
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end)):
        if not place <= mark.start < mark.end <= len(text):
            continue
        pieces.append(text[place : mark.start])
        pieces.append(
            html.Mark(text[mark.start : mark.end], className=f"evidence of-{mark.kind}", title=mark.title)
        )
        place = mark.end
    return [piece for piece in [*pieces, text[place:]] if piece != ""]


def waiting() -> html.Div:
    return html.Div([html.Div(_("The call begins…"), className="faint px-4 pt-4"), dots()])


def dots() -> html.Div:
    return html.Div(
        [html.I(), html.I(), html.I()], className="waiting-turn", **attributes(aria_hidden="true")
    )


def nobody_spoke() -> html.Div:
    title, text = (
        _("No words were recorded"),
        _("Nobody spoke in this call, or it ended before the agent could answer."),
    )
    return nothing_here(title, text, symbol="chat-left-text", small=True)
