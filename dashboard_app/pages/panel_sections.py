"""The panel's sections: each asks one question of the selected calls and draws the answer, with the calls behind every number."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.asking import Asker, reading
from dashboard_app.call_filters import selected_calls
from dashboard_app.charts.layout import CONFIG
from dashboard_app.charts.marks import marked
from dashboard_app.charts.trend import Line, band_figure, bars_above_line_figure
from dashboard_app.components.attributes import attributes
from dashboard_app.components.bar_list import Bar, bar_list
from dashboard_app.components.heat_table import heat_table
from dashboard_app.components.metric_tile import metric_tile, said
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here
from dashboard_app.components.volume import volume_chart
from dashboard_app.metric_texts import text_of
from dashboard_app.panel.addresses import calls_address
from db.queries.metrics.changes import Started, versions_between
from db.queries.metrics.definitions import BY_NAME, Metric
from db.queries.metrics.figures import Figure
from db.queries.metrics.measure import measure, measure_by
from db.queries.metrics.periods import days_of, good_unit, same_weekdays_before, stretches
from db.queries.selection import UNKNOWN, Selection

Filters = Mapping[str, str]
TILES = (
    "calls",
    "answered_rate",
    "booking_rate",
    "abandonment_rate",
    "containment_rate",
    "heard_gap_p50",
    "cost_per_call",
    "cost_per_booking",
)
HEATS = {"calls": "is-calls", "missed_calls": "is-missed-heat", "bookings": "is-bookings"}
CHART_PX = 230


@dataclass(frozen=True, slots=True)
class Asked:
    """The selection with the address that says the same."""

    who: Asker
    filters: Filters
    selection: Selection

    @property
    def days(self) -> tuple[date, date]:
        return days_of(self.selection, self.who.timezone) or (self.who.today, self.who.today)

    @property
    def unit(self) -> str:
        first, last = self.days
        return good_unit((last - first).days + 1)

    def address(self, **more: object) -> str:
        return calls_address(self.filters, **more)

    def behind(self, metric: Metric, **more: object) -> str:
        """A share's name says which calls it is about: those that it counts, not those that it is of."""
        part = "denominator" if metric.kind != "rate" and "denominator" in metric.parts else "numerator"
        return self.address(**more, metric=metric.name, part=part)


def asked(filters: Filters, who: Asker) -> Asked:
    return Asked(who, filters, selected_calls(filters, who))


def figures(one: Asked, names: Sequence[str] = TILES) -> html.Div:
    metrics = [BY_NAME[name] for name in names]
    before = same_weekdays_before(one.selection, one.who.timezone, now=one.who.now)
    with reading() as session:
        now = measure(session, metrics, one.selection, now=one.who.now)
        then = measure(session, metrics, before, now=one.who.now) if before else {}
    shown = [
        metric_tile(metric, now[metric.name], then.get(metric.name), href=one.behind(metric))
        for metric in metrics
    ]
    table = series_table(
        "figures",
        [_("Now"), _("Before"), _("Calls")],
        [
            (
                text_of(metric).title,
                [
                    said(metric, now[metric.name].value),
                    said(metric, then[metric.name].value) if metric.name in then else formats.NOTHING,
                    formats.number(now[metric.name].n),
                ],
            )
            for metric in metrics
        ],
    )
    return html.Div(
        [html.Div(shown, className="tiles metric-tiles"), html.Div(table, className="tiles-table")],
        className="card-box",
    )


def number_of(found: Figure) -> float:
    return float(found.value or 0)


def volume(one: Asked) -> Any:
    """One column a day, a week or a month, by how the calls ended."""
    with reading() as session:
        found = measure_by(
            session, [BY_NAME["calls"]], one.selection, by=(one.unit, "ending"), now=one.who.now
        )
        starts = versions_between(session, one.selection)
    rows = [
        (pd.Timestamp(day), ending, number_of(figure["calls"])) for (day, ending), figure in found.items()
    ]
    frame = pd.DataFrame(rows, columns=["bucket", "ending", "calls"])
    buckets, labels = columns(one)

    spans = [span_of(bucket.date(), one) for bucket in buckets]

    def addresses(ending: str) -> list[str]:
        exactly = {"ending": ending, "metric": "calls", "part": "numerator"}
        return [one.address(**span, **exactly) for span in spans]

    marks = version_marks(starts, buckets, one)
    return volume_chart(frame, buckets, labels, addresses, marks, note=version_note(starts))


def version_marks(starts: Sequence[Started], buckets: Sequence[pd.Timestamp], one: Asked) -> list[float]:
    """Before the column in which each version of the agent began, in the order of the list of versions."""
    zone = ZoneInfo(one.who.timezone)
    days = [pd.Timestamp(start.first_call_at.astimezone(zone).date()) for start in starts]
    return [max(bisect_right(buckets, day) - 1, 0) - 0.5 for day in days]


def version_note(starts: Sequence[Started]) -> list[html.Li]:
    """What the numbered lines are; the list of versions below says more."""
    if not starts:
        return []
    named = ", ".join(f"{number} {start.version}" for number, start in enumerate(starts, start=1))
    words = _("New version of the agent: %(versions)s", versions=named)
    return [html.Li([html.I(className="is-mark"), html.A(words, href="#panel-versions")])]


def columns(one: Asked) -> tuple[list[pd.Timestamp], list[str]]:
    first, last = one.days
    found = [pd.Timestamp(day) for day in stretches(first, last, one.unit)]
    has_years = first.year != last.year  # a month's first day comes every year
    return found, [formats.short_date(day.date(), with_year=has_years) for day in found]


