"""Spending over time by payee: one stacked column per day, week or month."""

from collections.abc import Mapping, Sequence

from dashboard_app.charts.layout import Figure, across, axis, layout
from dashboard_app.theme import ENDING_COLOURS

# Theme colours, which adapt to light and dark.
LOOKS = {
    "carrier": "served",
    "agent": "booked",
    "ai": "person",
}


def spending_figure(
    amounts: Mapping[str, Sequence[float]],
    labels: Sequence[str],
    names: Mapping[str, str],
    addresses: Sequence[str],
    *,
    signs: tuple[str, str],
) -> Figure:
    """`amounts`: for each payee in `LOOKS` that has any, one value per label. `addresses`: where each column leads. `signs`:
    what stands before and after an amount."""
    before, after = signs
    traces = [
        {
            "type": "bar",
            "name": names[payee],
            "x": list(labels),
            "y": list(amounts[payee]),
            "marker": {"color": ENDING_COLOURS[look]},
            "meta": look,
            "customdata": list(addresses),
            "hovertemplate": f"{before}%{{y:.2f}}{after}",
        }
        for payee, look in LOOKS.items()
        if payee in amounts
    ]
    upright = axis(rangemode="tozero", nticks=5, tickformat=".2f", tickprefix=before, ticksuffix=after)
    return {
        "data": traces,
        "layout": layout(
            barmode="stack", bargap=0.28, barcornerradius=3, xaxis=across(labels), yaxis=upright
        ),
    }
