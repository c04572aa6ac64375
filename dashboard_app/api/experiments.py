"""`/api/experiments`: two agents compared by split traffic. Everybody sees them; administrators start and end them."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from dashboard_app import experiments
from dashboard_app.access.members import member
from dashboard_app.api.body import Closed, body
from dashboard_app.api.metrics import rendered as figure
from dashboard_app.api.path_ids import path_id
from dashboard_app.errors import ApiError, answer_api_error
from dashboard_app.experiments import Result, UnknownExperimentError
from dashboard_app.filters import day_or_moment, end, parse
from db.experiments import Experiment, ExperimentError, NewExperiment, Plan
from db.models.experiment import SIDES
from db.queries.metrics.definitions import Metric
from db.queries.metrics.intervals import CONFIDENCE
from db.rendering import moment

blueprint = Blueprint("api_experiments", __name__)
UNKNOWN = ApiError(404, "unknown_experiment", "There is no such experiment.")
blueprint.register_error_handler(UnknownExperimentError, lambda _: answer_api_error(UNKNOWN))
blueprint.register_error_handler(ExperimentError, lambda error: answer_api_error(refusal(error)))
When = Annotated[date | datetime | None, BeforeValidator(lambda given: given and day_or_moment(given))]


class Wanted(Closed):
    name: str
    usual_agent: str = ""
    other_agent: str
    share_percent: int
    metric: str
    smallest_difference: float = Field(allow_inf_nan=False)
    ends_at: When = None


class Planned(BaseModel):
    model_config = ConfigDict(extra="forbid")

    usual_agent: str = ""
    metric: str
    smallest_difference: float = Field(allow_inf_nan=False)
    share_percent: int = 50


def refusal(error: ExperimentError) -> ApiError:
    return ApiError(409 if error.code == "one_is_open" else 422, error.code, str(error))


def identity(given: str) -> UUID:
    return path_id(given, UNKNOWN)


@blueprint.get("/api/experiments")
def list_experiments() -> Response:
    zone = ZoneInfo(member().timezone)
    return jsonify(items=[rendered(one, zone) for one in experiments.all_experiments()])


@blueprint.get("/api/experiments/plan")
def plan_experiment() -> Response:
    query = parse(Planned, request.args.to_dict(flat=False))
    found = experiments.planned(
        query.usual_agent, query.metric, query.smallest_difference, query.share_percent
    )
    return jsonify(plan(found))


@blueprint.get("/api/experiments/<experiment_id>")
def show(experiment_id: str) -> Response:
    return jsonify(whole(identity(experiment_id)))


@blueprint.post("/api/experiments")
def start() -> tuple[Response, int]:
    given = body(Wanted)
    ends_at = end(given.ends_at, ZoneInfo(member().timezone))
    wanted = NewExperiment(**{**given.model_dump(), "ends_at": ends_at})
    return jsonify(whole(experiments.start(wanted))), 201


@blueprint.post("/api/experiments/<experiment_id>/end")
def stop(experiment_id: str) -> Response:
    found = identity(experiment_id)
    if not experiments.end(found):
        raise ApiError(409, "experiment_over", "The experiment is over.")
    return jsonify(whole(found))


@blueprint.post("/api/experiments/<experiment_id>/resume")
def resume(experiment_id: str) -> Response:
    found = identity(experiment_id)
    if not experiments.resume(found):
        raise ApiError(409, "not_paused", "The experiment is not paused.")
    return jsonify(whole(found))


def whole(experiment_id: UUID) -> dict[str, Any]:
    result = experiments.result_of(experiment_id)
    return {
        **rendered(result.experiment, ZoneInfo(member().timezone)),
        "verdict": result.outcome.verdict,
        "missing_calls": result.outcome.missing_calls,
        "callers": result.callers,
        "is_skewed": result.is_skewed,
        "metrics": [compared(metric, result) for metric in (result.experiment.figure, *result.others)],
    }


def compared(metric: Metric, result: Result) -> dict[str, Any]:
    found = result.difference(metric.name)
    ends = found.interval and {
        "low": found.interval[0],
        "high": found.interval[1],
        "confidence": CONFIDENCE,
        "method": "newcombe",
    }
    sides = {side: figure(result.figures[side][metric.name], metric) for side in SIDES}
    return {"metric": metric.name, **sides, "difference": found.value, "interval": ends}


def plan(found: Plan) -> dict[str, Any]:
    return {
        "planned_usual": found.usual,
        "planned_other": found.other,
        "rate_before": found.rate_before,
        "calls_a_day": round(found.calls_a_day, 2),
        "days": found.days,
    }


def rendered(found: Experiment, zone: ZoneInfo) -> dict[str, Any]:
    plain = (
        "name",
        "usual_agent",
        "other_agent",
        "share_percent",
        "metric",
        "smallest_difference",
        "rate_before",
        "planned_usual",
        "planned_other",
        "status",
        "end_cause",
        "paused_for",
        "found",
    )
    moments = ("started_at", "ends_at", "paused_at", "ended_at")
    return {
        "id": str(found.id),
        **{name: getattr(found, name) for name in plain},
        **{name: moment(getattr(found, name), zone) for name in moments},
    }
