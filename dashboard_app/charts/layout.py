"""Layout of Plotly's charts: no frame, quiet axes, numbers in the reader's locale. Colours are those of the style sheet (decision 25)."""

from collections.abc import Sequence
from typing import Any

from flask_babel import get_locale

from dashboard_app.charts.axis import ticks_of

Figure = dict[str, Any]
MAX_TICKS = 5
CONFIG: Any = {"displayModeBar": False, "responsive": True, "showTips": False, "scrollZoom": False}


def layout(**more: Any) -> Figure:
    shared: Figure = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 34, "r": 4, "t": 6, "b": 30},
        "font": {"family": "Figtree, system-ui, sans-serif", "size": 12},
        "separators": separators(),
        "hovermode": "x unified",
        # Opaque; the style sheet's colours take precedence.
        "hoverlabel": {
            "bgcolor": "#ffffff",
            "bordercolor": "#cbc7bc",
        },
        "showlegend": False,
        "dragmode": False,
        "xaxis": axis(showgrid=False),
        "yaxis": axis(rangemode="tozero", tickformat=",d", nticks=5),
    }
    return {**shared, **more}


def axis(**more: Any) -> Figure:
    return {"fixedrange": True, "zeroline": False, "showline": False, "ticks": "", "automargin": True, **more}


def across(labels: Sequence[str]) -> Figure:
    """A category axis whose values are the labels themselves, so that hovering shows a column's name."""
    shown = [labels[place] for place in ticks_of(labels, MAX_TICKS)]
    return axis(
        type="category",
        showgrid=False,
        tickangle=0,
        tickvals=shown,
        ticktext=shown,
        range=[-0.6, len(labels) - 0.4],
    )


def separators() -> str:
    """Decimal and thousands separators."""
    locale = get_locale()
    symbols = locale.number_symbols["latn"] if locale is not None else {"decimal": ",", "group": "."}
    return str(symbols["decimal"]) + str(symbols["group"])
