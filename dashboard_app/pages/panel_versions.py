"""The effect of each agent version that began in the period: figures before and since, and how certain the difference is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.metric_tile import exactly, points
from dashboard_app.components.series_table import save_button
from dashboard_app.components.states import nothing_here
from dashboard_app.metric_texts import text_of
from dashboard_app.scope import Scope
from dashboard_app.viewer import reading
from db.queries.metrics.changes import Change, Difference, changes, first_version
from db.queries.metrics.definitions import BY_NAME, Metric
from db.queries.metrics.figures import Figure

DAYS = 14  # whole weeks, so that every weekday counts equally on both sides
COMPARED = ("booking_rate", "containment_rate", "abandonment_rate", "heard_gap_p50", "cost_per_call")


def versions(scope: Scope) -> Any:
    metrics, zone = [BY_NAME[name] for name in COMPARED], ZoneInfo(scope.viewer.timezone)
    with reading() as session:
        every = changes(session, metrics, scope.selection, days=DAYS, now=scope.viewer.now, zone=zone)
        began_with = first_version(session, scope.selection.organization_id)
    found = [one for one in every if one.started.version != began_with]
    if not found:
        return nothing_here(
            _("No new version in this period"),
            _("When the agent's settings change, its calls before and since are compared here."),
            symbol="arrow-repeat",
            small=True,
        )
    return html.Div([entry(number, change, metrics, scope) for number, change in enumerate(found, start=1)])


def entry(number: int, change: Change, metrics: Sequence[Metric], scope: Scope) -> html.Div:
    began = change.started.first_call_at.astimezone(ZoneInfo(scope.viewer.timezone))
    since = _(
        "since %(day)s, %(time)s",
        day=formats.short_date(began.date(), with_year=True),
        time=formats.clock(began),
    )
    head = html.H3(
        [
            html.Span(str(number), className="version-number"),
            html.Span(change.started.version, className="version-name"),
            html.Span(since, className="faint"),
        ]
    )
    return html.Div(
        [
            head,
            caution(change, scope.viewer.now),
            table(change, metrics, scope),
            save_button(f"version-{number}"),
        ],
        className="version",
    )


def time_since(days: int) -> str:
    """What little time there is to compare."""
    if days > 1:
        return str(_("Only %(days)s days since so far.", days=days))
    return str(_("Only one day since so far.") if days else _("Not even a day since so far."))


def caution(change: Change, now: datetime) -> html.P | None:
    """Why the difference may have another cause."""
    reasons = []
    if change.others:
        reasons.append(
            _(
                "%(versions)s began in these days too: a difference may be theirs.",
                versions=", ".join(change.others),
            )
        )
    if change.after[1] >= now:
        days = max((now - change.after[0]).days, 0)
        reasons.append(time_since(days))
    return html.P(" ".join(map(str, reasons)), className="faint") if reasons else None


def table(change: Change, metrics: Sequence[Metric], scope: Scope) -> html.Div:
    names = ("", _("Before"), _("Since"), _("Difference"), "")
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in names]))
    rows = [row(metric, change, scope) for metric in metrics]
    return html.Div(
        html.Table([head, html.Tbody(rows)], className="cost-table version-table"),
        className="table-place",
        tabIndex="0",
    )


def row(metric: Metric, change: Change, scope: Scope) -> html.Tr:
    found = change.differences[metric.name]
    return html.Tr(
        [
            html.Th(text_of(metric).title, scope="row"),
            html.Td(counted(metric, found.before, change.before, scope), className=look_of(found.before)),
            html.Td(counted(metric, found.after, change.after, scope), className=look_of(found.after)),
            html.Td(difference(metric, found), className="amount"),
            html.Td(verdict(metric, found)),
        ]
    )


def look_of(figure: Figure) -> str:
    return "amount is-few" if figure.is_few else "amount"


def counted(metric: Metric, figure: Figure, span: tuple[datetime, datetime], scope: Scope) -> Any:
    """With the number of calls that it was counted of, which are one press away."""
    shown: list[Component | str] = [
        exactly(metric, figure.value),
        html.Span(f" ({formats.number(figure.n)})", className="faint"),
    ]
    if not figure.n:
        return shown
    since, until = (edge.isoformat() for edge in span)
    href = scope.address(from_=since, to=until, metric=metric.name, part="denominator")
    return dcc.Link(shown, href=href)


def difference(metric: Metric, found: Difference) -> str:
    """With its interval, if there is one."""
    if found.value is None:
        return formats.NOTHING
    if metric.unit in {"ratio", "percent"}:
        if found.interval is None:
            return points(round(100 * found.value))
        value = formats.change(round(100 * found.value))
        low, high = (formats.change(round(100 * end)) for end in found.interval)
        return str(_("%(points)s points (%(low)s to %(high)s)", points=value, low=low, high=high))
    size = exactly(metric, abs(found.value))
    is_nothing = size == exactly(metric, type(found.value)(0))
    return ("±" if is_nothing else "+" if found.value > 0 else "−") + size


def verdict(metric: Metric, found: Difference) -> html.Span | str:
    if found.value is None:
        return str(_("no calls to tell from"))
    if found.interval is None:
        return ""
    if not found.is_clear:
        return html.Span(_("may be chance"), className="faint")
    is_better = (found.value > 0) == (metric.better == "higher")
    if not metric.better:
        return str(_("clear"))
    return html.Span(
        _("clearly better") if is_better else _("clearly worse"),
        className="is-better" if is_better else "is-worse",
    )
