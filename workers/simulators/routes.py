"""The simulated model's HTTP routes: `/v1/responses`, `/v1/chat/completions`, `/v1/models`, and those of batches."""

import hmac
import logging
import time
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, jsonify, request

from workers.simulators.analyst import analysis_of
from workers.simulators.batch_routes import BatchRoutes
from workers.simulators.batches import CHAT, RESPONSES, BatchStore
from workers.simulators.bodies import completion, new_id, response
from workers.simulators.hearing import turns_in
from workers.simulators.refusals import ApiError
from workers.simulators.requests import MODELS, Asked, read_chat, read_responses
from workers.simulators.scripts import SLOW_SECONDS, Memory, Outcome, fail_if_scripted, outcome_of, script_of
from workers.simulators.settings import SimulatedModelSettings

log = logging.getLogger(__name__)
BRIEF_TOKENS = 2000  # with a lower limit, the short answer is returned


@dataclass(frozen=True, slots=True)
class Routes:
    settings: SimulatedModelSettings
    memory: Memory = field(default_factory=Memory)
    batch_store: BatchStore = field(default_factory=BatchStore)

    def check_key(self) -> None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), self.settings.api_key.encode()):
            raise ApiError(401, "Incorrect API key provided.", code="invalid_api_key")

    def responses(self) -> dict[str, Any]:
        return self.respond(request.get_json(silent=True))

    def chat(self) -> dict[str, Any]:
        return self.complete(request.get_json(silent=True))

    def respond(self, body: Any) -> dict[str, Any]:
        asked = read_responses(body)
        if asked.script == "chat-only":
            raise ApiError(404, "Invalid URL (POST /v1/responses)")
        return response(asked, self.answer(asked))

    def complete(self, body: Any) -> dict[str, Any]:
        asked = read_chat(body)
        return completion(asked, self.answer(asked))

    def batches(self) -> BatchRoutes:
        """Lines of a batch are answered by the same two routes."""
        return BatchRoutes(self.batch_store, {RESPONSES: self.respond, CHAT: self.complete})

    def answer(self, asked: Asked) -> Outcome:
        script = script_of(asked, self.memory)
        fail_if_scripted(script)
        time.sleep(SLOW_SECONDS if script == "slow" else self.settings.delay_seconds)
        turns = turns_in(asked.data)
        answer = analysis_of(turns, asked.schema, is_brief=asked.max_tokens < BRIEF_TOKENS)
        return outcome_of(script, answer, turns)


def models() -> dict[str, Any]:
    data = [{"id": name, "object": "model", "created": 0, "owned_by": "simulator"} for name in MODELS]
    return {"object": "list", "data": data}


def refuse(error: ApiError) -> tuple[Response, int]:
    log.info("simulated model refuses status=%d message=%s", error.status, error)
    return jsonify(error.body), error.status


def name_request(answer: Response) -> Response:
    answer.headers["x-request-id"] = new_id("req")
    return answer


def blueprint_of(routes: Routes) -> Blueprint:
    blueprint = Blueprint("simulated_model", __name__, url_prefix="/v1")
    blueprint.before_request(routes.check_key)
    blueprint.register_error_handler(ApiError, refuse)
    blueprint.after_request(name_request)
    blueprint.add_url_rule("/models", view_func=models)
    blueprint.add_url_rule("/responses", view_func=routes.responses, endpoint="responses", methods=["POST"])
    blueprint.add_url_rule("/chat/completions", view_func=routes.chat, endpoint="chat", methods=["POST"])
    routes.batches().add_to(blueprint)
    return blueprint
