"""Lines over time, with a band from the first one up to the second."""

from collections.abc import Iterator, Sequence
from typing import Any

from dash import html

from dashboard_app.charts.lines import Line, Stop, band, outline, stretches
from dashboard_app.components.chart_frame import Frame, framed, link, look_of_column, share
from dashboard_app.svg import Drawing

DOTTED_UP_TO = 31  # columns: with more of them, only values that stand alone have a dot


def line_chart(lines: Sequence[Line], stops: Sequence[Stop], frame: Frame) -> html.Div:
    top = frame.axis.top([value for line in lines for value in line.values if value is not None])
    drawn = [
        column_of(place, stop, lines, top, look_of_column(place, len(stops)))
        for place, stop in enumerate(stops)
    ]
    return framed(frame, top, [stop.label for stop in stops], drawn, behind=[drawing(lines, top)])


def drawing(lines: Sequence[Line], top: float) -> Drawing:
    area = [("chart-band", band(lines[0].values, lines[1].values, top))] if len(lines) > 1 else []
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
        look = f"chart-dot {line.look}" + ("" if is_shown else " is-quiet")
        yield html.I(className=look, style={"bottom": share(value / top)})
