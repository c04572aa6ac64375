"""`/api/conversation/<id>/replay`: POST plays a call again, GET compares a replay with its original. The gate has already authorized the request."""

from uuid import UUID

from flask import Blueprint, Response, g, jsonify
from werkzeug.exceptions import HTTPException

from bridge.cassettes.comparison import compare
from bridge.cassettes.replaying import begin_replay, stored
from bridge.errors import CarrierRefusedError, NotLiveError, SimulatorsAwayError, UnknownCallError
from bridge.routes.answers import http_problem, problem
from bridge.switchboard import Switchboard
from db.cassettes import RecordedCall
from db.database import Database

FLUSH_TIMEOUT_SECONDS = 2.0


class ReplayRoutes:
    def __init__(self, switchboard: Switchboard, database: Database) -> None:
        self._switchboard = switchboard
        self._database = database

    def blueprint(self) -> Blueprint:
        routes = Blueprint("replays", __name__, url_prefix="/api/conversation/<uuid:conversation_id>")
        routes.add_url_rule("/replay", "play", self.play, methods=["POST"])
        routes.add_url_rule("/replay", "compare", self.compare)
        routes.register_error_handler(HTTPException, http_problem)
        routes.register_error_handler(UnknownCallError, lambda error: problem(404, "not_found", str(error)))
        routes.register_error_handler(NotLiveError, lambda error: problem(409, error.code, str(error)))
        return routes

    def play(self, conversation_id: UUID) -> Response:
        try:
            replay = begin_replay(self._switchboard, self._kept(conversation_id))
        except SimulatorsAwayError as error:
            return problem(503, "simulators_away", str(error))
        except CarrierRefusedError as error:
            return problem(502, "carrier_refused", str(error))
        self._switchboard.recorder.flush(FLUSH_TIMEOUT_SECONDS)
        response = jsonify(conversation_id=str(replay.conversation_id))
        response.status_code = 202
        return response

    def compare(self, conversation_id: UUID) -> Response:
        """409 while the replay is being played."""
        replay = self._kept(conversation_id)
        original_id = replay.facts.get("replay_of")
        if not original_id:
            return problem(404, "no_replay", "this call is no replay of another")
        comparison = compare(self._kept(UUID(original_id)), replay)
        return jsonify(original=original_id, **comparison.as_json())

    def _kept(self, conversation_id: UUID) -> RecordedCall:
        """Only within the requester's organization."""
        found = stored(self._database, conversation_id)
        asker = g.get("member")
        if asker is not None and asker.organization_id != found.organization_id:
            raise UnknownCallError("there is no such call")
        return found
