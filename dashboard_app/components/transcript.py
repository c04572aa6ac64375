"""A call as a dialogue: who said what and when, with the words that prove a finding marked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import badge
from dashboard_app.components.hint import hint_row
from dashboard_app.components.icons import icon
from dashboard_app.components.states import nothing_here
from db.queries.hints import GivenHint

Turn = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters `start` to `end` of a turn prove something; `kind` selects the colour, `title` says what is proved."""

    start: int
    end: int
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """The languages of turns, and which turns were not in the caller's."""

    languages: Mapping[int, str]
    mismatch: frozenset[int]


UNHEARD = Spoken({}, frozenset())


def transcript(
    turns: Sequence[Turn],
    marks: Mapping[int, Sequence[Mark]],
    *,
    is_live: bool,
    spoken: Spoken = UNHEARD,
    hints: Sequence[GivenHint] = (),
) -> Component:
    """`hints`: what colleagues told the agent, each after its turn."""
    if not turns and not hints:
        return waiting() if is_live else nobody_spoke()
    sides = [None, *(turn["role"] for turn in turns)]
    said = [
        turn_row(
            turn,
            marks.get(int(turn["position"]), ()),
            same_side=turn["role"] == before,
            tongue=tongue_of(int(turn["position"]), spoken),
        )
        for turn, before in zip(turns, sides, strict=False)
    ]
    placed = [*zip((int(turn["position"]) for turn in turns), said, strict=True)]
    placed += [(hint.after, hint_row(hint)) for hint in hints]
    listed = html.Ol(
        [row for _after, row in sorted(placed, key=lambda one: one[0])],
        className="transcript",
        **attributes(aria_live="polite" if is_live else "off"),
    )
    return html.Div([listed, dots()]) if is_live else listed


def tongue_of(position: int, spoken: Spoken) -> html.Span | None:
    """Shown only if the call has several languages, or the turn is not in the caller's."""
    language = spoken.languages.get(position)
    if position in spoken.mismatch:
        return badge(
            texts.say(texts.LANGUAGES, language) if language else _("Other language"), "is-warn", "flag"
        )
    if language is None or len(set(spoken.languages.values())) < 2:
        return None
    return badge(texts.say(texts.LANGUAGES, language))


def turn_row(
    turn: Turn, marks: Sequence[Mark], *, same_side: bool, tongue: Component | None = None
) -> html.Li:
    position, role = int(turn["position"]), str(turn["role"])
    when = formats.offset(turn.get("started_ms"))
    stamp = html.A(
        when, href=f"#turn-{position}", **attributes(aria_label=_("%(when)s: hear this line", when=when))
    )
    speaker = [_("Agent") if role == "agent" else _("Caller")]
    if turn.get("is_interrupted"):
        speaker.append(badge(_("interrupted"), "is-warn"))
    if tongue is not None:
        speaker.append(tongue)
    spoken = html.P(words(turn, marks), className="turn-text")
    inside = (
        [spoken] if same_side and len(speaker) == 1 else [html.Div(speaker, className="turn-who"), spoken]
    )
    look = f"turn is-{role}" + (" same-side" if same_side else "")
    time = html.Div(stamp, className="turn-time")
    name = _("Copy the link to this line")
    copy = html.Button(
        icon("link-45deg"),
        type="button",
        className="turn-link",
        title=name,
        **attributes(aria_label=name, data_copy_turn=str(position)),
    )
    return html.Li(
        [time, html.Div(inside, className="turn-said"), copy],
        id=f"turn-{position}",
        className=look,
        **attributes(data_ms=str(turn["started_ms"])) if turn.get("started_ms") is not None else {},
    )


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
    """The text split at the marks, which may come in any order; of overlapping marks the earlier one wins."""
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
