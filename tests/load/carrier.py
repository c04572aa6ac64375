"""Simulated callers in real time: one frame of 20 ms each, the time of sending inside, and every delay noted."""

import base64
import struct
from collections.abc import Callable
from time import monotonic

from bridge.dial import AgentDialler, DialError
from bridge.leg import Leg
from bridge.pump import Pump

FRAME_SECONDS = 0.02
TICKS = 20
_FILL = b"\xff" * 144


class Caller:
    def __init__(self) -> None:
        self.leg: Leg | None = None
        self.sent = self.heard = self.disordered = 0
        self.delays: list[float] = []
        self.recording = False

    def connected(self, leg: Leg) -> None:
        self.leg = leg
        leg.send_text(b'{"event":"connected","protocol":"Call","version":"1.0.0"}')
        leg.send_text(b'{"event":"start","sequenceNumber":"1","streamSid":"MZ1","start":{"callSid":"CA1"}}')

    def failed(self, error: DialError) -> None:
        raise error

    def speak(self) -> None:
        if not self.leg:
            return
        self.sent += 1
        audio = base64.b64encode(struct.pack("<dq", monotonic(), self.sent) + _FILL)
        self.leg.send_text(
            b'{"event":"media","sequenceNumber":"%d","streamSid":"MZ1","media":{"track":"inbound","chunk":"%d",'
            b'"timestamp":"%d","payload":"%b"}}' % (self.sent + 1, self.sent, self.sent * 20, audio)
        )

    def on_text(self, leg: Leg, payload: bytes) -> None:
        if not payload.startswith(b'{"event":"media"'):
            return
        start = payload.find(b'"payload":"') + 11
        sent_at, number = struct.unpack("<dq", base64.b64decode(payload[start : start + 24])[:16])
        self.heard += 1
        self.disordered += number != self.heard
        if self.recording:
            self.delays.append(monotonic() - sent_at)

    def on_closed(self, leg: Leg, code: int, reason: str, clean: bool) -> None:
        self.leg = None


class Exchange:
    """All callers; every millisecond another twentieth of them speaks."""

    def __init__(self, pump: Pump, count: int) -> None:
        self.pump = pump
        self.callers = [Caller() for _ in range(count)]
        self._tick = 0
        self._next = monotonic()
        self._talking = True

    def dial(self, url: str) -> None:
        dialler = AgentDialler(self.pump, max_threads=4)
        for caller in self.callers:
            dialler.connect(
                url, {}, 20.0, listener=caller, on_connected=caller.connected, on_failed=caller.failed
            )
        self.pump.post(self._beat)

    def hang_up(self) -> None:
        self._talking = False
        self._each(lambda caller: caller.leg and caller.leg.close())

    def record(self) -> None:
        self._each(lambda caller: setattr(caller, "recording", True))

    def _each(self, action: Callable[[Caller], object]) -> None:
        def run() -> None:
            for caller in self.callers:
                action(caller)

        self.pump.post(run)

    def _beat(self) -> None:
        while self._next <= monotonic():
            for caller in self.callers[self._tick % TICKS :: TICKS]:
                caller.speak()
            self._tick += 1
            self._next += FRAME_SECONDS / TICKS
        if self._talking:
            self.pump.call_later(max(0.0, self._next - monotonic()), self._beat)
