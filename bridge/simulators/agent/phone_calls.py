"""Calls that the carrier brings to the agent service by itself: `register-call` answers with TwiML, and its stream ends here."""

import contextlib
import socket
from threading import Event
from typing import Any, Literal
from xml.sax.saxutils import quoteattr

from flask import Blueprint, Flask, Response, jsonify, request
from flask_sock import Sock
from pydantic import BaseModel, Field, ValidationError
from simple_websocket import ConnectionClosed

from bridge.simulators.agent.conversation_socket import refusal
from bridge.simulators.agent.phone_stream import PhoneStream
from bridge.simulators.agent.post_call import PostCall
from bridge.simulators.agent.service import AgentService

STREAM_PATH = "/v1/convai/twilio/stream"


class ClientData(BaseModel):
    """The initiation data of a conversation. Its overrides are validated when the conversation begins, as ElevenLabs does."""

    dynamic_variables: dict[str, str | int | float | bool] = {}
    conversation_config_override: dict[str, dict[str, Any]] = {}
    user_id: str | None = None
    source_info: dict[str, str] = {}


class CallToRegister(BaseModel):
    agent_id: str = Field(min_length=1)
    from_number: str = Field(min_length=1)
    to_number: str = Field(min_length=1)
    direction: Literal["inbound", "outbound"] = "inbound"
    conversation_initiation_client_data: ClientData = ClientData()


def register(app: Flask, service: AgentService, post_call: PostCall) -> None:
    blueprint = Blueprint("simulated_phone_calls", __name__)
    sock = Sock()

    def register_call() -> Response:
        return _register_call(service)

    def stream(ws: Any) -> None:
        ws.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(ConnectionClosed, OSError):
            PhoneStream(ws, service, post_call).run()
        with contextlib.suppress(OSError):
            ws.sock.shutdown(socket.SHUT_WR)

    blueprint.add_url_rule(
        "/v1/convai/twilio/register-call", "register_call", register_call, methods=["POST"]
    )
    sock.route(STREAM_PATH, bp=blueprint)(stream)
    app.register_blueprint(blueprint)


def _register_call(service: AgentService) -> Response:
    if request.headers.get("xi-api-key") != service.settings.elevenlabs_api_key:
        return refusal(401, "invalid_api_key", "Invalid API key")
    outage = service.casting.outage()
    Event().wait(outage.delay_seconds)
    if outage.http_status:
        return refusal(outage.http_status, "system_busy", "the simulated agent is down for this call")
    try:
        call = CallToRegister.model_validate(request.get_json(silent=True))
    except ValidationError as error:
        return _unprocessable(error)
    if not service.settings.has_agent(call.agent_id):
        return refusal(404, "agent_not_found", f"there is no agent {call.agent_id!r}")
    ours, theirs = call.to_number, call.from_number
    if call.direction == "outbound":
        ours, theirs = theirs, ours
    phone_call = {
        "type": "twilio",
        "direction": call.direction,
        "agent_number": ours,
        "external_number": theirs,
    }
    told = call.conversation_initiation_client_data.model_dump(exclude_unset=True)
    record = service.register(call.agent_id, told, phone_call)
    address = "ws" + service.settings.public_url.removeprefix("http") + STREAM_PATH
    return Response(_twiml(address, record.conversation_id), content_type="application/xml")


def _twiml(address: str, conversation_id: str) -> str:
    parameter = f'<Parameter name="conversation_id" value={quoteattr(conversation_id)} />'
    stream = f"<Stream url={quoteattr(address)}>{parameter}</Stream>"
    return f'<?xml version="1.0" encoding="UTF-8"?><Response><Connect>{stream}</Connect></Response>'


def _unprocessable(error: ValidationError) -> Response:
    found = [{"type": one["type"], "loc": ["body", *one["loc"]], "msg": one["msg"]} for one in error.errors()]
    response = jsonify({"detail": found})
    response.status_code = 422
    return response
