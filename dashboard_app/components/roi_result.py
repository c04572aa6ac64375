"""The return in figures: income, costs, net result with its interval, and the assumption it depends on most."""

from collections.abc import Sequence
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.cards import card
from dashboard_app.components.series_table import save_button
from dashboard_app.components.states import nothing_here
from dashboard_app.components.tiles import Tile, tile
from dashboard_app.roi.assumptions import BY_NAME
from dashboard_app.roi.model import MIN_DAYS, Return, Swing

Interval = tuple[float, float] | None


def euros(value: float) -> str:
    """Rounded to whole euros from a hundred on: cents would suggest false precision."""
    if abs(value) >= 100:
        return formats.whole_money(formats.amount(round(value)))
    return formats.money(formats.amount(round(value, 2)))


def result_tiles(found: Return, interval: Interval, even: float | None) -> html.Div:
    if interval is None:
        sure = str(_("An interval needs %(days)s days with calls.", days=MIN_DAYS))
    else:
        sure = str(
            _(
                "95 of 100 such periods: %(low)s to %(high)s",
                low=euros(interval[0]),
                high=euros(interval[1]),
            )
        )
    ratio = formats.NOTHING if found.ratio is None else euros(found.ratio)
    shown = [
        Tile(_("What is left"), euros(found.net), sure, is_few=interval is None),
        Tile(_("Brought and saved"), euros(found.gained + found.saved), made_of(found)),
        Tile(
            _("Spent"),
            euros(found.spent),
            str(
                _(
                    "Calls %(calls)s, fixed %(fixed)s",
                    calls=euros(found.calls_cost),
                    fixed=euros(found.fixed),
                )
            ),
        ),
        Tile(_("For each euro spent"), ratio, paying(even)),
    ]
    return html.Div([tile(one) for one in shown], className="card-box tiles metric-tiles")


def made_of(found: Return) -> str:
    return str(
        _(
            "Appointments %(gained)s, staff time %(saved)s",
            gained=euros(found.gained),
            saved=euros(found.saved),
        )
    )


def paying(even: float | None) -> str:
    if even is None:
        return str(_("It does not pay, however many calls were missed before."))
    if even == 0:
        return str(_("It pays even if no call was missed before."))
    return str(_("It pays from %(share)s of calls missed before.", share=formats.percent(even)))


def swing_card(found: Return, swings: Sequence[Swing]) -> html.Section:
    """Tornado bars: the effect of 20 % less and 20 % more of each assumption."""
    reach = max((max(abs(swing.low - found.net), abs(swing.high - found.net)) for swing in swings), default=0)
    head = html.Thead(
        html.Tr(
            [
                html.Th(words, scope="col")
                for words in (
                    _("Assumption"),
                    _("a fifth lower"),
                    _("a fifth higher"),
                    _("What is left changes"),
                )
            ]
        )
    )
    rows = [
        html.Tr(
            [
                html.Th(str(_(BY_NAME[swing.name].title)), scope="row"),
                html.Td(euros(swing.low)),
                html.Td(euros(swing.high)),
                html.Td(bar(swing, found.net, reach)),
            ]
        )
        for swing in swings
    ]
    table = html.Table([head, html.Tbody(rows)], className="rate-table")
    body = html.Div(
        [html.Div(table, className="table-place", tabIndex="0"), save_button("roi")], className="rates"
    )
    return card(_("What it depends on"), body, note=_("the weightiest assumption first"))


def bar(swing: Swing, net: float, reach: float) -> html.Span:
    ends = sorted((swing.low - net, swing.high - net))
    left, right = (50 + 50 * end / reach if reach else 50 for end in ends)
    return html.Span(
        html.I(style={"marginLeft": f"{left:.1f}%", "width": f"{max(right - left, 0.5):.1f}%"}),
        className="rate-bar swing-bar",
    )


def nothing_measured() -> Any:
    return html.Div(
        nothing_here(
            _("No calls in this period"),
            _("The return is counted from calls that were answered; choose a period that has some."),
            symbol="currency-euro",
        ),
        className="card-box",
    )
