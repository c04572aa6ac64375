"""A breakdown as bars, longest first, each linked to its calls, and the same as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here


@dataclass(frozen=True, slots=True)
class Bar:
    """`look` is a colour class of the style sheet; `note` follows the count; `value` is the label's for programs."""

    label: str
    count: int
    href: str
    look: str = "is-booked"
    note: str = ""
    value: str = ""


Rest = Callable[[Sequence[Bar]], tuple[int, str]]


def bar_list(
    bars: Sequence[Bar], name: str, *, most: int = 8, whole: int | None = None, rest: Rest | None = None
) -> Component:
    """Shares are of `whole`, by default the sum of all bars. Bars beyond `most` are told in a last line and listed in the table `name`;
    `rest` says how many calls they have, and where those are."""
    shown = [bar for bar in bars if bar.count > 0]
    if not shown:
        return nothing_here(
            _("Nothing to show yet"), _("No call of this selection says anything about it."), small=True
        )
    total = whole or sum(bar.count for bar in shown)
    longest = max(bar.count for bar in shown)
    kept = len(shown) if len(shown) == most + 1 else most  # a bar of its own says more than «1 more kind»
    rows = [html.Li(line(bar, total, longest)) for bar in shown[:kept]]
    if shown[kept:] and rest:
        count, href = rest(shown[kept:])
        words = _("%(count)s more, in %(kinds)s kinds", count=formats.number(count), kinds=len(shown) - kept)
        rows.append(html.Li(dcc.Link(words, href=href), className="faint bar-rest"))
    table = [
        (bar.label, [formats.number(bar.count), formats.percent(bar.count / total)]) for bar in shown if total
    ]
    return html.Div([html.Ul(rows, className="bars"), series_table(name, [_("Calls"), _("Share")], table)])


def line(bar: Bar, total: int, longest: int) -> Component:
    share = formats.percent(bar.count / total) if total else formats.NOTHING
    label = f"{bar.label}: {formats.number(bar.count)}, {share}"
    inside = [
        html.Span(bar.label, className="bar-label"),
        html.Span(
            [html.B(formats.number(bar.count)), f" · {share}", html.Span(bar.note)],
            className="bar-count numbers",
        ),
        html.Span(
            html.I(className=bar.look, style={"width": f"{100 * bar.count / longest:.1f}%"}),
            className="bar-track",
        ),
    ]
    return dcc.Link(inside, href=bar.href, className="bar", title=label)
