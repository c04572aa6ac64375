"""Cost of calls: by ledger line, over time, by intent, and the most expensive calls."""

from typing import Any

from dash import ALL, ClientsideFunction, Input, Output, clientside_callback, dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.cards import card
from dashboard_app.components.metric_tile import exactly
from dashboard_app.components.period_form import period_form
from dashboard_app.components.series_table import save_button
from dashboard_app.components.spending import by_line, dear_rows, over_time
from dashboard_app.components.states import nothing_here
from dashboard_app.pages.address import about_figures
from dashboard_app.pages.panel_sections import columns, figures, span_of
from dashboard_app.pages.period import chosen_period
from dashboard_app.scope import Scope, scope_of
from dashboard_app.viewer import current_viewer, reading
from db.queries.costs import CostSum, cost_sums, dearest_calls
from db.queries.metrics.definitions import BY_NAME, FEW
from db.queries.metrics.measure import measure_by
from db.queries.metrics.periods import beginning_of
from db.queries.selection import UNKNOWN

PATH = "/costs"
METRIC = BY_NAME["cost_per_call"]
TILES = ("cost_per_call", "cost_per_booking", "calls", "bookings")
PERIOD = ("from", "to")
LISTED = 8
OPENED = "costs-opened"


def title() -> str:
    return str(_("Costs")) + " · AutoBox"


def layout(**query: Any) -> html.Div:
    viewer = current_viewer()
    period = {name: value for name, value in chosen_period(query, viewer).items() if name in PERIOD}
    scope = scope_of(period, viewer)
    words = _("What calls cost, line by line. What nobody knows yet is said, and never counts as nothing.")
    head = html.Div(html.Div([html.H1(_("Costs")), html.P(words)]), className="page-head")
    body = html.Div(sections(scope), className="stack")
    form = period_form(PATH, scope.filters, viewer.today, [])
    return html.Div([dcc.Store(id=OPENED), head, form, about_figures(PATH, query), body])


def sections(scope: Scope) -> list[Any]:
    with reading() as session:
        sums = cost_sums(session, scope.viewer.organization_id, *scope.days)
    if not sums:
        words = _("The lines of the ledger come with the ends of calls and with the bills of the providers.")
        return [
            html.Div(nothing_here(_("No costs in this time"), words, symbol="receipt"), className="card-box")
        ]
    return [
        figures(scope, TILES),
        *(card(over_title(currency), charted(scope, sums, currency)) for currency in currencies(sums)),
        card(_("Where the money goes"), by_line(sums)),
        html.Div(
            [
                card(_("By what callers wanted"), by_intent(scope), note=_("per call")),
                card(_("The most expensive calls"), dearest(scope), is_flush=True),
            ],
            className="halves",
        ),
    ]


def currencies(sums: list[CostSum]) -> list[str]:
    """Currencies with a known amount, euros first."""
    found = {one.currency for one in sums if one.amount is not None}
    return sorted(found, key=lambda currency: (currency != "EUR", currency))


def over_title(currency: str) -> str:
    return str(_("Over time, in %(currency)s", currency=formats.currency_name(currency)))


def charted(scope: Scope, sums: list[CostSum], currency: str) -> html.Div:
    buckets, labels = columns(scope)
    places = {bucket: place for place, bucket in enumerate(buckets)}
    unit = scope.unit
    of_days = {day: places[beginning_of(day, unit)] for day in {found.day for found in sums}}
    addresses = [scope.address(**span_of(bucket, scope)) for bucket in buckets]
    return over_time(sums, currency, of_days, labels, addresses)


def by_intent(scope: Scope) -> Any:
    """Most expensive first; greyed out where there are too few calls."""
    with reading() as session:
        found = measure_by(session, [METRIC], scope.selection, by=("intent",), now=scope.viewer.now)
    rows = [(value, figure[METRIC.name]) for (value,), figure in found.items()]
    known = sorted(
        (row for row in rows if row[1].value is not None), key=lambda row: -float(row[1].value or 0)
    )
    head = html.Thead(
        html.Tr([html.Th(words, scope="col") for words in (_("Intent"), _("Calls"), _("per call"))])
    )
    body = [
        html.Tr(
            [
                html.Th(texts.say(texts.INTENTS, value) if value else _("Not known"), scope="row"),
                html.Td(
                    dcc.Link(formats.number(figure.n), href=scope.behind(METRIC, intent=value or UNKNOWN))
                ),
                html.Td(html.B(exactly(METRIC, figure.value))),
            ],
            className="is-few" if figure.n < FEW else "",
        )
        for value, figure in known
    ]
    if not body:
        return nothing_here(
            _("Nothing to show yet"), _("No call of this selection says anything about it."), small=True
        )
    table = html.Table([head, html.Tbody(body)], className="rate-table")
    return html.Div([html.Div(table, className="table-place", tabIndex="0"), save_button("costs-by-intent")])


def dearest(scope: Scope) -> Any:
    with reading() as session:
        found = dearest_calls(session, scope.selection, limit=LISTED)
    if not found:
        return nothing_here(
            _("Nothing to show yet"), _("No call of this selection has a known cost."), small=True
        )
    return dear_rows(found, now=scope.viewer.now)


clientside_callback(
    ClientsideFunction("charts", "open"),
    Output(OPENED, "data"),
    Input({"type": "chart", "name": ALL}, "clickData"),
    prevent_initial_call=True,
)
