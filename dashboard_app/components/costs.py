"""The cost of a call, line by line. Unknown amounts are shown as unknown and never count as zero."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.badges import badge
from dashboard_app.components.series_table import save_button
from dashboard_app.components.states import nothing_here


def cost_table(lines: Sequence[Mapping[str, Any]]) -> Component:
    if not lines:
        title, text = (
            _("No costs yet"),
            _("They come when the call is over and the providers have said what it cost."),
        )
        return nothing_here(title, text, symbol="receipt", small=True)
    body = html.Tbody(
        [
            html.Tr([html.Th(name(line), scope="row"), html.Td(shown(line), className="amount")])
            for line in lines
        ]
    )
    totals = [
        html.Tr([html.Th(_("Total"), scope="row"), html.Td(text, className="amount")])
        for text in totals_of(lines)
    ]
    table = html.Table([body, html.Tfoot(totals)], className="cost-table")
    return html.Div([table, save_button("costs")])


def name(line: Mapping[str, Any]) -> list[Any]:
    certainty = str(line["certainty"])
    mark = (
        None
        if certainty == "known"
        else badge(texts.say(texts.CERTAINTIES, certainty), "is-warn" if certainty == "unknown" else "")
    )
    return [texts.say(texts.COSTS, str(line["kind"])), " ", mark]


def shown(line: Mapping[str, Any]) -> str:
    return formats.exact_money(line["amount"], str(line["currency"]))


def totals_of(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    """One total per currency: `≥` if a line is unknown, `≈` if one is estimated."""
    currencies = sorted({str(line["currency"]) for line in lines})
    return [
        total([line for line in lines if line["currency"] == currency], currency) for currency in currencies
    ]


def total(lines: Sequence[Mapping[str, Any]], currency: str) -> str:
    certainties = {str(line["certainty"]) for line in lines}
    amounts = [line["amount"] for line in lines if line["amount"] is not None]
    if not amounts:
        return formats.exact_money(None)
    sign = "≥ " if "unknown" in certainties else "≈ " if "estimated" in certainties else ""
    return sign + formats.exact_money(sum(amounts, Decimal(0)), currency)
