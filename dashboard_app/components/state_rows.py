"""Status of services and resources: a mark, a name, and a remark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dash import html
from flask_babel import gettext as _

from dashboard_app.components.icons import icon

Look = Literal["good", "warn", "bad", "calm"]
SYMBOLS = {"good": "check-circle", "warn": "exclamation-triangle", "bad": "x-circle", "calm": "info-circle"}


@dataclass(frozen=True, slots=True)
class State:
    """`remedy` says how to fix it."""

    name: str
    word: str
    look: Look = "good"
    remedy: str = ""


def state_rows(states: Sequence[State]) -> html.Ul:
    return html.Ul([html.Li(state_row(state)) for state in states], className="state-rows")


def state_row(state: State) -> html.Div:
    spoken = {"good": _("well"), "warn": _("look at it"), "bad": _("not well"), "calm": ""}[state.look]
    about = [html.B(state.name), html.Span(state.word, className="numbers")]
    parts = [
        html.Span(
            [icon(SYMBOLS[state.look]), html.Span(spoken, className="only-read-out")],
            className=f"mark is-{state.look}",
        ),
        html.Div([*about, html.P(state.remedy) if state.remedy else None]),
    ]
    return html.Div(parts, className="state-row")
