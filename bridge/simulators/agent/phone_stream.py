"""One registered call: the carrier's media stream on one side, a session of the agent on the other, nobody between them."""

import json
import logging
import time
from typing import Any

from bridge.simulators.agent.casting import Part
from bridge.simulators.agent.messages import Close, Drop, Output, Send
from bridge.simulators.agent.post_call import PostCall
from bridge.simulators.agent.record import Record
from bridge.simulators.agent.service import AgentService, RefusedError
from bridge.simulators.agent.session import AgentSession

log = logging.getLogger(__name__)
FAREWELL, FAREWELL_SECONDS = "farewell", 15.0
POLL_SECONDS = 0.25
POLICY = 1008


class PhoneStream:
    def __init__(self, ws: Any, service: AgentService, post_call: PostCall) -> None:
        self._ws, self._service, self._post_call = ws, service, post_call
        self._part = Part(service.casting)
        self._stream_sid = ""

    def run(self) -> None:
        """Raises ConnectionClosed if the carrier disconnects without `stop`."""
        start = self._start()
        try:
            record = self._service.begin(
                str((start.get("customParameters") or {}).get("conversation_id", "")),
                str(start.get("callSid", "")),
                self._stream_sid,
            )
        except RefusedError as error:
            log.warning("agent refused a stream error=%s", error.error)
            self._ws.close(POLICY, str(error))
            return
        log.info("registered call began conversation_id=%s", record.conversation_id)
        try:
            self._converse(record)
        finally:
            record.end("Call ended by remote party")
            self._service.tell_changed()
            self._post_call.send_later(record)

    def _start(self) -> dict[str, Any]:
        while True:
            message = json.loads(self._ws.receive())
            if message.get("event") == "start":
                self._stream_sid = str(message["streamSid"])
                start: dict[str, Any] = message["start"]
                return start

    def _converse(self, record: Record) -> None:
        settings = self._service.settings
        session = AgentSession(
            record, self._part, time.monotonic(), settings.receive_timeout_seconds, settings.overridable
        )
        initiation = {"type": "conversation_initiation_client_data", **record.initiation}
        is_on = self._act(session, self._tell(session, initiation), record)
        while is_on:
            message = self._receive()
            if message["event"] == "stop":
                return
            outputs = self._hear(session, message)
            self._part.advance(session.position)
            is_on = self._act(session, [*outputs, *session.tick(time.monotonic())], record)

    def _hear(self, session: AgentSession, message: dict[str, Any]) -> list[Output]:
        match message["event"]:
            case "media":
                return self._tell(session, {"user_audio_chunk": message["media"]["payload"]})
            case "dtmf":
                return self._tell(session, {"type": "user_message", "text": message["dtmf"]["digit"]})
        return []

    @staticmethod
    def _tell(session: AgentSession, message: dict[str, Any]) -> list[Output]:
        return session.receive(json.dumps(message), time.monotonic())

    def _act(self, session: AgentSession, outputs: list[Output], record: Record) -> bool:
        """Returns whether the conversation continues. Client tools get no answer, because there is no client."""
        for output in outputs:
            match output:
                case Send(message):
                    self._pass_on(session, message)
                case Close(code, reason):
                    self._close(record, code, reason)
                    return False
                case Drop():
                    record.end("connection lost", {"code": 1006, "reason": "connection lost"})
                    return False
        return True

    def _pass_on(self, session: AgentSession, message: Any) -> None:
        match message["type"]:
            case "audio":
                self._send("media", media={"payload": message["audio_event"]["audio_base_64"]})
            case "interruption":
                self._send("clear")
            case "ping":
                self._tell(session, {"type": "pong", "event_id": message["ping_event"]["event_id"]})

    def _close(self, record: Record, code: int, reason: str) -> None:
        record.end(reason or "agent closed", None if code == 1000 else {"code": code, "reason": reason})
        if code == 1000:
            self._wait_for_farewell()
        self._ws.close(code, reason or None)

    def _wait_for_farewell(self) -> None:
        """The last line has been played when its mark is echoed."""
        self._send("mark", mark={"name": FAREWELL})
        deadline = time.monotonic() + FAREWELL_SECONDS
        while time.monotonic() < deadline:
            message = self._receive()
            if message["event"] == "stop" or (message.get("mark") or {}).get("name") == FAREWELL:
                return

    def _receive(self) -> dict[str, Any]:
        """The next event; one without a name if none arrived in time."""
        received = self._ws.receive(timeout=POLL_SECONDS)
        message: dict[str, Any] = json.loads(received) if received else {"event": ""}
        return message

    def _send(self, event: str, **body: Any) -> None:
        message = {"event": event, "streamSid": self._stream_sid, **body}
        self._ws.send(json.dumps(message, separators=(",", ":")))
