"""What a chart of the browser's own has around its drawing: the scale, the names of some columns, numbered vertical lines.

Such charts are plain HTML, drawn within milliseconds, where Plotly needs a tenth of a second and a script of 450 kB (decision 25). A chart that
leads to calls is one stop of the keyboard, and arrows walk in it (`assets/04_charts.js`); every chart also has its numbers as a table.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dash import html

from dashboard_app.charts.axis import Axis, ticks_of
from dashboard_app.components.attributes import attributes

LONG_LABEL = 7  # characters: a day with its year is longer


@dataclass(frozen=True, slots=True)
class Frame:
    """`name`: for those who do not see it. `marks`: numbered vertical lines by column position, the first being 0.

    `gutter`: characters of room for the scale; charts that stand above one another share it. `is_named`: the columns' labels are written.
    """

    name: str
    height_px: int
    axis: Axis
    marks: Mapping[float, str] = field(default_factory=dict)
    gutter: int = 0
    is_named: bool = True


def framed(
    frame: Frame, top: float, labels: Sequence[str], columns: Sequence[Any], behind: Iterable[Any] = ()
) -> html.Div:
    """`behind`: what is drawn below the columns."""
    scale = [(value, frame.axis.say(value)) for value in frame.axis.ticks(top)]
    gutter = max(frame.gutter, *(len(said) for _value, said in scale))
    links = [link for column in columns for link in links_of(column)]
    if links:
        links[-1].tabIndex = "0"  # type: ignore[attr-defined]
    told = attributes(role="group", aria_label=frame.name) if links else attributes(aria_hidden="true")
    return html.Div(
        html.Div(
            [
                *(tick(value / top, said) for value, said in scale),
                *behind,
                html.Div(columns, className="chart-columns"),
                *(names(labels) if frame.is_named else []),
                *(mark(place, number, len(labels)) for place, number in frame.marks.items()),
            ],
            className="chart-area",
        ),
        className=" ".join(look for look, is_so in looks_of(frame).items() if is_so),
        style={"height": f"{frame.height_px}px", "--gutter": f"{gutter}ch"},
        **told,
    )


def looks_of(frame: Frame) -> dict[str, bool]:
    return {"chart": True, "is-marked": bool(frame.marks), "is-unnamed": not frame.is_named}


def links_of(column: Any) -> list[html.A]:
    if isinstance(column, html.A):
        return [column]
    return [part for part in column.children or [] if isinstance(part, html.A)]


def link(said: str, href: str, children: Sequence[Any] = (), **more: Any) -> html.A:
    """Reached by arrows, not by the Tab key: the frame makes one of them the chart's stop."""
    spoken = attributes(data_said=said, aria_label=said.replace("\n", ", "))
    return html.A(list(children), href=href, tabIndex="-1", **more, **spoken)


def tick(share_of_height: float, said: str) -> html.Span:
    hidden = attributes(aria_hidden="true")
    return html.Span(said, className="chart-tick", style={"bottom": share(share_of_height)}, **hidden)


def names(labels: Sequence[str]) -> list[html.Span]:
    """Where they are long, every other one gives way in a narrow chart."""
    shown = ticks_of(labels)
    is_long = max((len(labels[place]) for place in shown), default=0) > LONG_LABEL
    return [
        html.Span(
            labels[place],
            className="chart-label is-spare" if is_long and turn % 2 else "chart-label",
            style={"left": share((place + 0.5) / len(labels))},
            **attributes(aria_hidden="true"),
        )
        for turn, place in enumerate(shown)
    ]


def mark(place: float, number: str, count: int) -> html.Span:
    where = {"left": share((place + 0.5) / count)}
    return html.Span(number, className="chart-mark", style=where, **attributes(aria_hidden="true"))


def look_of_column(place: int, count: int) -> str:
    """In the second half of the chart, the tooltip opens to the left."""
    return "chart-column is-late" if place >= count / 2 else "chart-column"


def share(value: float) -> str:
    return f"{100 * value:.2f}%"
