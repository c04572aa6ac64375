"""Post-call webhooks of the agent's provider: signed, idempotent, and answered 200 once they are safe.

They may get lost, come twice, and arrive before or after the carrier's reports. Unknown types are answered 200, or the provider
would switch the webhook off. For a call that we carried they add its cost; for one that the provider carried, everything.
A report whose call is not known yet need not be kept: once it is, `bridge.session_reports` asks the provider for it.
The provider's recording is not kept: the caller heard no notice of it.
"""

import hashlib
import logging
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from bridge.agents.postcall import Report, named_call, read_failure, read_report
from bridge.agents.signature import check_signature
from bridge.errors import UntrustedRequestError
from bridge.routes.answers import http_problem, problem
from bridge.switchboard import Switchboard
from db.json_text import read_json

log = logging.getLogger(__name__)
MAX_BYTES = 32 * 1024 * 1024  # a long call's sound, in base64
DEDUPLICATION_TTL_SECONDS = 2 * 86_400
FLUSH_TIMEOUT_SECONDS = 3.0
ONLY_POST = ("POST", "OPTIONS")
NOT_POST = ("GET", "PUT", "PATCH", "DELETE", "OPTIONS")


class PostCallRoutes:
    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard
        self._settings = switchboard.settings.agent

    def blueprint(self) -> Blueprint:
        routes = Blueprint("post_call", __name__, url_prefix="/api/webhooks")
        routes.add_url_rule(
            "/elevenlabs", "elevenlabs", self.receive, methods=["POST"], provide_automatic_options=False
        )
        # Else the pages' server would take the name for the id of a webhook that we send.
        routes.add_url_rule("/elevenlabs", "only_post", only_post, methods=NOT_POST)
        routes.register_error_handler(HTTPException, http_problem)
        return routes

    def receive(self) -> Response:
        request.max_content_length = MAX_BYTES
        body = request.get_data()
        try:
            check_signature(
                request.headers.get("ElevenLabs-Signature", ""), body, self._settings.webhook_secret
            )
        except UntrustedRequestError as error:
            log.warning("event=bad_signature path=%s reason=%s", request.path, error)
            return problem(401, "bad_signature", f"{error}: check ELEVENLABS_WEBHOOK_SECRET and the clock")
        try:
            message = read_json(body)
            self._take(message["type"], message["data"], hashlib.sha256(body).hexdigest())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("event=post_call_unreadable error=%r", error)
            return problem(400, "unreadable", "the body is not a post-call event")
        return jsonify(received=True)

    def _take(self, kind: str, data: dict[str, Any], digest: str) -> None:
        conversation = str(data.get("conversation_id", ""))[:128]
        log.info("event=post_call type=%s conversation=%s", kind, conversation)
        if not self._is_ours(str(data.get("agent_id", ""))):
            return
        report = self._read(kind, data)
        if report is None:
            log.info("event=post_call_passed_over type=%s conversation=%s", kind, conversation)
        elif self._switchboard.store.claim(
            f"post-call:{kind}:{conversation}:{digest}", DEDUPLICATION_TTL_SECONDS
        ):
            for fact, at in report.facts:
                self._switchboard.recorder.record(report.call_sid, fact, at)
            self._switchboard.recorder.flush(FLUSH_TIMEOUT_SECONDS)

    def _is_ours(self, agent_id: str) -> bool:
        """The account may have agents that work for other systems."""
        return agent_id == self._settings.agent_id or self._switchboard.front_desk.knows_agent(agent_id)

    def _read(self, kind: str, data: dict[str, Any]) -> Report | None:
        match kind:
            case "post_call_transcription":
                call_sid = named_call(data) or self._call_of(data)
                return read_report(data, is_simulated=self._switchboard.settings.simulates, call_sid=call_sid)
            case "call_initiation_failure":
                return read_failure(data)
        return None

    def _call_of(self, data: dict[str, Any]) -> str:
        return self._switchboard.front_desk.call_of_agent_session(str(data["conversation_id"])[:128])


def only_post() -> Response:
    if request.method == "OPTIONS":
        return Response(status=204, headers={"Allow": ", ".join(ONLY_POST)})
    raise MethodNotAllowed(ONLY_POST)
