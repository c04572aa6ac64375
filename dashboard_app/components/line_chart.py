"""Lines over time, and a band behind them."""

from collections.abc import Iterator, Sequence
from typing import Any

from dash import html

from dashboard_app.charts.lines import Band, Line, Stop, outline, stretches
from dashboard_app.charts.lines import band as outline_of_band
from dashboard_app.components.chart_frame import Frame, framed, link, look_of_column, share
from dashboard_app.svg import Drawing

DOTTED_UP_TO = 31  # columns: with more of them, only values that stand alone have a dot


def line_chart(
    lines: Sequence[Line], stops: Sequence[Stop], frame: Frame, *, band: Band | None = None
) -> html.Div:
    """A band that rises above the lines' scale is cut off there."""
    top = frame.axis.top([value for line in lines for value in line.values if value is not None])
    drawn = [
        column_of(place, stop, lines, top, look_of_column(place, len(stops)))
        for place, stop in enumerate(stops)
    ]
    return framed(frame, top, [stop.label for stop in stops], drawn, behind=[drawing(lines, top, band)])


def drawing(lines: Sequence[Line], top: float, band: Band | None) -> Drawing:
    area = []
    if band is not None:
        lower, upper = ([None if end is None else min(end, top) for end in ends] for ends in band)
        area = [("chart-band", outline_of_band(lower, upper, top))]
    paths = [(f"chart-line {line.look}", outline(line.values, top)) for line in reversed(lines)]
    return Drawing("chart-lines", (len(lines[0].values), 100), [*area, *paths])


def column_of(place: int, stop: Stop, lines: Sequence[Line], top: float, look: str) -> html.Div | html.A:
    dots = list(dots_of(place, lines, top))
    if not dots or not stop.href:
        return html.Div(dots, className=look)
    return link(stop.said, stop.href, dots, className=look)


def dots_of(place: int, lines: Sequence[Line], top: float) -> Iterator[Any]:
    for line in reversed(lines):
        value = line.values[place]
        if value is None:
            continue
        is_shown = len(line.values) <= DOTTED_UP_TO or [place] in stretches(line.values)
        looks = {"chart-dot": True, line.look: True, "is-few": place in line.few, "is-quiet": not is_shown}
        look = " ".join(name for name, is_so in looks.items() if is_so)
        yield html.I(className=look, style={"bottom": share(value / top)})
