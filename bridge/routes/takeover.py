"""`POST /api/conversation/<id>/transfer` and `…/hang-up`. The gate has already authorized the request."""

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, Response, jsonify
from werkzeug.exceptions import HTTPException

from bridge.errors import CarrierRefusedError, NotLiveError, OutcomeUnknownError, UnknownCallError
from bridge.routes.answers import http_problem, problem
from bridge.switchboard import Switchboard
from bridge.takeover import TakeOver
from db.database import Database

FLUSH_TIMEOUT_SECONDS = 2.0


class TakeOverRoutes:
    def __init__(self, switchboard: Switchboard, database: Database) -> None:
        self._recorder = switchboard.recorder
        self._take_over = TakeOver(switchboard, database)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("take_over", __name__, url_prefix="/api/conversation/<uuid:conversation_id>")
        routes.add_url_rule("/transfer", "transfer", self.transfer, methods=["POST"])
        routes.add_url_rule("/hang-up", "hang_up", self.hang_up, methods=["POST"])
        routes.register_error_handler(HTTPException, http_problem)
        return routes

    def transfer(self, conversation_id: UUID) -> Response:
        return self._answer(self._take_over.transfer, conversation_id, "transferring")

    def hang_up(self, conversation_id: UUID) -> Response:
        return self._answer(self._take_over.hang_up, conversation_id, "hanging_up")

    def _answer(self, act: Callable[[UUID], None], conversation_id: UUID, status: str) -> Response:
        try:
            act(conversation_id)
        except UnknownCallError as error:
            return problem(404, "not_found", str(error))
        except NotLiveError as error:
            return problem(409, error.code, str(error))
        except OutcomeUnknownError as error:
            return problem(504, "outcome_unknown", str(error))
        except CarrierRefusedError as error:
            return problem(503, "carrier_away", str(error))
        self._recorder.flush(FLUSH_TIMEOUT_SECONDS)  # so that the page that asked sees it
        response = jsonify(conversation_id=str(conversation_id), status=status)
        response.status_code = 202
        return response
