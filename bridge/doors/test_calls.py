"""`POST /api/test-calls`, and which dialogues there are for it. Who may ask is decided before, by the gate of the pages' server."""

import logging

from flask import Blueprint, Response, jsonify, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from bridge.doors.answers import http_problem, problem
from bridge.errors import CarrierRefusedError, SimulatorsAwayError
from bridge.simulators.library import load_script, script_names
from bridge.switchboard import Switchboard
from bridge.test_calls import WantedCall, place_test_call

log = logging.getLogger(__name__)
MOST_BYTES = 4096
PATIENCE_SECONDS = 2.0


class PlacingDoor:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def blueprint(self) -> Blueprint:
        doors = Blueprint("test_calls", __name__)
        doors.add_url_rule("/api/test-calls", "place", self.place, methods=["POST"])
        doors.add_url_rule("/api/test-calls/scripts", "scripts", scripts)
        doors.register_error_handler(HTTPException, http_problem)
        return doors

    def place(self) -> Response:
        request.max_content_length = MOST_BYTES
        try:
            wanted = WantedCall.model_validate(request.get_json(silent=True))
            placed = place_test_call(self._switchboard, wanted)
        except ValidationError as error:
            fields = [
                {"field": ".".join(map(str, one["loc"])) or "body", "message": one["msg"]}
                for one in error.errors()
            ]
            return problem(
                422, "invalid_test_call", "the request does not say which call to place", fields=fields
            )
        except SimulatorsAwayError as error:
            return problem(503, "simulators_away", str(error))
        except CarrierRefusedError as error:
            return problem(502, "carrier_refused", str(error))
        log.info("event=test_call_placed call=%s kind=%s", placed.call_sid, wanted.kind)
        self._switchboard.recorder.flush(PATIENCE_SECONDS)  # so that its page exists when it is opened
        response = jsonify(conversation_id=str(placed.conversation_id))
        response.status_code = 202
        return response


def scripts() -> Response:
    """The dialogues that a simulated caller and the simulated agent can play."""
    found = [load_script(name) for name in script_names()]
    items = [{"name": one.name, "title": one.title, "language": one.language} for one in found]
    return jsonify(
        items=sorted(items, key=lambda item: (item["language"] != "es", item["language"], item["title"]))
    )
