"""The panel's trends: two related metrics over the selected period, with the starts of the agent's versions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.charts.axis import Axis
from dashboard_app.charts.columns import Column, Part
from dashboard_app.charts.lines import Line, Stop
from dashboard_app.charts.marks import numbered
from dashboard_app.components.chart_frame import Frame
from dashboard_app.components.column_chart import column_chart
from dashboard_app.components.line_chart import line_chart
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here
from dashboard_app.pages.panel_sections import columns, span_of, version_marks, version_note
from dashboard_app.scope import Scope
from dashboard_app.viewer import reading
from db.queries.metrics.changes import Started, new_versions
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.figures import Figure
from db.queries.metrics.measure import measure_by

CHART_PX, UPPER_PX, LOWER_PX = 230, 106, 124
Figures = Mapping[str, Figure]
Series = Sequence[tuple[str, str, str]]  # the label, the metric and the look of each line
Say = Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Trend:
    """Metrics by day, week or month. Figures are None where there are no calls."""

    scope: Scope
    series: Series
    found: Sequence[Figures | None]
    buckets: Sequence[date]
    labels: Sequence[str]
    starts: Sequence[Started]

    @property
    def marks(self) -> Mapping[float, str]:
        return numbered(version_marks(self.starts, self.buckets, self.scope))

    def line(self, place: int) -> Line:
        label, metric, look = self.series[place]
        return Line(label, look, [value_of(figures, metric) for figures in self.found])

    def lines(self) -> list[Line]:
        return [self.line(place) for place in range(len(self.series))]

    def stops(self, metric: str, lines: Sequence[Line], say: Say) -> list[Stop]:
        """Each leads to the calls that its metric stands on, if there are any."""
        return [
            self.stop(place, metric, lines, say)
            if value_of(self.found[place], metric) is not None
            else Stop(label)
            for place, label in enumerate(self.labels)
        ]

    def stop(self, place: int, metric: str, lines: Sequence[Line], say: Say) -> Stop:
        count = count_of(self.found[place], metric)
        return Stop(
            self.labels[place],
            "\n".join([self.labels[place], *told(lines, place, say), count]),
            self.scope.behind(BY_NAME[metric], **span_of(self.buckets[place], self.scope)),
        )


def gaps(scope: Scope) -> Any:
    half, most = _("half of the calls below"), _("19 in 20 below")
    found = read(scope, [(half, "heard_gap_p50", "is-booked"), (most, "heard_gap_p95", "is-served")])
    if not (lines := known(found)):
        return nothing_said()
    frame = Frame(
        _("How long callers wait for an answer"), CHART_PX, Axis(formats.seconds, least=0.1), found.marks
    )
    stops = found.stops("heard_gap_p50", lines, formats.seconds)
    between = (lines[0].values, lines[1].values)
    return shown(found, "waits", [line_chart(lines, stops, frame, band=between)], formats.seconds)


def costs(scope: Scope) -> Any:
    """Two charts, each with its scale from zero: in a shared one, two scales would suggest meaningless crossings."""
    call, booking = _("per call"), _("per appointment")
    found = read(scope, [(call, "cost_per_call", "is-served"), (booking, "cost_per_booking", "is-person")])
    if not (lines := known(found)):
        return nothing_said()
    axis = Axis(cents, least=0.01, most=3)
    gutter = max(len(axis.say(value)) for line in lines for value in line.values if value is not None)
    name = _("What it costs")
    upper = Frame(f"{name}, {call}", UPPER_PX, axis, found.marks, gutter=gutter, is_named=False)
    lower = Frame(f"{name}, {booking}", LOWER_PX, axis, found.marks, gutter=gutter)
    per_call = [
        Column(stop.label, [Part("is-served", call, value or 0)], stop.href, stop.said)
        for value, stop in zip(lines[0].values, found.stops("cost_per_call", lines[:1], cents), strict=True)
    ]
    drawn = [
        column_chart(per_call, upper, say=cents),
        line_chart(lines[1:], found.stops("cost_per_booking", lines[1:], cents), lower),
    ]
    return shown(found, "costs", drawn, lambda value: formats.money(formats.amount(value)))


def cents(value: float) -> str:
    return formats.exact_money(formats.amount(value), places=2)


def read(scope: Scope, series: Series) -> Trend:
    metrics = [BY_NAME[metric] for _label, metric, _look in series]
    with reading() as session:
        found = measure_by(session, metrics, scope.selection, by=(scope.unit,), now=scope.viewer.now)
        starts = new_versions(session, scope.selection)
    by_day = {key[0]: figures for key, figures in found.items()}
    buckets, labels = columns(scope)
    return Trend(scope, series, [by_day.get(day) for day in buckets], buckets, labels, starts)


def known(trend: Trend) -> list[Line]:
    """The lines, unless no call says anything about them."""
    lines = trend.lines()
    return lines if any(value is not None for line in lines for value in line.values) else []


def nothing_said() -> Any:
    return nothing_here(
        _("Nothing to show yet"), _("No call of this selection says anything about it."), small=True
    )


def value_of(figures: Figures | None, metric: str) -> float | None:
    value = figures[metric].value if figures is not None else None
    return None if value is None else float(value)


def told(lines: Sequence[Line], place: int, say: Say) -> list[str]:
    return [
        f"{line.name}: {say(value)}" for line in reversed(lines) if (value := line.values[place]) is not None
    ]


def count_of(figures: Figures | None, metric: str) -> str:
    count = figures[metric].n if figures is not None else 0
    return f"{_('Calls')}: {formats.number(count)}"


def shown(trend: Trend, name: str, charts: Sequence[html.Div], say: Say) -> html.Div:
    lines = trend.lines()
    named = [html.Li([html.I(className=line.look), line.name]) for line in lines]
    legend = html.Ul([*named, *version_note(trend.starts)], className="legend mt-2")
    return html.Div([*charts, legend, table(name, lines, trend.labels, say)])


def table(name: str, lines: Sequence[Line], labels: Sequence[str], say: Say) -> html.Details:
    rows = [
        (label, [formats.NOTHING if value is None else say(value) for value in values])
        for label, values in zip(labels, zip(*(line.values for line in lines), strict=True), strict=True)
    ]
    return series_table(name, [line.name for line in lines], rows)
