"""The panel's trends: two related metrics over the selected period, with the starts of the agent's versions."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.asking import reading
from dashboard_app.charts.layout import CONFIG
from dashboard_app.charts.marks import marked
from dashboard_app.charts.trend import Line, band_figure, bars_above_line_figure
from dashboard_app.components.attributes import attributes
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here
from dashboard_app.pages.panel_sections import columns, span_of, version_marks, version_note
from dashboard_app.scope import Scope
from db.queries.metrics.changes import versions_between
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.figures import Figure
from db.queries.metrics.measure import measure_by

CHART_PX = 230
Figures = Mapping[str, Figure]


def gaps(scope: Scope) -> Any:
    return trend(
        scope,
        [(_("half of the calls below"), "heard_gap_p50"), (_("19 in 20 below"), "heard_gap_p95")],
        lambda lines, labels: band_figure(lines[0], lines[1], labels, suffix=" s"),
        name="waits",
        looks=("is-booked", "is-served"),
        say=formats.seconds,
    )


def costs(scope: Scope) -> Any:
    return trend(
        scope,
        [(_("per call"), "cost_per_call"), (_("per appointment"), "cost_per_booking")],
        lambda lines, labels: bars_above_line_figure(lines[0], lines[1], labels, suffix=" €"),
        name="costs",
        looks=("is-served", "is-person"),
        say=lambda value: formats.money(formats.amount(value)),
    )


def trend(
    scope: Scope,
    series: Sequence[tuple[str, str]],
    draw: Callable[[list[Line], list[str]], dict[str, Any]],
    *,
    name: str,
    looks: Sequence[str],
    say: Callable[[float], str],
) -> Any:
    """`series`: label and metric of each line. A click on the chart opens the calls behind the first metric."""
    metrics = [BY_NAME[metric] for _label, metric in series]
    with reading() as session:
        found = measure_by(session, metrics, scope.selection, by=(scope.unit,), now=scope.viewer.now)
        starts = versions_between(session, scope.selection)
    by_day = {pd.Timestamp(key[0]): figures for key, figures in found.items()}
    buckets, labels = columns(scope)
    lines = [Line(label, [value_of(by_day.get(day), metric) for day in buckets]) for label, metric in series]
    if not any(value is not None for line in lines for value in line.values):
        return nothing_here(
            _("Nothing to show yet"), _("No call of this selection says anything about it."), small=True
        )
    addresses = [scope.behind(metrics[0], **span_of(day.date(), scope)) for day in buckets]
    figure = marked(with_addresses(draw(lines, labels), addresses), version_marks(starts, buckets, scope))
    return html.Div(
        [
            graph(name, figure),
            legend(lines, looks, version_note(starts)),
            table(name, lines, labels, say),
        ]
    )


def value_of(figures: Figures | None, metric: str) -> float | None:
    value = figures[metric].value if figures is not None else None
    return None if value is None else float(value)


def graph(name: str, figure: dict[str, Any]) -> html.Div:
    chart = dcc.Graph(
        id={"type": "chart", "name": name},
        figure=figure,
        config=CONFIG,
        style={"height": f"{CHART_PX}px"},
        responsive=True,
    )
    return html.Div(chart, **attributes(aria_hidden="true"))


def with_addresses(figure: dict[str, Any], addresses: Sequence[str]) -> dict[str, Any]:
    """Links the chart's marks."""
    return {**figure, "data": [{**trace, "customdata": list(addresses)} for trace in figure["data"]]}


def legend(lines: Sequence[Line], looks: Sequence[str], note: Sequence[html.Li]) -> html.Ul:
    drawn = [html.Li([html.I(className=look), line.name]) for look, line in zip(looks, lines, strict=True)]
    return html.Ul([*drawn, *note], className="legend mt-2")


def table(
    name: str, lines: Sequence[Line], labels: Sequence[str], say: Callable[[float], str]
) -> html.Details:
    rows = [
        (label, [formats.NOTHING if value is None else say(value) for value in values])
        for label, values in zip(labels, zip(*(line.values for line in lines), strict=True), strict=True)
    ]
    return series_table(name, [line.name for line in lines], rows)
