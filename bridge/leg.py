"""One WebSocket of a call, the carrier's or the agent's, after its handshake.

Runs on the event loop's thread; `Pump.post` hands a call over from another one.
"""

import select
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bridge import frames
from bridge.timers import Timer
from bridge.wire import LostError, Watcher, Wire

_OPEN, _CLOSING, _LINGERING, _CLOSED = range(4)
_HOPELESS = 4


@dataclass(frozen=True, slots=True)
class LegKind:
    """The limits of one kind of connection: carrier or agent."""

    is_server: bool
    max_message_bytes: int
    max_queued_bytes: int = 1 << 20
    ping_seconds: float = 15.0
    idle_seconds: float = 40.0
    close_seconds: float = 2.0


CARRIER = LegKind(is_server=True, max_message_bytes=1 << 16)
AGENT = LegKind(is_server=False, max_message_bytes=1 << 24)


class Listener(Protocol):
    """Receives what a leg hears. If one of its callbacks raises, all of its legs end."""

    def on_text(self, leg: "Leg", payload: bytes) -> None:
        """One message; nobody has checked that it is UTF-8, nor what kind its frame was of."""

    def on_closed(self, leg: "Leg", code: int, reason: str, clean: bool) -> None:
        """Exactly once, and last. `clean`: with a closing handshake. Code 1006: lost, and the reason is our own."""


class _Nobody:
    """Listener of a leg whose call is over or never existed."""

    def on_text(self, leg: "Leg", payload: bytes) -> None:
        """Nobody is left to hear it."""

    def on_closed(self, leg: "Leg", code: int, reason: str, clean: bool) -> None:
        """Nobody is left to be told."""


NOBODY: Listener = _Nobody()


class Loop(Watcher, Protocol):
    """The event loop, as a leg sees it."""

    now: float

    def call_later(
        self, seconds: float, action: Callable[[], object], owner: object | None = None
    ) -> Timer: ...
    def forget(self, leg: "Leg") -> None: ...


