"""`/api/conversation/<id>/ai-analysis`: start an analysis, and follow its progress."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, jsonify, request

from dashboard_app.access.members import member
from dashboard_app.api.body import Closed, body
from dashboard_app.api.conversations import unknown_conversation, wanted_id
from dashboard_app.errors import ApiError
from dashboard_app.viewer import database
from db.queries.analyses import AnalysisState, newest_ai_analysis
from db.queries.conversations import conversation_exists
from db.rendering import moment
from workers.queue import (
    AnalysisRefusedError,
    AnalysisUnderWayError,
    BudgetExceededError,
    CallNotOverError,
    Choice,
    NothingToAnalyseError,
    ProviderSuspendedError,
    QueueUnavailableError,
    UnknownChoiceError,
    UnknownConversationError,
    UnreadableTemplateError,
    start_ai_analysis,
)

# The first match counts, because some are subclasses of others.
REFUSALS: tuple[tuple[type[AnalysisRefusedError], int, str], ...] = (
    (UnknownConversationError, 404, "There is no such conversation."),
    (AnalysisUnderWayError, 409, "An analysis of this conversation is under way."),
    (CallNotOverError, 409, "The call is not over yet."),
    (UnknownChoiceError, 422, "There is no such prompt or model to choose."),
    (NothingToAnalyseError, 422, "Nobody said anything in this call."),
    (BudgetExceededError, 402, "This analysis would pass the budget of the day or of the month."),
    (
        ProviderSuspendedError,
        503,
        "The provider of the model refuses us; analyses pause for a quarter of an hour.",
    ),
    (
        UnreadableTemplateError,
        503,
        "The prompt of this line of business cannot be read; `flask sectors check` says why.",
    ),
    (QueueUnavailableError, 503, "The job queue is not available right now."),
)
blueprint = Blueprint("api_analyses", __name__)


class ChoiceBody(Closed):
    """Missing fields: the default model and prompt."""

    prompt: str = ""
    model: str = ""


@blueprint.post("/api/conversation/<conversation_id>/ai-analysis")
def start(conversation_id: str) -> tuple[Response, int]:
    found_id = own_conversation(conversation_id)
    wanted = body(ChoiceBody) if request.get_data() else ChoiceBody()
    extensions = current_app.extensions
    try:
        analysis_id = start_ai_analysis(
            database(),
            extensions["job_queue"],
            found_id,
            settings=extensions["worker_settings"],
            choice=Choice(wanted.prompt, wanted.model),
        )
    except AnalysisRefusedError as error:
        raise refusal(error) from error
    status_url = f"/api/conversation/{found_id}/ai-analysis"
    return jsonify(job_id=str(analysis_id), status_url=status_url), 202


@blueprint.get("/api/conversation/<conversation_id>/ai-analysis")
def show(conversation_id: str) -> Response:
    found_id = own_conversation(conversation_id)
    with database().reading() as session:
        newest = newest_ai_analysis(session, found_id)
        completed = newest_ai_analysis(session, found_id, completed=True)
    return jsonify(state(newest, completed, ZoneInfo(member().timezone)))


def own_conversation(conversation_id: str) -> UUID:
    found_id = wanted_id(conversation_id)
    with database().reading() as session:
        if not conversation_exists(session, found_id, member().organization_id):
            raise unknown_conversation()
    return found_id


def refusal(error: AnalysisRefusedError) -> ApiError:
    for kind, status, message in REFUSALS:
        if isinstance(error, kind):
            return ApiError(status, error.code, message)
    return ApiError(409, error.code, "The analysis was refused.")


def state(newest: AnalysisState | None, completed: AnalysisState | None, zone: ZoneInfo) -> dict[str, Any]:
    """The state of the newest analysis, and the newest completed result."""
    result = completed.results if completed else None
    if newest is None:
        return {"status": "none", "progress": 0.0, "error": None, "result": result}
    return {
        "job_id": str(newest.id),
        "status": newest.status,
        "progress": newest.progress,
        "error": newest.error,
        "result": result,
        "model": newest.model,
        "version": newest.version,
        "created_at": moment(newest.created_at, zone),
        "finished_at": moment(newest.finished_at, zone),
    }
