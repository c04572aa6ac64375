"""`/api/calibration`: how far people agree with the analyses, by criterion, version and model."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, ConfigDict

from dashboard_app.access.members import member
from dashboard_app.api.instants import Instant
from dashboard_app.filters import parse
from dashboard_app.viewer import database
from db.queries.calibration import MIN_REVIEWS, RELIABLE_FROM, Calibration, calibrations

blueprint = Blueprint("api_calibration", __name__)


class CalibrationQuery(BaseModel):
    """Reviews given from `since` on and before `until`."""

    model_config = ConfigDict(extra="forbid")

    since: Instant | None = None
    until: Instant | None = None


@blueprint.get("/api/calibration")
def show_calibration() -> Response:
    query = parse(CalibrationQuery, request.args.to_dict(flat=False))
    with database().reading() as session:
        rows = calibrations(
            session,
            organization_id=member().organization_id,
            since=query.since,
            until=query.until,
        )
    return jsonify(items=[shown(row) for row in rows], reliable_from=RELIABLE_FROM, fewest_marks=MIN_REVIEWS)


def shown(row: Calibration) -> dict[str, Any]:
    """An undefined kappa or interval is null."""
    found = row.agreement
    interval = None if found.low is None else {"low": found.low, "high": found.high, "confidence": 0.95}
    return {
        "kind": row.kind,
        "subject": row.judged.subject,
        "version": row.judged.version,
        "model": row.judged.model,
        "n": found.n,
        "observed": found.observed,
        "kappa": found.kappa,
        "interval": interval,
        "has_enough": row.has_enough,
        "is_unreliable": row.is_unreliable,
        "confusion": [
            {"said": said, "judged": judged, "count": count}
            for (said, judged), count in sorted(row.pairs.items())
        ],
    }