class Leg:
    """Methods for the call come first, then those for the event loop."""

    __slots__ = (
        "_encode",
        "_loop",
        "_reader",
        "_state",
        "_timer",
        "_wire",
        "fd",
        "heard_at",
        "kind",
        "listener",
        "name",
    )

    def __init__(self, loop: Loop, sock: socket.socket, kind: LegKind, listener: Listener, name: str) -> None:
        self.name = name
        self.kind = kind
        self.listener = listener
        self.heard_at = loop.now
        self._loop = loop
        self._wire = Wire(loop, sock, kind.max_queued_bytes)
        self.fd = self._wire.fd
        self._encode = frames.encode_as_server if kind.is_server else frames.client_encoder()
        self._reader = frames.FrameReader(masked=kind.is_server, max_message_bytes=kind.max_message_bytes)
        self._state = _OPEN
        self._timer: Timer | None = None

    def send_text(self, payload: bytes) -> None:
        """Send a message that must arrive; after `close` it goes nowhere.

        Where 4 MiB wait already the peer is given up, and `on_closed` is called from in here.
        """
        if self._state == _OPEN:
            self._wire.push(self._encode(frames.TEXT, payload), False)
            if self._wire.queue.size > _HOPELESS * self.kind.max_queued_bytes:
                self.fail(frames.POLICY, "the peer does not read")

    def send_audio(self, payload: bytes) -> None:
        """Send a message that may be dropped, the oldest first, while the peer does not read."""
        if self._state == _OPEN:
            self._wire.send_audio(self._encode(frames.TEXT, payload))

    def drop_audio(self) -> int:
        """Drops waiting audio, as on an interruption, and returns the number of messages."""
        return self._wire.queue.drop_audio()

    def close(self, code: int = frames.NORMAL, reason: str = "") -> None:
        """Send what waits, then close; `on_closed` follows with the peer's answer, or without it in `close_seconds`."""
        if self._state == _OPEN:
            self._send_close(code, reason, _CLOSING)

    @property
    def is_open(self) -> bool:
        return self._state == _OPEN

    @property
    def buffered_bytes(self) -> int:
        return self._wire.queue.size

    @property
    def dropped_audio(self) -> int:
        """How many audio messages were dropped so far because they waited too long."""
        return self._wire.queue.dropped_audio

    @property
    def idle_seconds(self) -> float:
        """How long nothing has come, not even the answer to a ping."""
        return self._loop.now - self.heard_at

    def begin(self) -> None:
        """Start to listen, with what the TLS layer holds already."""
        self.heard_at = self._loop.now
        self._set_timer(self.kind.ping_seconds, self._beat)
        if self._wire.pending():
            self.hear(self.receive(select.EPOLLIN))

    def receive(self, events: int) -> bytes:
        """What has come, for `hear`; nothing where there is nothing, or where the connection is lost."""
        wire = self._wire
        if events & select.EPOLLOUT:
            wire.writable()
            if events == select.EPOLLOUT and not wire.pending():
                return b""
        try:
            return wire.receive()
        except LostError as error:
            self.cut(str(error))
            return b""

    def hear(self, data: bytes) -> None:
        """Take in what was received, and what TLS holds besides."""
        while data and self._state != _CLOSED:
            self.heard_at = self._loop.now
            payload = self._reader.one_text(data)
            if payload is None:
                self._hear_all(data)
            elif self._state == _OPEN:
                self.listener.on_text(self, payload)
            if not (self._wire.is_tls and self._wire.pending()):
                return
            data = self.receive(select.EPOLLIN)

    def fail(self, code: int, reason: str) -> None:
        """End a leg that cannot go on: the peer gets the code, the listener hears of it at once."""
        if self._state == _OPEN:
            self._send_close(code, reason, _LINGERING)
            self.listener.on_closed(self, code, reason, False)
        elif self._state == _CLOSING:
            self._end(code, reason, clean=False)

    def cut(self, reason: str) -> None:
        """Drops the connection without a closing handshake."""
        self._end(frames.ABNORMAL, reason, clean=False)

    def _hear_all(self, data: bytes) -> None:
        loop = self._loop
        gathered, loop.gathers = loop.gathers, True
        try:
            for opcode, payload in self._reader.feed(data):
                self._take(opcode, payload)
        finally:
            loop.gathers = gathered
        if self._reader.violation:
            self.fail(self._reader.violation.code, self._reader.violation.reason)

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode not in {frames.TEXT, frames.BINARY}:  # who sends text in binary frames means text
            self._control(opcode, payload)
        elif self._state == _OPEN:
            self.listener.on_text(self, payload)

    def _control(self, opcode: int, payload: bytes) -> None:
        if opcode == frames.CLOSE:
            self._peer_closed(payload)
        elif opcode == frames.PING and self._state == _OPEN:
            self._wire.push(self._encode(frames.PONG, payload), False)

    def _peer_closed(self, payload: bytes) -> None:
        try:
            code, reason = frames.parse_close(payload)
        except frames.ViolationError as violation:
            self.fail(violation.code, violation.reason)
            return
        if self._state == _OPEN:
            self._wire.push(self._encode(frames.CLOSE, payload[:2]), False)
            self._wire.flush()
        self._end(code, reason, clean=True)

    def _send_close(self, code: int, reason: str, state: int) -> None:
        self._wire.push(self._encode(frames.CLOSE, frames.close_payload(code, reason)), False)
        self._state = state  # the socket stays a moment: closed at once, it could be reset before the peer has read the code
        self._set_timer(self.kind.close_seconds, self._give_up)

    def _give_up(self) -> None:
        self.cut("the peer did not answer the close frame")

    def _end(self, code: int, reason: str, *, clean: bool) -> None:
        """Let go of the socket, and tell the listener where it does not know yet."""
        told = self._state in {_LINGERING, _CLOSED}
        if self._state != _CLOSED:
            self._state = _CLOSED
            if self._timer:
                self._timer.cancel()
            self._loop.forget(self)
            self._wire.close()
        if not told:
            self.listener.on_closed(self, code, reason, clean)
        self.listener = NOBODY  # or the two would hold each other until the collector comes round

    def _beat(self) -> None:
        """Ping, and end a leg that is silent for too long: a lost network says nothing."""
        if self.idle_seconds >= self.kind.idle_seconds:
            self.cut(f"nothing heard for {self.idle_seconds:.0f} s")
            return
        self._wire.push(self._encode(frames.PING, b""), False)
        self._set_timer(self.kind.ping_seconds, self._beat)

    def _set_timer(self, seconds: float, action: Callable[[], object]) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self._loop.call_later(seconds, action, self)
