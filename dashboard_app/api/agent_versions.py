"""`/api/agent-versions`: when each version of the agent's settings went live, and figures before and since."""

from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request
from pydantic import AfterValidator, BeforeValidator, Field

from dashboard_app.access.members import member
from dashboard_app.api.metrics import plain, rendered
from dashboard_app.filters import Filters, parse, words
from dashboard_app.viewer import database
from db.queries.metrics.changes import Change, Difference, changes
from db.queries.metrics.definitions import BY_NAME, Metric
from db.queries.metrics.intervals import CONFIDENCE
from db.rendering import moment

DEFAULT_METRICS = ("booking_rate", "abandonment_rate", "containment_rate", "heard_gap_p50")
MAX_DAYS = 90
MAX_METRICS = 8
blueprint = Blueprint("api_agent_versions", __name__)


def known_metrics(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(names) > MAX_METRICS or set(names) - BY_NAME.keys():
        raise ValueError(f"must be one to {MAX_METRICS} of {', '.join(BY_NAME)}")
    return names


class ChangesQuery(Filters):
    """`from` and `to` select versions by first call; `days`: length of the compared periods before and after it."""

    days: Annotated[int, Field(ge=1, le=MAX_DAYS)] = 14
    metrics: Annotated[tuple[str, ...], BeforeValidator(words), AfterValidator(known_metrics)] = (
        DEFAULT_METRICS
    )


@blueprint.get("/api/agent-versions")
def list_versions() -> Response:
    query = parse(ChangesQuery, request.args.to_dict(flat=False))
    reader, now = member(), datetime.now(UTC)
    selection = query.selection(reader.organization_id, reader.timezone, now)
    metrics = [BY_NAME[name] for name in query.metrics or DEFAULT_METRICS]
    zone = ZoneInfo(reader.timezone)
    with database().reading() as session:
        found = changes(session, metrics, selection, days=query.days, now=now, zone=zone)
    return jsonify(items=[shown(one, metrics, zone) for one in found])


def shown(found: Change, metrics: list[Metric], zone: ZoneInfo) -> dict[str, Any]:
    return {
        "version": found.started.version,
        "first_call_at": moment(found.started.first_call_at, zone),
        "before": {name: moment(at, zone) for name, at in zip(("from", "to"), found.before, strict=True)},
        "after": {name: moment(at, zone) for name, at in zip(("from", "to"), found.after, strict=True)},
        "other_versions": list(found.others),
        "metrics": [compared(metric, found.differences[metric.name]) for metric in metrics],
    }


def compared(metric: Metric, found: Difference) -> dict[str, Any]:
    ends = found.interval and {
        "low": found.interval[0],
        "high": found.interval[1],
        "confidence": CONFIDENCE,
        "method": "newcombe",
    }
    return {
        "metric": metric.name,
        "before": rendered(found.before, metric),
        "after": rendered(found.after, metric),
        "difference": plain(found.value),
        "interval": ends,
        "is_clear": found.is_clear,
    }
