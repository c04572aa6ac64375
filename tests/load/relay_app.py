"""The bare bridge, as a yardstick: both sockets of a call on the pump, audio and marks relayed, no session around it."""

import json
import os
from collections import deque
from functools import cache
from typing import Any

from flask import Flask, request
from flask_sock import Sock

from bridge import media_fast_path, upgrade
from bridge.dial import AgentDialler, DialError
from bridge.leg import CARRIER, Leg
from bridge.pump import current_pump

FRAMES_PER_MARK = 20
EARLY_FRAMES = 100
PATH = "/ws/elevenlabs-bridge"

app = Flask(__name__)
app.config["SOCK_SERVER_OPTIONS"] = {"thread_class": upgrade.reading_thread}
sock = Sock(app)


@cache
def dialler(pid: int) -> AgentDialler:
    return AgentDialler(current_pump())


class Relay:
    def __init__(self) -> None:
        self.carrier: Leg | None = None
        self.agent: Leg | None = None
        self.early: deque[bytes] = deque(maxlen=EARLY_FRAMES)
        self.stream_sid = ""
        self.before = self.after = b""
        self.frames = 0

    def on_text(self, leg: Leg, payload: bytes) -> None:
        if leg is self.carrier:
            self.from_carrier(payload)
        else:
            self.from_agent(payload)

    def from_carrier(self, body: bytes) -> None:
        audio = media_fast_path.carrier_payload(body)
        if audio is None:
            self.carrier_event(json.loads(body))
        elif self.agent:
            self.agent.send_audio(media_fast_path.user_audio_chunk(audio))
        else:
            self.early.append(audio)

    def carrier_event(self, event: dict[str, Any]) -> None:
        if event["event"] == "start":
            self.stream_sid = event["streamSid"]
            self.before, self.after = media_fast_path.carrier_media(self.stream_sid)
            dialler(os.getpid()).connect(
                os.environ["AGENT_URL"],
                {},
                5.0,
                listener=self,
                on_connected=self.connected,
                on_failed=self.failed,
            )
        elif event["event"] == "stop" and self.carrier:
            self.carrier.close()

    def connected(self, leg: Leg) -> None:
        self.agent = leg
        leg.send_text(b'{"type":"conversation_initiation_client_data"}')
        for audio in self.early:
            leg.send_audio(media_fast_path.user_audio_chunk(audio))

    def failed(self, error: DialError) -> None:
        if self.carrier:
            self.carrier.close(1011, str(error))

    def from_agent(self, body: bytes) -> None:
        cut = media_fast_path.agent_audio(body)
        if self.carrier is None:
            return
        if cut is None:
            self.agent_event(json.loads(body))
            return
        self.carrier.send_audio(self.before + cut[0] + self.after)
        self.frames += 1
        if self.frames % FRAMES_PER_MARK == 0:
            self.tell_carrier({"event": "mark", "mark": {"name": str(self.frames)}})

    def agent_event(self, event: dict[str, Any]) -> None:
        if event["type"] == "ping" and self.agent:
            pong = {"type": "pong", "event_id": event["ping_event"]["event_id"]}
            self.agent.send_text(json.dumps(pong).encode())
        elif event["type"] == "interruption" and self.carrier:
            self.carrier.drop_audio()
            self.tell_carrier({"event": "clear"})

    def tell_carrier(self, event: dict[str, Any]) -> None:
        if self.carrier:
            self.carrier.send_text(json.dumps({**event, "streamSid": self.stream_sid}).encode())

    def on_closed(self, leg: Leg, code: int, reason: str, clean: bool) -> None:
        other = self.agent if leg is self.carrier else self.carrier
        if other:
            other.close()


@app.before_request
def announce() -> None:
    upgrade.announce(request.environ)


def media(ws: Any) -> None:
    relay = Relay()

    def begin(leg: Leg) -> None:
        relay.carrier = leg

    current_pump().adopt(upgrade.take_over(ws), CARRIER, relay, "relay", begin)


sock.route(PATH)(media)