def span_of(day: date, one: Asked) -> dict[str, str]:
    """The days of a column, as far as they are selected."""
    first, last = one.days
    following = list(stretches(day, day + timedelta(days=40), one.unit))[1]
    return {"from_": max(day, first).isoformat(), "to": min(following - timedelta(days=1), last).isoformat()}


def heat(one: Asked, name: str) -> Any:
    metric = BY_NAME[name if name in HEATS else "calls"]
    with reading() as session:
        found = measure_by(session, [metric], one.selection, by=("weekday", "hour"), now=one.who.now)
    counts = {
        (int(day), int(hour)): int(number_of(figure[metric.name])) for (day, hour), figure in found.items()
    }

    def address(day: int, hour: int) -> str:
        return one.address(weekday=day, hour=hour, metric=metric.name, part="numerator")

    return heat_table(counts, address, look=HEATS[metric.name])


def shares(
    one: Asked,
    trait: str,
    names: Mapping[str, str],
    *,
    of: str = "calls",
    looks: Mapping[str, str] | None = None,
) -> Any:
    """How the calls of a part divide by a trait."""
    metric = BY_NAME[of]
    with reading() as session:
        found = measure_by(session, [metric], one.selection, by=(trait,), now=one.who.now)
    more = {"metric": of, "part": "numerator"}  # leaves out who the figure leaves out
    bars = [
        Bar(
            label=texts.say(names, value) if value else _("Not known"),
            count=int(counted(figure[of])),
            href=one.address(**{trait: value or UNKNOWN}, **more),
            look=(looks or {}).get(str(value), "is-booked" if value else "is-unread"),
        )
        for (value,), figure in found.items()
    ]
    return bar_list(sorted(bars, key=lambda bar: -bar.count), trait)


def counted(found: Figure) -> float:
    return number_of(found) if found.numerator is None else found.numerator


def gaps(one: Asked) -> Any:
    metrics = [BY_NAME["heard_gap_p50"], BY_NAME["heard_gap_p95"]]
    with reading() as session:
        found = measure_by(session, metrics, one.selection, by=(one.unit,), now=one.who.now)
        starts = versions_between(session, one.selection)
    return trend(
        one,
        found,
        starts,
        [(_("half of the calls below"), "heard_gap_p50"), (_("19 in 20 below"), "heard_gap_p95")],
        lambda lines, labels: band_figure(lines[0], lines[1], labels, suffix=" s"),
        name="waits",
        looks=("is-booked", "is-served"),
        say=formats.seconds,
    )


def costs(one: Asked) -> Any:
    metrics = [BY_NAME["cost_per_call"], BY_NAME["cost_per_booking"]]
    with reading() as session:
        found = measure_by(session, metrics, one.selection, by=(one.unit,), now=one.who.now)
        starts = versions_between(session, one.selection)
    return trend(
        one,
        found,
        starts,
        [(_("per call"), "cost_per_call"), (_("per appointment"), "cost_per_booking")],
        lambda lines, labels: bars_above_line_figure(lines[0], lines[1], labels, suffix=" €"),
        name="costs",
        looks=("is-served", "is-person"),
        say=lambda value: formats.money(formats.amount(value)),
    )


def trend(
    one: Asked,
    found: Mapping[tuple[Any, ...], Mapping[str, Figure]],
    starts: Sequence[Started],
    series: Sequence[tuple[str, str]],
    draw: Callable[[list[Line], list[str]], dict[str, Any]],
    *,
    name: str,
    looks: Sequence[str],
    say: Callable[[float], str],
) -> Any:
    buckets, labels = columns(one)
    by_day = {pd.Timestamp(key[0]): figures for key, figures in found.items()}

    def values(metric: str) -> list[float | None]:
        return [
            float(by_day[day][metric].value or 0) if is_known(by_day, day, metric) else None
            for day in buckets
        ]

    lines = [Line(words, values(metric)) for words, metric in series]
    if not any(value is not None for line in lines for value in line.values):
        return nothing_here(
            _("Nothing to show yet"), _("No call of this selection says anything about it."), small=True
        )
    first = BY_NAME[series[0][1]]  # what most of the calls of a column are in
    addresses = [one.behind(first, **span_of(day.date(), one)) for day in buckets]
    graph = dcc.Graph(
        id={"type": "chart", "name": name},
        figure=marked(with_addresses(draw(lines, labels), addresses), version_marks(starts, buckets, one)),
        config=CONFIG,
        style={"height": f"{CHART_PX}px"},
        responsive=True,
    )
    rows = [
        (
            label,
            [
                formats.NOTHING if line.values[place] is None else say(float(line.values[place] or 0))
                for line in lines
            ],
        )
        for place, label in enumerate(labels)
    ]
    table = series_table(name, [line.name for line in lines], rows)
    said = legend(lines, looks, version_note(starts))
    return html.Div([html.Div(graph, **attributes(aria_hidden="true")), said, table])


def is_known(by_day: Mapping[pd.Timestamp, Mapping[str, Figure]], day: pd.Timestamp, metric: str) -> bool:
    return day in by_day and by_day[day][metric].value is not None


def with_addresses(figure: dict[str, Any], addresses: Sequence[str]) -> dict[str, Any]:
    """Where a click on a mark leads."""
    return {**figure, "data": [{**trace, "customdata": list(addresses)} for trace in figure["data"]]}


def legend(lines: Sequence[Line], looks: Sequence[str], note: Sequence[html.Li]) -> html.Ul:
    drawn = [html.Li([html.I(className=look), line.name]) for look, line in zip(looks, lines, strict=True)]
    return html.Ul([*drawn, *note], className="legend mt-2")
