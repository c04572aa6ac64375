"""Routes that only the simulators have: incoming test calls, scripts for calls placed elsewhere, and liveness."""

from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bridge.simulators.agent.service import AgentService
from bridge.simulators.carrier.basic_auth import credentials_fit
from bridge.simulators.exchange import Exchange, LiveCall
from bridge.simulators.library import ScriptError, all_scripts, load_script
from bridge.simulators.script import Script
from bridge.simulators.simulated_call import SimulatedCall

MAX_WAIT_SECONDS = 25.0
HTTP_URL = r"^https?://[^\s]+$"


class CallBody(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    script: str | Script  # of the library, or one that the asker brings along
    voice_webhook_url: str = Field(pattern=HTTP_URL)
    from_number: str = Field(default="", alias="from")
    to_number: str = Field(default="", alias="to")
    status_callback_url: str = Field(default="", pattern=rf"^$|{HTTP_URL}")
    call_sid: str = Field(default="", pattern=r"^$|^CA[0-9a-fA-F]{32}$")
    speed: float = Field(default=0.0, ge=0, le=50)


def register(app: Flask, exchange: Exchange, service: AgentService) -> None:
    blueprint = Blueprint("simulators", __name__)
    routes = _Routes(exchange, service)
    blueprint.before_request(routes.check_credentials)
    rules = (
        ("/simulated-calls", "place", routes.place, "POST"),
        ("/simulated-calls/<call_sid>", "show", routes.show, "GET"),
        ("/simulated-scripts", "scripts", routes.scripts, "GET"),
        ("/simulated-scripts/<call_sid>", "assign", routes.assign, "POST"),
        ("/simulated-scripts/<call_sid>", "release", routes.release, "DELETE"),
    )
    for path, name, view, method in rules:
        blueprint.add_url_rule(path, name, view, methods=[method])
    app.register_blueprint(blueprint)
    app.add_url_rule("/health/live", "simulators_live", lambda: jsonify({"status": "ok"}))


def problem(status: int, code: str, message: str) -> Response:
    response = jsonify({"error": {"code": code, "message": message}})
    response.status_code = status
    return response


class _Routes:
    def __init__(self, exchange: Exchange, service: AgentService) -> None:
        self._exchange, self._service = exchange, service

    def check_credentials(self) -> Response | None:
        if credentials_fit(request.authorization, self._exchange.settings):
            return None
        return problem(401, "unauthorized", "use the account's SID and auth token as user and password")

    def place(self) -> Response | tuple[Response, int]:
        try:
            body = CallBody.model_validate(request.get_json(silent=True))
            live = self._exchange.prepare(
                SimulatedCall(**{name: getattr(body, name) for name in CallBody.model_fields})
            )
        except ValidationError as error:
            complaint = error.errors()[0]
            place = ".".join(str(part) for part in complaint["loc"]) or "body"
            return problem(422, "invalid_call", f"{place}: {complaint['msg']}")
        except ScriptError as error:
            return problem(422, "unknown_script", str(error))
        self._exchange.play_later(live)
        return jsonify({"call_sid": live.run.facts.sid}), 202

    def show(self, call_sid: str) -> Response:
        """`?wait=20` answers when the call is over, or after 20 s."""
        live = self._exchange.call(call_sid)
        if live is None:
            return problem(404, "unknown_call", f"no simulated call {call_sid}")
        wait = min(request.args.get("wait", 0.0, type=float), MAX_WAIT_SECONDS)
        self._exchange.wait_for(live, wait)
        return jsonify(_state(live))

    def scripts(self) -> Response:
        return jsonify(
            {
                "scripts": [
                    {"name": script.name, "title": script.title, "language": script.language}
                    for script in all_scripts()
                ]
            }
        )

    def assign(self, call_sid: str) -> Response | tuple[str, int]:
        content: Any = request.get_json(silent=True)
        name = content.get("script", "") if isinstance(content, dict) else ""
        try:
            self._service.casting.assign(call_sid, load_script(name))
        except ScriptError as error:
            return problem(422, "unknown_script", str(error))
        return "", 204

    def release(self, call_sid: str) -> tuple[str, int]:
        self._service.casting.release(call_sid)
        return "", 204


def _state(live: LiveCall) -> dict[str, Any]:
    facts = live.run.facts
    result = live.result.as_json() if live.result else None
    return {"call_sid": facts.sid, "status": facts.status, "result": result}
