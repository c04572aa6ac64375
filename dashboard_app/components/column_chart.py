"""Stacked columns."""

from collections.abc import Callable, Sequence
from typing import Any

from dash import html

from dashboard_app.charts.columns import Column, Part
from dashboard_app.components.attributes import attributes
from dashboard_app.components.chart_frame import Frame, framed, link, look_of_column, share

Say = Callable[[float], str]


def column_chart(columns: Sequence[Column], frame: Frame, *, say: Say) -> html.Div:
    """`say`: how a count is told. The tooltip shows one segment if segments are links, else the whole column."""
    top = frame.axis.top([column.height for column in columns])
    drawn = [
        column_of(column, top, look_of_column(place, len(columns)), say)
        for place, column in enumerate(columns)
    ]
    return framed(frame, top, [column.label for column in columns], drawn)


def column_of(column: Column, top: float, look: str, say: Say) -> html.Div | html.A:
    parts = [part for part in column.parts if part.count]
    drawn: list[Any] = [part_of(part, column.label, top, say) for part in parts]
    if column.href:
        return link(told(column, parts, say), column.href, drawn, className=look)
    if not parts or any(part.href for part in parts):
        return html.Div(drawn, className=look)
    return html.Div(drawn, className=look, **attributes(data_said=told(column, parts, say)))


def told(column: Column, parts: Sequence[Part], say: Say) -> str:
    """The tooltip of the whole column: its segments from the top down."""
    return column.said or "\n".join(
        [column.label, *(f"{part.name}: {say(part.count)}" for part in reversed(parts))]
    )


def part_of(part: Part, label: str, top: float, say: Say) -> html.A | html.Div:
    look, style = f"chart-part {part.look}", {"height": share(part.count / top)}
    if not part.href:
        return html.Div(className=look, style=style)
    return link(f"{label}\n{part.name}: {say(part.count)}", part.href, className=look, style=style)
