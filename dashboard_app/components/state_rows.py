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
    """`mend` says how to fix it."""

    name: str
    word: str
    look: Look = "good"
    mend: str = ""


def state_rows(states: Sequence[State]) -> html.Ul:
    return html.Ul([html.Li(state_row(one)) for one in states], className="state-rows")


def state_row(one: State) -> html.Div:
    spoken = {"good": _("well"), "warn": _("look at it"), "bad": _("not well"), "calm": ""}[one.look]
    about = [html.B(one.name), html.Span(one.word, className="numbers")]
    parts = [
        html.Span(
            [icon(SYMBOLS[one.look]), html.Span(spoken, className="only-read-out")],
            className=f"mark is-{one.look}",
        ),
        html.Div([*about, html.P(one.mend) if one.mend else None]),
    ]
    return html.Div(parts, className="state-row")
