"""`/api/metrics`: the dictionary, and one metric's value over a period with its sample size and interval."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request

from dashboard_app.access.members import member
from dashboard_app.answers import ApiError
from dashboard_app.api.conversations import database
from dashboard_app.api.dictionary import BY_NAME, METRICS, Metric
from dashboard_app.api.intervals import CONFIDENCE, of_mean, wilson
from dashboard_app.api.query import Filters, parse
from dashboard_app.api.rendering import moment, money
from db.database import Database
from db.queries.metrics import Middle, Spending, call_counts, middle_seconds, spending
from db.queries.selection import Selection

CENTS_OF_CENTS = Decimal("0.0001")
blueprint = Blueprint("api_metrics", __name__)


@blueprint.get("/api/metrics")
def show_dictionary() -> Response:
    return jsonify(items=[describe(metric) for metric in METRICS])


@blueprint.get("/api/metrics/<name>")
def show(name: str) -> Response:
    metric = BY_NAME.get(name)
    if metric is None:
        raise ApiError(404, "unknown_metric", "There is no such metric.", {"metrics": list(BY_NAME)})
    query = parse(Filters, request.args.to_dict(flat=False))
    selection = customers(query.selection(member()))
    zone = ZoneInfo(member().timezone)
    period = {"from": moment(selection.since, zone), "to": moment(selection.until, zone)}
    return jsonify({**describe(metric), **period, **measure(database(), metric, selection)})


def customers(selection: Selection) -> Selection:
    """Test calls are looked at only by those who ask for them."""
    return selection if selection.is_test is not None else replace(selection, is_test=False)


def describe(metric: Metric) -> dict[str, Any]:
    return {
        "metric": metric.name,
        "title": metric.title,
        "definition": metric.definition,
        "unit": metric.unit,
        "better": metric.better or None,
    }


def measure(database: Database, metric: Metric, selection: Selection) -> dict[str, Any]:
    with database.reading() as session:
        if metric.unit == "EUR":
            return from_spending(spending(session, selection, metric.unit))
        if metric.seconds:
            return from_middle(middle_seconds(session, selection, metric.seconds))
        return from_counts(metric, call_counts(session, selection))


def from_counts(metric: Metric, counts: dict[str, int]) -> dict[str, Any]:
    found = counts[metric.numerator]
    if not metric.denominator:
        return {"value": found, "n": found, "interval": None}
    n = counts[metric.denominator]
    value = found / n if n else None
    return {"value": value, "n": n, "numerator": found, "interval": interval(wilson(found, n), "wilson")}


def from_middle(found: Middle) -> dict[str, Any]:
    has_bounds = found.low is not None and found.high is not None
    ends = (found.low, found.high) if has_bounds else None
    return {"value": found.median, "n": found.n, "interval": interval(ends, "order statistics")}


def from_spending(found: Spending) -> dict[str, Any]:
    ends = of_mean(found.mean, found.deviation, found.n)
    shown = tuple(amount(end) for end in ends) if ends else None
    return {
        "value": amount(found.mean),
        "currency": "EUR",
        "n": found.n,
        "unknown_lines": found.unknown_lines,
        "interval": interval(shown, "normal"),
    }


def amount(value: Decimal | None) -> str | None:
    return money(value.quantize(CENTS_OF_CENTS)) if value is not None else None


def interval(ends: tuple[Any, ...] | None, method: str) -> dict[str, Any] | None:
    """None where there is too little to say."""
    if ends is None:
        return None
    low, high = ends
    return {"low": low, "high": high, "confidence": CONFIDENCE, "method": method}
