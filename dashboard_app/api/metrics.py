"""`/api/metrics`: the dictionary, and a metric's value with sample size and interval, over time and by trait."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request

from dashboard_app.access.members import member
from dashboard_app.api.metric_query import MetricQuery
from dashboard_app.errors import ApiError
from dashboard_app.filters import parse
from dashboard_app.metric_texts import text_of
from dashboard_app.metrics_of_reader import metrics_of_reader
from dashboard_app.viewer import database
from db.queries.metrics.definitions import Metric
from db.queries.metrics.earlier import period_before
from db.queries.metrics.figures import Figure
from db.queries.metrics.intervals import CONFIDENCE
from db.queries.metrics.measure import measure, measure_by
from db.queries.selection import Selection
from db.rendering import moment, money

CENTS_OF_CENTS = Decimal("0.0001")
blueprint = Blueprint("api_metrics", __name__)


@blueprint.get("/api/metrics")
def show_dictionary() -> Response:
    return jsonify(items=[describe(metric) for metric in metrics_of_reader().values()])


@blueprint.get("/api/metrics/<name>")
def show(name: str) -> Response:
    metrics = metrics_of_reader()
    metric = metrics.get(name)
    if metric is None:
        known = {"field": "metric", "message": f"must be of {', '.join(metrics)}"}
        raise ApiError(404, "unknown_metric", "There is no such metric.", [known])
    query = parse(MetricQuery, request.args.to_dict(flat=False))
    reader, now = member(), datetime.now(UTC)
    selection = query.selection(reader.organization_id, reader.timezone, now)
    return jsonify({**describe(metric), **answer(metric, query, selection, reader.timezone, now)})


def describe(metric: Metric) -> dict[str, Any]:
    text = text_of(metric)
    return {
        "metric": metric.name,
        "title": text.title,
        "definition": text.definition,
        "exclusions": text.exclusions,
        "freshness": text.freshness,
        "unit": metric.unit,
        "better": metric.better or None,
        "minimum_n": metric.minimum_n,
        "parts": list(metric.listed),
    }


def answer(
    metric: Metric, query: MetricQuery, selection: Selection, timezone: str, now: datetime
) -> dict[str, Any]:
    zone = ZoneInfo(timezone)
    with database().reading() as session:
        found = measure(session, [metric], selection, now=now)[metric.name]
        shown = {**period(selection, zone), **rendered(found, metric)}
        if query.compare:
            before = period_before(session, selection, timezone, now=now)
            shown["before"] = before and {
                **period(before, zone),
                **rendered(measure(session, [metric], before, now=now)[metric.name], metric),
            }
        if query.by:
            groups = measure_by(session, [metric], selection, by=query.by, now=now)
            shown["groups"] = [
                {**keys(query.by, key), **rendered(figures[metric.name], metric)}
                for key, figures in sorted(groups.items(), key=lambda group: [str(part) for part in group[0]])
            ]
    return shown


def keys(names: tuple[str, ...], values: tuple[Any, ...]) -> dict[str, Any]:
    """Days as ISO dates; unknown values are null (`unknown` in a filter)."""
    return {
        name: value if isinstance(value, int | str) or value is None else value.isoformat()
        for name, value in zip(names, values, strict=True)
    }


def period(selection: Selection, zone: ZoneInfo) -> dict[str, Any]:
    return {"from": moment(selection.since, zone), "to": moment(selection.until, zone)}


def rendered(found: Figure, metric: Metric) -> dict[str, Any]:
    shown: dict[str, Any] = {"value": plain(found.value), "n": found.n}
    if found.numerator is not None and metric.denominator:
        shown["numerator"] = found.numerator
    if metric.unit == "EUR":
        shown |= {"currency": "EUR", "unknown_lines": found.unknown_lines}
    return {**shown, "is_few": found.is_few, "interval": interval(found)}


def plain(value: float | Decimal | None) -> float | str | None:
    """Money as a decimal string."""
    return money(value.quantize(CENTS_OF_CENTS)) if isinstance(value, Decimal) else value


def interval(found: Figure) -> dict[str, Any] | None:
    """None if there are too few calls."""
    if found.interval is None:
        return None
    low, high = found.interval
    return {"low": plain(low), "high": plain(high), "confidence": CONFIDENCE, "method": found.method}
