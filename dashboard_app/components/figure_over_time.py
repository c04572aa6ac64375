"""A figure over time, whole or by a trait: counts as columns that add up, anything else as lines."""

from collections.abc import Sequence
from datetime import date

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.charts.axis import Axis
from dashboard_app.charts.columns import Column, Part
from dashboard_app.charts.lines import Band, Line, Stop
from dashboard_app.components.chart_frame import Frame
from dashboard_app.components.column_chart import column_chart
from dashboard_app.components.line_chart import line_chart
from dashboard_app.components.metric_tile import exactly, said, standing
from dashboard_app.components.volume import look_of
from dashboard_app.explore.answer import Answer, Value, number
from dashboard_app.metric_texts import text_of
from db.queries.metrics.definitions import Metric
from db.queries.metrics.figures import Figure

HEIGHT_PX = 300
MOST_SERIES = 6
ONE, REST = "is-booked", "is-rest"
LEAST: dict[str, float] = {"calls": 1, "ratio": 0.01, "percent": 0.01, "seconds": 0.1, "EUR": 0.01}


def figure_over_time(answer: Answer) -> html.Div:
    metric = answer.question.metric
    frame = Frame(text_of(metric).title, HEIGHT_PX, axis_of(metric))
    if not answer.question.split:
        return html.Div(columns(answer, frame) if metric.kind == "count" else line(answer, frame))
    shown = answer.shown(1, MOST_SERIES)
    drawn = stacked(answer, shown, frame) if metric.kind == "count" else lines(answer, shown, frame)
    return html.Div([drawn, html.Ul(legend(answer, shown), className="legend mt-2")])


def axis_of(metric: Metric) -> Axis:
    return Axis(
        lambda value: said(metric, formats.amount(value) if metric.unit == "EUR" else value),
        least=LEAST[metric.unit],
    )


def columns(answer: Answer, frame: Frame) -> html.Div:
    drawn = []
    for day, label in answer.columns.items():
        figure = answer.found.get((day,))
        count = number(figure) or 0
        words = f"{label}\n{frame.name}: {formats.number(count)}"
        drawn.append(Column(label, [Part(ONE, frame.name, count)], link_to(answer, (day,)), words))
    return column_chart(drawn, frame, say=formats.numbers())


def stacked(answer: Answer, shown: Sequence[Value], frame: Frame) -> html.Div:
    """What has no colour of its own is one more part, so that the columns keep their height."""
    hidden = [value for value in answer.ranked[1] if value not in shown]
    drawn = []
    for day, label in answer.columns.items():
        parts = [
            Part(
                look(answer, place, value),
                answer.name(1, value),
                number(answer.found.get((day, value))) or 0,
                link_to(answer, (day, value)),
            )
            for place, value in enumerate(shown)
        ]
        others = sum(number(answer.found.get((day, value))) or 0 for value in hidden)
        drawn.append(Column(label, [*parts, Part(REST, _("Others"), others)] if hidden else parts))
    return column_chart(drawn, frame, say=formats.numbers())


def line(answer: Answer, frame: Frame) -> html.Div:
    """With the band in which the figure very likely lies, if it has one."""
    figures = [answer.found.get((day,)) for day in answer.columns]
    one = Line(frame.name, ONE, [number(figure) for figure in figures], few_of(figures))
    stops = [stop(answer, day, [(frame.name, answer.found.get((day,)))]) for day in answer.columns]
    return line_chart([one], stops, frame, band=band_of(figures))


def band_of(figures: Sequence[Figure | None]) -> Band | None:
    ends = [figure.interval if figure is not None else None for figure in figures]
    if not any(ends):
        return None
    return [float(end[0]) if end else None for end in ends], [float(end[1]) if end else None for end in ends]


def few_of(figures: Sequence[Figure | None]) -> frozenset[int]:
    """In which columns there are too few calls to trust the figure."""
    return frozenset(
        place for place, figure in enumerate(figures) if figure is not None and figure.n and figure.is_few
    )


def lines(answer: Answer, shown: Sequence[Value], frame: Frame) -> html.Div:
    drawn = []
    for place, value in enumerate(shown):
        figures = [answer.found.get((day, value)) for day in answer.columns]
        own = look(answer, place, value)
        drawn.append(
            Line(answer.name(1, value), own, [number(figure) for figure in figures], few_of(figures))
        )
    stops = [
        stop(answer, day, [(answer.name(1, value), answer.found.get((day, value))) for value in shown])
        for day in answer.columns
    ]
    return line_chart(drawn, stops, frame)


def stop(answer: Answer, day: date, named: Sequence[tuple[str, Figure | None]]) -> Stop:
    metric, label = answer.question.metric, answer.columns[day]
    known = [(name, figure) for name, figure in named if figure is not None]
    if not known:
        return Stop(label)
    words = [
        f"{name}: {exactly(metric, figure.value)} ({standing(metric, figure)})" for name, figure in known
    ]
    return Stop(label, "\n".join([label, *words]), answer.href((day,)))


def link_to(answer: Answer, key: tuple[Value, ...]) -> str:
    return answer.href(key) if key in answer.found else ""


def look(answer: Answer, place: int, value: Value) -> str:
    """Endings have their colours everywhere."""
    if answer.question.split == "ending":
        return look_of(value)
    return f"is-series-{place}"


def legend(answer: Answer, shown: Sequence[Value]) -> list[html.Li]:
    named = [
        html.Li([html.I(className=look(answer, place, value)), answer.name(1, value)])
        for place, value in enumerate(shown)
    ]
    hidden = len(answer.ranked[1]) - len(shown)
    if not hidden:
        return named
    if answer.question.metric.kind == "count":
        return [*named, html.Li([html.I(className=REST), _("Others")])]
    words = _("%(count)s more with fewer calls: in the table.", count=hidden)
    return [*named, html.Li(words, className="faint")]
