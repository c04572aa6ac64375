"""Rates side by side, each with sample size and interval; greyed out if the sample is too small."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.series_table import save_button
from dashboard_app.components.states import nothing_here
from db.queries.metrics.definitions import FEW
from db.queries.metrics.intervals import wilson


@dataclass(frozen=True, slots=True)
class Rate:
    """`href` links to the `part` calls, if a filter can select them."""

    label: str
    part: int
    whole: int
    href: str = ""


def rate_table(name: str, head: str, rates: Sequence[Rate], *, part: str) -> Component:
    """`part` names what is counted, out of all calls of a row."""
    shown = [rate for rate in rates if rate.whole]
    if not shown:
        return nothing_here(
            _("Nothing to show yet"), _("No call of this selection says anything about it."), small=True
        )
    columns = (head, part, _("of"), _("Share"), _("very likely between"))
    top = html.Thead(html.Tr([html.Th(words, scope="col") for words in columns]))
    most = max(rate.part / rate.whole for rate in shown) or 1
    table = html.Table([top, html.Tbody([row(rate, most) for rate in shown])], className="rate-table")
    return html.Div(
        [html.Div(table, className="table-place", tabIndex="0"), save_button(name)], className="rates"
    )


def row(rate: Rate, most: float) -> html.Tr:
    share = rate.part / rate.whole
    low, high = wilson(rate.part, rate.whole) or (0.0, 1.0)
    count = formats.number(rate.part)
    bar = html.I(style={"width": f"{100 * share / most:.1f}%"}, className="is-abandoned")
    return html.Tr(
        [
            html.Th(rate.label, scope="row"),
            html.Td(dcc.Link(count, href=rate.href) if rate.href and rate.part else count),
            html.Td(formats.number(rate.whole)),
            html.Td([html.B(formats.percent(share)), html.Span(bar, className="rate-bar")]),
            html.Td(formats.interval(formats.percent(low), formats.percent(high)), className="faint"),
        ],
        className="is-few" if rate.whole < FEW else "",
    )
