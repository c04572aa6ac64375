"""Stacked columns as plain HTML: drawn within milliseconds, where Plotly needs a tenth of a second and a script of its own.

They serve mouse and touch; every chart also has its numbers as a table.
"""

from collections.abc import Mapping, Sequence

from dash import html

from dashboard_app import formats
from dashboard_app.charts.columns import Column, Part, scale, top_of
from dashboard_app.charts.layout import ticks_of
from dashboard_app.components.attributes import attributes


def column_chart(columns: Sequence[Column], marks: Mapping[float, str], *, height_px: int) -> html.Div:
    """`marks`: numbered vertical lines by column position, the first being 0. The tooltip shows one segment if segments are links, else
    the whole column."""
    top, count = top_of(columns), len(columns)
    lines = [(value, formats.number(value)) for value in scale(top)]
    ticks = [
        html.Span(said, className="chart-tick", style={"bottom": share(value / top)}) for value, said in lines
    ]
    drawn = [column_of(column, top, is_late=place >= count / 2) for place, column in enumerate(columns)]
    names = [
        html.Span(columns[place].label, className="chart-label", style={"left": share((place + 0.5) / count)})
        for place in ticks_of([column.label for column in columns])
    ]
    shown = [
        html.Span(number, className="chart-mark", style={"left": share((place + 0.5) / count)})
        for place, number in marks.items()
    ]
    gutter = f"{max(len(said) for _value, said in lines)}ch"
    return html.Div(
        html.Div(
            [*ticks, html.Div(drawn, className="chart-columns"), *names, *shown], className="chart-area"
        ),
        className="chart is-marked" if marks else "chart",
        style={"height": f"{height_px}px", "--gutter": gutter},
        **attributes(aria_hidden="true"),
    )


def column_of(column: Column, top: float, *, is_late: bool) -> html.Div:
    """`is_late`: in the second half of the chart, where the tooltip opens to the left."""
    parts = [part for part in column.parts if part.count]
    leads = any(part.href for part in parts)
    said = "\n".join(
        [column.label, *(f"{part.name}: {formats.number(part.count)}" for part in reversed(parts))]
    )
    return html.Div(
        [part_of(part, column.label, top) for part in parts],
        className="chart-column is-late" if is_late else "chart-column",
        **({} if leads or not parts else attributes(data_said=said)),
    )


def part_of(part: Part, label: str, top: float) -> html.A | html.Div:
    look, style = f"chart-part {part.look}", {"height": share(part.count / top)}
    if not part.href:
        return html.Div(className=look, style=style)
    said = attributes(data_said=f"{label}\n{part.name}: {formats.number(part.count)}")
    return html.A(href=part.href, tabIndex="-1", className=look, style=style, **said)


def share(value: float) -> str:
    return f"{100 * value:.2f}%"
