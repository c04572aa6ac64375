"""Figures over time: unsmoothed lines, a band between two of them, gaps where there are too few calls."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard_app.charts.layout import Figure, across, axis, layout

UPPER, LOWER = [0.56, 1], [0, 0.44]  # share of the height: the panes of the bars and the line
LINE, SECOND, BAND = "#0b6663", "#e2a53c", "rgba(11,102,99,.14)"


@dataclass(frozen=True, slots=True)
class Line:
    name: str
    values: Sequence[float | None]


def band_figure(middle: Line, upper: Line, labels: Sequence[str], *, suffix: str) -> Figure:
    """The middle as a line, with a band up to the upper one."""
    hover = f"%{{y:.1f}}{suffix}"
    traces = [
        {**line(middle, labels, hover), "line": {"color": LINE, "width": 2.5}},
        {**line(upper, labels, hover), "line": {"color": "#7cc0b6", "width": 1.5, "dash": "dot"}},
        between(middle, upper, labels),
    ]
    return {"data": traces, "layout": over_time(labels, tickformat=".1f", ticksuffix=suffix)}


def between(lower: Line, upper: Line, labels: Sequence[str]) -> Figure:
    """One shape per gapless stretch: Plotly's `tonexty` fill would span days without a value."""
    across_x: list[str | None] = []
    up_y: list[float | None] = []
    for stretch in stretches(lower.values, upper.values):
        there_and_back = [*stretch, *reversed(stretch)]
        heights = [
            *(upper.values[place] for place in stretch),
            *(lower.values[place] for place in reversed(stretch)),
        ]
        across_x += [*(labels[place] for place in there_and_back), None]
        up_y += [*heights, None]
    shape = {"type": "scatter", "mode": "none", "fill": "toself", "fillcolor": BAND, "hoverinfo": "skip"}
    return {**shape, "x": across_x[:-1], "y": up_y[:-1]}


def stretches(*lines: Sequence[float | None]) -> list[list[int]]:
    """Index runs in which every line has a value."""
    found: list[list[int]] = []
    for place, values in enumerate(zip(*lines, strict=True)):
        if None in values:
            continue
        if found and found[-1][-1] == place - 1:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def bars_above_line_figure(bars: Line, below: Line, labels: Sequence[str], *, suffix: str) -> Figure:
    """Two panes over the same days, each with its own axis from zero: in a shared pane, two scales would suggest meaningless crossings."""
    upright = {"tickformat": ".2f", "ticksuffix": suffix, "nticks": 4, "rangemode": "tozero"}
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
            **line(below, labels, f"%{{y:.2f}}{suffix}"),
            "yaxis": "y2",
            "line": {"color": SECOND, "width": 2.5},
        },
    ]
    panes = layout(
        xaxis={**across(labels, 5), "anchor": "y2"},
        yaxis=axis(domain=UPPER, **upright),
        yaxis2=axis(domain=LOWER, **upright),
        hoversubplots="axis",
        bargap=0.35,
        barcornerradius=3,
    )
    return {"data": traces, "layout": panes}


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
