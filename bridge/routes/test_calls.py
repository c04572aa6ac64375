"""`POST /api/test-calls`, and the dialogues that it can play. The gate has already authorized the request."""

import logging

from flask import Blueprint, Response, g, jsonify, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from bridge.browser_calls import STREAM_PATH, BrowserCall, open_browser_call
from bridge.errors import (
    BridgeError,
    CarrierRefusedError,
    FullError,
    OutcomeUnknownError,
    PlacingError,
    SimulatorsAwayError,
    UntrustedRequestError,
)
from bridge.placing import place_once
from bridge.routes.answers import http_problem, problem
from bridge.routes.browsers import signed_in
from bridge.simulators.library import all_scripts, script_names
from bridge.switchboard import Switchboard
from bridge.test_calls import PlacedCall, WantedCall
from db.actions.organizations import answers_number, number_to_ring
from db.database import Database
from db.session_cookie import Member

log = logging.getLogger(__name__)
MAX_BYTES = 4096
FLUSH_TIMEOUT_SECONDS = 2.0
NOT_ALLOWED = {
    "in_progress": 409,
    "key_reused": 422,
    "unknown_script": 422,
    "destination_not_allowed": 403,
    "foreign_number": 403,
    "daily_cap": 429,
    "no_number": 409,
    "no_own_number": 409,
}
NO_OBJECT = "the body must be a JSON object, sent with Content-Type: application/json"
REFUSALS: dict[type[BridgeError], tuple[int, str]] = {
    UntrustedRequestError: (403, "no_browser"),
    SimulatorsAwayError: (503, "simulators_away"),
    FullError: (503, "full"),
    CarrierRefusedError: (502, "carrier_refused"),
    OutcomeUnknownError: (504, "outcome_unknown"),
    BridgeError: (502, "failed"),
}


class PlacingRoutes:
    def __init__(self, switchboard: Switchboard, database: Database) -> None:
        self._switchboard = switchboard
        self._database = database

    def blueprint(self) -> Blueprint:
        routes = Blueprint("test_calls", __name__)
        routes.add_url_rule("/api/test-calls", "place", self.place, methods=["POST"])
        routes.add_url_rule("/api/test-calls/scripts", "scripts", scripts)
        routes.register_error_handler(HTTPException, http_problem)
        return routes

    def place(self) -> Response:
        request.max_content_length = MAX_BYTES
        given = request.get_json(silent=True)
        if not isinstance(given, dict):
            return problem(422, "invalid_test_call", NO_OBJECT)
        try:
            wanted = WantedCall.model_validate(given)
            placed = self._open(wanted)
        except ValidationError as error:
            return unclear(error)
        except PlacingError as error:
            return problem(NOT_ALLOWED[error.code], error.code, str(error))
        except BridgeError as error:
            status, code = next(answer for kind, answer in REFUSALS.items() if isinstance(error, kind))
            return problem(status, code, str(error))
        log.info("event=test_call_placed call=%s kind=%s", placed.call_sid, wanted.kind)
        self._switchboard.recorder.flush(FLUSH_TIMEOUT_SECONDS)  # so that its page exists when it is opened
        response = jsonify(conversation_id=str(placed.conversation_id), **stream_of(placed))
        response.status_code = 202
        return response

    def _open(self, wanted: WantedCall) -> PlacedCall | BrowserCall:
        member = signed_in(self._database)
        asker = g.get("member") or member
        if wanted.kind != "phone":
            wanted = playable(wanted, asker)
        if wanted.kind == "browser":
            if member is None:
                raise UntrustedRequestError("only a browser that has signed in can be a telephone")
            called = self._number_of(member, self._switchboard.settings.test_number)
            return open_browser_call(self._switchboard, str(member.id), called, wanted.script)
        key = request.headers.get("Idempotency-Key", "")
        if asker is None:  # behind the gate there always is one
            return place_once(self._switchboard, wanted, key)
        return self._place(wanted, asker, key and f"{asker.id} {key}")

    def _place(self, wanted: WantedCall, asker: Member, key: str) -> PlacedCall:
        """A call of the asker's own organization: one side is its number."""
        settings = self._switchboard.settings
        if wanted.kind == "phone":
            own = self._number_of(asker, settings.carrier.phone_number)
            return place_once(self._switchboard, wanted, key, own_number=own)
        called = wanted.to or self._number_of(asker, settings.test_number)
        with self._database.reading() as session:
            if not answers_number(session, asker.organization_id, called):
                raise PlacingError("foreign_number", f"no agent of this organization answers {called}")
        return place_once(self._switchboard, wanted.model_copy(update={"to": called}), key)

    def _number_of(self, member: Member, usual: str) -> str:
        """A number of the asker's own organization, not of the first one of this installation."""
        with self._database.transaction() as session:
            number = number_to_ring(session, member.organization_id, usual)
        if number is None:
            raise PlacingError("no_number", "no agent of this organization answers a number")
        return number


def stream_of(placed: PlacedCall | BrowserCall) -> dict[str, object]:
    """What a browser needs to open its media stream, like the carrier's TwiML."""
    if isinstance(placed, PlacedCall):
        return {}
    return {"stream": {"path": STREAM_PATH, "call_sid": placed.call_sid, "token": placed.token}}


def unclear(error: ValidationError) -> Response:
    """Names each invalid field, like every other error of the API."""
    details = [
        {
            "field": ".".join(map(str, one["loc"])) or "body",
            "message": one["msg"].removeprefix("Value error, "),
        }
        for one in error.errors()
    ]
    message = "the request does not say which call to place"
    return problem(422, "invalid_test_call", message, details)


def playable(wanted: WantedCall, asker: Member | None) -> WantedCall:
    """With the dialogue to play, which must be one of the asker's line of business."""
    sector = asker.sector if asker else ""
    wanted, names = wanted.with_dialogue(sector), script_names(sector)
    if wanted.script not in names:
        message = f"no script is called {wanted.script!r}; there are: {', '.join(names)}"
        raise PlacingError("unknown_script", message)
    return wanted


def scripts() -> Response:
    """The dialogues that a simulated caller and the simulated agent can play, of the asker's line of business."""
    asker = g.get("member")
    sector = asker.sector if asker else ""
    items = [{"name": one.name, "title": one.title, "language": one.language} for one in all_scripts(sector)]
    return jsonify(
        items=sorted(items, key=lambda item: (item["language"] != "es", item["language"], item["title"]))
    )
