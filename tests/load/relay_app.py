"""The bare bridge, as a yardstick: both sockets of a call on the pump, audio and marks relayed, no session around it."""

import json
import os
from collections import deque
from functools import cache
from typing import Any

from flask import Flask, request
from flask_sock import Sock

from bridge import mediapath, upgrade
from bridge.dial import AgentDialler, DialError
from bridge.leg import CARRIER, Leg
from bridge.pump import current_pump

FRAMES_PER_MARK = 10
EARLY_FRAMES = 100

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
        self.before = self.after = b""
        self.frames = 0

    def on_text(self, leg: Leg, payload: bytes) -> None:
        if leg is self.carrier:
            self.from_carrier(payload)
        else:
            self.from_agent(payload)

    def from_carrier(self, body: bytes) -> None:
        audio = mediapath.carrier_payload(body)
        if audio is None:
            self.carrier_event(json.loads(body))
        elif self.agent:
            self.agent.send_audio(mediapath.user_audio_chunk(audio))
        else:
            self.early.append(audio)

    def carrier_event(self, event: dict[str, Any]) -> None:
        if event["event"] == "start":
            self.before, self.after = mediapath.carrier_media(event["streamSid"])
            dialler(os.getpid()).connect(
                os.environ["AGENT_URL"],
                {},
                5.0,
                listener=self,
                on_connected=self.connected,
                on_failed=self.failed,
            )

    def connected(self, leg: Leg) -> None:
        self.agent = leg
        for audio in self.early:
            leg.send_audio(mediapath.user_audio_chunk(audio))

    def failed(self, error: DialError) -> None:
        if self.carrier:
            self.carrier.close(1011, str(error))

    def from_agent(self, body: bytes) -> None:
        cut = mediapath.agent_audio(body)
        if cut is None or self.carrier is None:
            return
        self.carrier.send_audio(self.before + cut[0] + self.after)
        self.frames += 1
        if self.frames % FRAMES_PER_MARK == 0:
            self.carrier.send_text(b'{"event":"mark","streamSid":"MZ1","mark":{"name":"%d"}}' % self.frames)

    def on_closed(self, leg: Leg, code: int, reason: str, clean: bool) -> None:
        other = self.agent if leg is self.carrier else self.carrier
        if other:
            other.close()


@app.before_request
def announce() -> None:
    upgrade.announce(request.environ)


@sock.route("/media")
def media(ws: Any) -> None:
    relay = Relay()

    def begin(leg: Leg) -> None:
        relay.carrier = leg

    current_pump().adopt(upgrade.take_over(ws), CARRIER, relay, "relay", begin)
