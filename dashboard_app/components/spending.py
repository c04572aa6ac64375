"""Spending: a chart over time, a table by line, and the most expensive calls. Unknown amounts are stated, never counted as zero."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.charts.layout import CONFIG
from dashboard_app.charts.spending import LOOKS, spending_figure
from dashboard_app.components.attributes import attributes
from dashboard_app.components.costs import totals_of
from dashboard_app.components.series_table import save_button, series_table
from dashboard_app.i18n import N_
from db.queries.costs import CostSum

HEIGHT_PX = 240
PAYEES = {"carrier": N_("Telephone line"), "agent": N_("Voice agent"), "ai": N_("AI analysis")}


def payee(kind: str) -> str:
    """The payee of a ledger line."""
    return "ai" if kind == "ai_analysis" else kind.split("_")[0]


def over_time(
    sums: Sequence[CostSum],
    currency: str,
    buckets: Mapping[date, int],
    labels: Sequence[str],
    addresses: Sequence[str],
) -> html.Div:
    """`buckets`: column index of each day; `addresses`: link target of each column."""
    amounts = amounts_of(sums, currency, buckets, len(labels))
    names = {name: texts.say(PAYEES, name) for name in PAYEES}
    shown = [name for name in LOOKS if name in amounts]
    legend = [html.Li([html.I(className=f"is-{LOOKS[name]}"), names[name]]) for name in shown]
    rows = [
        (label, [formats.money(amounts[name][place], currency) for name in shown])
        for place, label in enumerate(labels)
    ]
    table = series_table(f"spending-{currency}", [names[name] for name in shown], rows)
    return html.Div(
        [
            chart(amounts, currency, labels, addresses),
            html.Ul(legend, className="legend mt-2"),
            table,
        ]
    )


def chart(
    amounts: Mapping[str, Sequence[Decimal]], currency: str, labels: Sequence[str], addresses: Sequence[str]
) -> html.Div:
    """A press opens the calls of a column. Screen readers get the table below it instead."""
    figure = spending_figure(
        {name: [float(one) for one in line] for name, line in amounts.items()},
        labels,
        {name: texts.say(PAYEES, name) for name in PAYEES},
        addresses,
        signs=formats.currency_signs(currency),
    )
    graph = dcc.Graph(
        id={"type": "chart", "name": f"spending-{currency}"},
        figure=figure,
        config=CONFIG,
        style={"height": f"{HEIGHT_PX}px"},
        responsive=True,
    )
    return html.Div(graph, **attributes(aria_hidden="true"))


def amounts_of(
    sums: Sequence[CostSum], currency: str, buckets: Mapping[date, int], count: int
) -> dict[str, list[Decimal]]:
    """Amount per column for each payee."""
    found: dict[str, list[Decimal]] = {}
    for cost_sum in sums:
        if cost_sum.currency == currency and cost_sum.amount is not None:
            line = found.setdefault(payee(cost_sum.kind), [Decimal(0)] * count)
            line[buckets[cost_sum.day]] += cost_sum.amount
    return found


def by_line(sums: Sequence[CostSum]) -> html.Div:
    """Most expensive line first, each with the certainty of its amount."""
    lines: dict[tuple[str, str], list[CostSum]] = {}
    for cost_sum in sums:
        lines.setdefault((cost_sum.currency, cost_sum.kind), []).append(cost_sum)
    whole = {
        currency: spent([cost_sum for cost_sum in sums if cost_sum.currency == currency])
        for currency, _kind in lines
    }
    ranked = sorted(lines, key=lambda key: (key[0], -spent(lines[key]), key[1]))
    columns = (_("Line"), _("Amount"), _("Share"), _("How sure"), _("Entries"))
    body = [line_row(kind, lines[currency, kind], whole[currency]) for currency, kind in ranked]
    totals = [
        html.Tr(
            [html.Th(_("Total"), scope="row"), html.Td(html.B(text)), *(html.Td("") for _name in columns[2:])]
        )
        for text in totals_of(entries_of(sums))
    ]
    head = html.Thead(html.Tr([html.Th(words, scope="col") for words in columns]))
    table = html.Table([head, html.Tbody(body), html.Tfoot(totals)], className="rate-table")
    return html.Div([html.Div(table, className="table-place", tabIndex="0"), save_button("costs-by-line")])


def entries_of(sums: Sequence[CostSum]) -> list[dict[str, Any]]:
    """In the ledger's format, as `totals_of` expects."""
    return [
        {"currency": cost_sum.currency, "amount": cost_sum.amount, "certainty": cost_sum.certainty}
        for cost_sum in sums
    ]


def spent(sums: Sequence[CostSum]) -> Decimal:
    return sum((cost_sum.amount for cost_sum in sums if cost_sum.amount is not None), Decimal(0))


def line_row(kind: str, cost_sums: Sequence[CostSum], whole: Decimal) -> html.Tr:
    entries = sum(cost_sum.lines for cost_sum in cost_sums)
    share = spent(cost_sums) / whole if whole else Decimal(0)
    bar = html.I(style={"width": f"{100 * share:.1f}%"}, className=f"is-{LOOKS[payee(kind)]}")
    return html.Tr(
        [
            html.Th(texts.say(texts.COSTS, kind), scope="row"),
            html.Td(totals_of(entries_of(cost_sums))[0]),
            html.Td([html.B(formats.percent(float(share))), html.Span(bar, className="rate-bar")]),
            html.Td(how_sure(cost_sums), className="faint is-sentence"),
            html.Td(formats.number(entries)),
        ]
    )


def how_sure(found: Sequence[CostSum]) -> str:
    counts = dict.fromkeys(texts.CERTAINTIES, 0)
    for one in found:
        counts[one.certainty] += one.lines
    said = [
        f"{texts.say(texts.CERTAINTIES, certainty)}: {formats.number(count)}"
        for certainty, count in counts.items()
        if count
    ]
    return " · ".join(said)


def dear_rows(calls: Sequence[Mapping[str, Any]], *, now: datetime) -> html.Ul:
    return html.Ul([html.Li(dear_row(call, now)) for call in calls], className="rows")


def dear_row(call: Mapping[str, Any], now: datetime) -> dcc.Link:
    when = f"{formats.day(call['started_at'], now)} {formats.clock(call['started_at'])} · {formats.duration(call['duration_seconds'])}"
    sign = "≥ " if call["unknown_costs"] else ""
    about = (texts.say(texts.INTENTS, call["intent"]), texts.say(texts.OUTCOMES, call["outcome"]))
    return dcc.Link(
        [
            html.Span(formats.phone(call["phone_number"]), className="row-main"),
            html.Span(when, className="row-side numbers"),
            html.Span(
                [
                    html.B(sign + formats.exact_money(formats.amount(call["cost_eur"]))),
                    *(f" · {one}" for one in about),
                ],
                className="row-more",
            ),
        ],
        href=f"/analysis/{call['id']}",
        className="row-link",
    )
