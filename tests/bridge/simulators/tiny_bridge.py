"""The smallest server that the two simulators can meet in: it relays, and does exactly what a test tells it to do."""

import base64
import contextlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import websocket
from flask import Flask, Response, request
from flask_sock import Sock
from simple_websocket import ConnectionClosed
from twilio.request_validator import RequestValidator
from werkzeug.serving import make_server

from bridge.simulators.settings import SimulatorSettings
from tests.waiting import TEST_TIMEOUT_SECONDS

Script = Callable[[Any, str], None]  # what to do with an accepted socket and its stream's sid
HANGUP = "<Response><Hangup/></Response>"
GOODBYE_MARK = {"name": "goodbye"}


@dataclass
class TinyBridge:
    """Set `twiml` and `after` (the action's answer); `on_stream` replaces the relay to the agent."""

    settings: SimulatorSettings
    twiml: str = ""
    after: str = HANGUP
    content_type: str = "text/xml"
    on_stream: Script | None = None
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    bodies: dict[str, tuple[bytes, str]] = field(default_factory=dict)  # the latest of each door
    events: list[dict[str, Any]] = field(default_factory=list)
    agent_messages: list[dict[str, Any]] = field(default_factory=list)
    answer_status: int = 200
    unsigned: list[str] = field(default_factory=list)
    tool_hook: Callable[["TinyBridge", str], None] | None = None
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        app, sock = Flask("tiny"), Sock()
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.server.RequestHandlerClass.log = lambda *_args: None  # type: ignore[method-assign]
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        app.add_url_rule("/<name>", "door", self.door, methods=["GET", "POST"])
        sock.route("/media")(self.media)
        sock.init_app(app)
        self.stream_url = f"ws://127.0.0.1:{self.server.server_port}/media"
        self.twiml = self.twiml or self.connect()
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def connect(self, attributes: str = 'action="/after"') -> str:
        parameter = '<Parameter name="token" value="abc"/>'
        return f'<Response><Connect {attributes}><Stream url="{self.stream_url}">{parameter}</Stream></Connect></Response>'

    def door(self, name: str) -> Response:
        form = request.values.to_dict()
        self.bodies[name] = (request.get_data(), request.headers.get("ElevenLabs-Signature", ""))
        validator = RequestValidator(self.settings.auth_token)
        if not validator.validate(request.url, request.form, request.headers.get("X-Twilio-Signature", "")):
            self.unsigned.append(name)
        with self.changed:
            self.seen.append((name, form))
            self.changed.notify_all()
        body = {"voice": self.twiml, "after": self.after, "taken": "<Response/>"}.get(name, "")
        return Response(body, status=self.answer_status, content_type=self.content_type)

    def media(self, ws: Any) -> None:
        url = self.stream_url.replace("ws://", "wss://")
        if not RequestValidator(self.settings.auth_token).validate(
            url, {}, request.headers["X-Twilio-Signature"]
        ):
            self.unsigned.append("media")
        assert json.loads(ws.receive()) == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
        start = json.loads(ws.receive())
        self.events.append(start)
        (self.on_stream or self.relay)(ws, start["streamSid"])

    def relay(self, ws: Any, stream_sid: str) -> None:
        agent = self.dial_agent(self.events[-1]["start"]["callSid"])
        played_out = threading.Event()
        arguments = (ws, agent, stream_sid, played_out)
        threading.Thread(target=self.listen_to_agent, args=arguments, daemon=True).start()
        try:
            while True:
                message = json.loads(ws.receive())
                self.forward(message, agent)
                if message.get("mark") == GOODBYE_MARK:
                    played_out.set()
        finally:
            played_out.set()
            agent.close()
            agent.shutdown()

    def dial_agent(self, call_sid: str) -> Any:
        base = self.settings.public_url.replace("http", "ws", 1)
        agent = websocket.create_connection(
            f"{base}/v1/convai/conversation?agent_id={self.settings.agent_id}",
            header={"xi-api-key": self.settings.elevenlabs_api_key},
            skip_utf8_validation=True,
        )
        variables = {"caller_number": "+34600", "called_number": "+34971", "call_sid": call_sid}
        agent.send(
            json.dumps({"type": "conversation_initiation_client_data", "dynamic_variables": variables})
        )
        return agent

    def forward(self, message: dict[str, Any], agent: Any) -> None:
        if message["event"] == "media":
            with contextlib.suppress(websocket.WebSocketException, OSError):  # the agent has said goodbye
                agent.send(json.dumps({"user_audio_chunk": message["media"]["payload"]}))
            return
        self.events.append(message)
        if message["event"] == "dtmf":
            digits = f"[keypad] {message['dtmf']['digit']}"
            agent.send(json.dumps({"type": "user_message", "text": digits}))

    def listen_to_agent(self, ws: Any, agent: Any, stream_sid: str, played_out: threading.Event) -> None:
        """Closes the stream when the caller has heard the agent's last word, however slow this machine is."""
        with contextlib.suppress(ConnectionClosed, websocket.WebSocketException, OSError):
            while message := self.hear(agent):
                self.agent_messages.append(message)
                self.act(message, ws, agent, stream_sid)
        with contextlib.suppress(ConnectionClosed):
            ws.send(json.dumps({"event": "mark", "streamSid": stream_sid, "mark": GOODBYE_MARK}))
            played_out.wait(TEST_TIMEOUT_SECONDS)
            ws.close(1000)

    def hear(self, agent: Any) -> dict[str, Any] | None:
        try:
            text = agent.recv()
        except (OSError, websocket.WebSocketException):
            return None
        try:
            return json.loads(text) if text else None
        except ValueError:
            return {"type": "garbage"}

    def act(self, message: dict[str, Any], ws: Any, agent: Any, stream_sid: str) -> None:
        match message["type"]:
            case "audio":
                payload = message["audio_event"]["audio_base_64"]
                ws.send(
                    json.dumps({"event": "media", "streamSid": stream_sid, "media": {"payload": payload}})
                )
            case "interruption":
                ws.send(json.dumps({"event": "clear", "streamSid": stream_sid}))
            case "ping":
                agent.send(json.dumps({"type": "pong", "event_id": message["ping_event"]["event_id"]}))
            case "client_tool_call":
                self.answer_tool(message["client_tool_call"], agent)

    def answer_tool(self, call: dict[str, Any], agent: Any) -> None:
        result = {"tool_call_id": call["tool_call_id"], "result": "{}", "is_error": False}
        agent.send(json.dumps({"type": "client_tool_result"} | result))
        if self.tool_hook:
            self.tool_hook(self, self.events[0]["start"]["callSid"])

    def types(self) -> list[str]:
        return [message["type"] for message in self.agent_messages]

    def requests_of(self, name: str) -> list[dict[str, str]]:
        return [form for seen, form in self.seen if seen == name]

    def wait_for(self, name: str, count: int = 1) -> list[dict[str, str]]:
        with self.changed:
            assert self.changed.wait_for(
                lambda: len(self.requests_of(name)) >= count, TEST_TIMEOUT_SECONDS
            ), f"no {name}"
        return self.requests_of(name)

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def media(stream_sid: str, audio: bytes) -> str:
    payload = base64.b64encode(audio).decode()
    return json.dumps({"event": "media", "streamSid": stream_sid, "media": {"payload": payload}})
