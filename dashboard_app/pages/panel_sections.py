"""The panel's sections: each runs one query over the selected calls and renders the result, with links to the calls behind every number."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.bar_list import Bar, bar_list
from dashboard_app.components.heat_table import heat_table
from dashboard_app.components.metric_tile import metric_tile, said
from dashboard_app.components.series_table import series_table
from dashboard_app.components.volume import volume_chart
from dashboard_app.metric_texts import text_of
from dashboard_app.scope import Scope, scope_of
from dashboard_app.viewer import reading
from db.queries.metrics.changes import Started, new_versions
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.earlier import period_before
from db.queries.metrics.figures import Figure
from db.queries.metrics.measure import measure, measure_by
from db.queries.metrics.periods import next_of, stretches
from db.queries.selection import UNKNOWN

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


def figures(
    scope: Scope, names: Sequence[str] = TILES, *, without_calls: Callable[[Scope], html.Div] | None = None
) -> html.Div:
    """`without_calls` makes what stands there instead where the tile `calls` counts none."""
    metrics = [BY_NAME[name] for name in names]
    with reading() as session:
        before = period_before(session, scope.selection, scope.viewer.timezone, now=scope.viewer.now)
        now = measure(session, metrics, scope.selection, now=scope.viewer.now)
        then = measure(session, metrics, before, now=scope.viewer.now) if before else {}
    if without_calls and not now["calls"].value:
        return without_calls(scope)
    shown = [
        metric_tile(metric, now[metric.name], then.get(metric.name), href=scope.behind(metric))
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


def volume(scope: Scope) -> Any:
    """One column per day, week or month, split by ending."""
    with reading() as session:
        found = measure_by(
            session, [BY_NAME["calls"]], scope.selection, by=(scope.unit, "ending"), now=scope.viewer.now
        )
        starts = new_versions(session, scope.selection)
    rows = [(day, ending, int(number_of(figure["calls"]))) for (day, ending), figure in found.items()]
    buckets, labels = columns(scope)
    spans = [span_of(day, scope) for day in buckets]

    def addresses(ending: str) -> list[str]:
        exactly = {"ending": ending, "metric": "calls", "part": "numerator"}
        return [scope.address(**span, **exactly) for span in spans]

    marks = version_marks(starts, buckets, scope)
    return volume_chart(rows, buckets, labels, addresses, marks, note=version_note(starts))


def version_marks(starts: Sequence[Started], buckets: Sequence[date], scope: Scope) -> list[float]:
    """Positions of the versions' first calls: before the column of that day, in the order of the list of versions."""
    zone = ZoneInfo(scope.viewer.timezone)
    days = [start.first_call_at.astimezone(zone).date() for start in starts]
    return [max(bisect_right(buckets, day) - 1, 0) - 0.5 for day in days]


def version_note(starts: Sequence[Started]) -> list[html.Li]:
    """The legend of the numbered lines; the list of versions below has the details."""
    if not starts:
        return []
    named = ", ".join(f"{number} {start.version}" for number, start in enumerate(starts, start=1))
    words = _("New version of the agent: %(versions)s", versions=named)
    return [html.Li([html.I(className="is-mark"), html.A(words, href="#panel-versions")])]


def columns(scope: Scope, unit: str = "") -> tuple[list[date], list[str]]:
    """The first day of each column, and its label. `unit`: unless the one that suits the period."""
    first, last = scope.days
    found = list(stretches(first, last, unit or scope.unit))
    has_years = first.year != last.year  # the first day of a month recurs every year
    return found, [formats.short_date(day, with_year=has_years) for day in found]


def span_of(day: date, scope: Scope, unit: str = "") -> dict[str, str]:
    """The days of a column, clipped to the selection."""
    first, last = scope.days
    end = next_of(day, unit or scope.unit) - timedelta(days=1)
    return {"from_": max(day, first).isoformat(), "to": min(end, last).isoformat()}


def heat(scope: Scope, name: str) -> Any:
    metric = BY_NAME[name if name in HEATS else "calls"]
    with reading() as session:
        found = measure_by(session, [metric], scope.selection, by=("weekday", "hour"), now=scope.viewer.now)
    counts = {
        (int(day), int(hour)): int(number_of(figure[metric.name])) for (day, hour), figure in found.items()
    }

    def address(day: int, hour: int) -> str:
        return scope.address(weekday=day, hour=hour, metric=metric.name, part="numerator")

    return heat_table(counts, address, look=HEATS[metric.name])


def shares(
    scope: Scope,
    trait: str,
    names: Mapping[str, str],
    *,
    of: str = "calls",
    looks: Mapping[str, str] | None = None,
) -> Any:
    """How the calls of a metric divide by a trait. A call that asks for two services has two values: only those that are filtered for
    are shown, as the list of another one would have calls that are not counted here."""
    metric = BY_NAME[of]
    chosen = [word for word in scope.filters.get(trait, "").split(",") if word]
    with reading() as session:
        found = measure_by(session, [metric], scope.selection, by=(trait,), now=scope.viewer.now)
    more = {"metric": of, "part": "numerator"}  # the list excludes what the figure excludes
    bars = [
        Bar(
            label=texts.say(names, value) if value else _("Not known"),
            count=int(counted(figure[of])),
            href=scope.address(**{trait: value or UNKNOWN}, **more),
            look=(looks or {}).get(str(value), "is-booked" if value else "is-unread"),
            value=value or UNKNOWN,
        )
        for (value,), figure in found.items()
        if not chosen or (value or UNKNOWN) in chosen
    ]

    def rest(others: Sequence[Bar]) -> tuple[int, str]:
        """Each call once, whatever number of these values it has."""
        theirs = scope_of({**scope.filters, trait: ",".join(bar.value for bar in others)}, scope.viewer)
        with reading() as session:
            figure = measure(session, [metric], theirs.selection, now=scope.viewer.now)[of]
        return int(counted(figure)), theirs.address(**more)

    return bar_list(sorted(bars, key=lambda bar: -bar.count), trait, rest=rest)


def counted(found: Figure) -> float:
    return number_of(found) if found.numerator is None else found.numerator
