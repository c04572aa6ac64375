"""A figure for each value of a trait: a bar with its sample and its interval, linked to the calls behind it."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from dashboard_app.components.metric_tile import exactly, standing
from dashboard_app.explore.answer import Answer, Value, highest, number
from db.queries.metrics.figures import Figure

MOST = 24


def figure_bars(answer: Answer) -> html.Div:
    values = answer.shown(0, MOST)
    scale = scale_of([answer.found[value,] for value in values])
    rows = [html.Li(line(answer, value, scale)) for value in values]
    hidden = len(answer.ranked[0]) - len(values)
    if hidden:
        words = _("%(count)s more with fewer calls: in the table.", count=hidden)
        rows.append(html.Li(words, className="faint bar-rest"))
    return html.Div(html.Ul(rows, className="bars figure-bars"))


def scale_of(figures: Sequence[Figure]) -> float:
    """Intervals have room, but not if a few calls make them so wide that the bars would shrink to nothing."""
    most = highest(figures)
    ends = [float(one.interval[1]) for one in figures if one.interval is not None and not one.is_few]
    return max([most, *(min(end, 1.5 * most) for end in ends)])


def line(answer: Answer, value: Value, scale: float) -> Any:
    metric, figure = answer.question.metric, answer.found[value,]
    name, told, sample = answer.name(0, value), exactly(metric, figure.value), standing(metric, figure)
    inside = [
        html.Span(name, className="bar-label"),
        html.Span([html.B(told), f" · {sample}" if sample else ""], className="bar-count numbers"),
        html.Span(track(figure, scale), className="bar-track", **attributes(aria_hidden="true")),
    ]
    look = "bar is-few" if figure.is_few else "bar"
    return dcc.Link(inside, href=answer.href((value,)), className=look, title=f"{name}: {told}")


def track(figure: Figure, scale: float) -> list[html.I]:
    bar = html.I(className="is-booked", style={"width": share((number(figure) or 0) / scale)})
    if figure.interval is None:
        return [bar]
    low, high = (min(float(end) / scale, 1) for end in figure.interval)
    return [bar, html.I(className="bar-interval", style={"left": share(low), "width": share(high - low)})]


def share(part: float) -> str:
    return f"{100 * part:.1f}%"
