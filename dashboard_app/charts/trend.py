"""How figures go over time: lines without smoothing, a band between two of them, gaps where there are too few calls to tell."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard_app.charts.layout import Figure, across, axis, layout

LINE, SECOND, BAND = "#0b6663", "#e2a53c", "rgba(11,102,99,.14)"


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    values: Sequence[float | None]


def band_figure(middle: Line, upper: Line, labels: Sequence[str], *, suffix: str) -> Figure:
    """The middle as a line, and up to the upper one a band."""
    hover = f"%{{y:.1f}}{suffix}"
    traces = [
        {**line(middle, labels, hover), "line": {"color": LINE, "width": 2.5}},
        {
            **line(upper, labels, hover),
            "line": {"color": "#7cc0b6", "width": 1.5, "dash": "dot"},
            "fill": "tonexty",
            "fillcolor": BAND,
        },
    ]
    return {"data": traces, "layout": over_time(labels, tickformat=".1f", ticksuffix=suffix)}


def bars_and_line_figure(bars: Line, over: Line, labels: Sequence[str], *, suffix: str) -> Figure:
    """Bars on the left axis, a line on the right one."""
    traces = [
        {
            "type": "bar",
            "name": bars.name,
            "x": list(labels),
            "y": list(bars.values),
            "marker": {"color": "#7cc0b6"},
            "meta": "served",
            "hovertemplate": f"%{{y:.2f}}{suffix}",
        },
        {
            **line(over, labels, f"%{{y:.2f}}{suffix}"),
            "yaxis": "y2",
            "line": {"color": SECOND, "width": 2.5},
        },
    ]
    made = over_time(labels, most=5, tickformat=".2f", ticksuffix=suffix)
    right = axis(rangemode="tozero", overlaying="y", side="right", showgrid=False, tickformat=".2f", nticks=5)
    return {"data": traces, "layout": {**made, "yaxis2": right, "bargap": 0.35, "barcornerradius": 3}}


def line(shown: Line, labels: Sequence[str], hover: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines+markers" if len(labels) <= 31 else "lines",
        "name": shown.name,
        "x": list(labels),
        "y": list(shown.values),
        "connectgaps": False,
        "marker": {"size": 5},
        "hovertemplate": hover,
    }


def over_time(labels: Sequence[str], most: int = 6, **upright: object) -> Figure:
    return layout(xaxis=across(labels, most), yaxis=axis(rangemode="tozero", nticks=5, **upright))
