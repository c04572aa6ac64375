"""The socket under a conversation: `WS /v1/convai/conversation`, refused before the upgrade in the same cases as ElevenLabs."""

import contextlib
import logging
import socket
import time
from threading import Event
from typing import Any

from flask import Blueprint, Flask, Request, Response, g, jsonify, request
from flask_sock import Sock
from simple_websocket import ConnectionClosed

from bridge.simulators.agent.casting import Part
from bridge.simulators.agent.messages import Close, Drop, Output, Send, SendRaw
from bridge.simulators.agent.post_call import PostCall
from bridge.simulators.agent.record import Record
from bridge.simulators.agent.service import AgentService, RefusedError
from bridge.simulators.agent.session import AgentSession, encoded

log = logging.getLogger(__name__)
POLL_SECONDS = 0.25
PATH = "/v1/convai/conversation"


class ConversationEndedError(Exception):
    """The agent ended the conversation: nothing more is sent or received."""


def register(app: Flask, service: AgentService, post_call: PostCall) -> None:
    blueprint = Blueprint("simulated_conversations", __name__)
    sock = Sock()

    def admit() -> Response | None:
        return _admit(service, request)

    def converse(ws: Any) -> None:
        Conversation(ws, g.record, service, post_call).run()

    blueprint.before_request(admit)
    sock.route(PATH, bp=blueprint)(converse)
    app.register_blueprint(blueprint)


def _admit(service: AgentService, upgrade: Request) -> Response | None:
    outage = service.casting.outage()
    if outage.delay_seconds:
        Event().wait(outage.delay_seconds)
    if outage.http_status:
        return refusal(outage.http_status, "system_busy", "the simulated agent is down for this call")
    signature = upgrade.args.get("conversation_signature", "")
    try:
        g.record = service.admit(
            upgrade.args.get("agent_id", ""), upgrade.headers.get("xi-api-key", ""), signature
        )
    except RefusedError as error:
        log.warning("agent refused an upgrade status=%d error=%s", error.status, error.error)
        return refusal(error.status, error.error, str(error))
    return None


def refusal(status: int, error: str, message: str) -> Response:
    response = jsonify({"detail": {"status": error, "message": message}})
    response.status_code = status
    return response


class Conversation:
    def __init__(self, ws: Any, record: Record, service: AgentService, post_call: PostCall) -> None:
        self._ws, self._record, self._service, self._post_call = ws, record, service, post_call
        self._part = Part(service.casting)
        timeout, overridable = service.settings.receive_timeout_seconds, service.settings.overridable
        self._session = AgentSession(record, self._part, time.monotonic(), timeout, overridable)
        ws.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def run(self) -> None:
        log.info("agent conversation began conversation_id=%s", self._record.conversation_id)
        try:
            while True:
                self._step()
        except ConversationEndedError:
            pass
        except ConnectionClosed as closed:
            self._record.end(f"Client disconnected: {int(closed.reason or 1006)}")
        except OSError as error:
            log.info("agent lost its client conversation_id=%s error=%s", self._record.conversation_id, error)
        finally:
            self._finish()

    def _step(self) -> None:
        message = self._ws.receive(timeout=POLL_SECONDS)
        now = time.monotonic()
        output = self._session.receive(message, now) if message is not None else []
        self._part.advance(self._session.position)
        self._send([*output, *self._session.tick(now)])

    def _send(self, outputs: list[Output]) -> None:
        for output in outputs:
            match output:
                case Send():
                    self._ws.send(encoded(output))
                case SendRaw(text):
                    self._ws.send(text)
                case Close(code, reason):
                    self._close(code, reason)
                case Drop():
                    self._record.end("connection lost", {"code": 1006, "reason": "connection lost"})
                    self._ws.sock.shutdown(socket.SHUT_RDWR)
                    raise ConversationEndedError

    def _close(self, code: int, reason: str) -> None:
        error = None if code == 1000 else {"code": code, "reason": reason}
        self._record.end(reason or "agent closed", error)
        self._ws.close(code, reason or None)
        raise ConversationEndedError

    def _finish(self) -> None:
        self._record.end("connection lost", {"code": 1006, "reason": "connection lost"})
        self._service.tell_changed()
        self._post_call.send_later(self._record)
        with contextlib.suppress(OSError):
            self._ws.sock.shutdown(socket.SHUT_WR)
        log.info(
            "agent conversation ended conversation_id=%s call_sid=%s reason=%s",
            self._record.conversation_id,
            self._record.variables.get("call_sid", "-"),
            self._record.termination_reason,
        )
