"""One WebSocket of a call, the carrier's or the agent's, after its handshake.

Runs on the event loop's thread; `Pump.post` hands a call over from another one.
"""

import select
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bridge import frames
from bridge.queued_socket import LostError, QueuedSocket, Watcher
from bridge.timers import Timer

_OPEN, _CLOSING, _LINGERING, _CLOSED = range(4)
_QUEUE_LIMIT_FACTOR = 4


@dataclass(frozen=True, slots=True)
class LegKind:
    """The limits of one kind of connection: carrier or agent."""

    is_server: bool
    max_message_bytes: int
    max_queued_bytes: int = 1 << 20
    ping_seconds: float = 3.0
    idle_seconds: float = 15.0
    # What came while this process stood still is read before a peer counts as silent.
    doubt_seconds: float = 1.0
    close_seconds: float = 2.0


CARRIER = LegKind(is_server=True, max_message_bytes=1 << 16)
AGENT = LegKind(is_server=False, max_message_bytes=1 << 24, idle_seconds=8.0)  # a caller waits for its answer


class Listener(Protocol):
    """Receives what a leg hears. If one of its callbacks raises, all of its legs end."""

    def on_text(self, leg: "Leg", payload: bytes) -> None:
        """One message. Neither its encoding (UTF-8) nor the kind of its frame (text or binary) has been checked."""

    def on_closed(self, leg: "Leg", code: int, reason: str, clean: bool) -> None:
        """Exactly once, and last. `clean`: with a closing handshake. Code 1006: lost, and the reason is our own."""


class _NoListener:
    """Listener of a leg whose call is over or never existed: ignores everything."""

    def on_text(self, leg: "Leg", payload: bytes) -> None:
        """Ignored."""

    def on_closed(self, leg: "Leg", code: int, reason: str, clean: bool) -> None:
        """Ignored."""


NO_LISTENER: Listener = _NoListener()


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
        "_is_doubtful",
        "_loop",
        "_reader",
        "_socket",
        "_state",
        "_timer",
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
        self._socket = QueuedSocket(loop, sock, kind.max_queued_bytes)
        self.fd = self._socket.fd
        self._encode = frames.encode_as_server if kind.is_server else frames.client_encoder()
        self._reader = frames.FrameReader(masked=kind.is_server, max_message_bytes=kind.max_message_bytes)
        self._state = _OPEN
        self._timer: Timer | None = None
        self._is_doubtful = False

    def send_text(self, payload: bytes) -> None:
        """Sends a message that must arrive; after `close` it is discarded.

        If 4 MiB are waiting already, the leg fails, and `on_closed` is called from within this method.
        """
        if self._state == _OPEN:
            self._socket.push(self._encode(frames.TEXT, payload), False)
            if self._socket.queue.size > _QUEUE_LIMIT_FACTOR * self.kind.max_queued_bytes:
                self.fail(frames.POLICY, "the peer does not read")

    def send_audio(self, payload: bytes) -> None:
        """Sends a message that may be dropped while the peer does not read; the oldest are dropped first."""
        if self._state == _OPEN:
            self._socket.send_audio(self._encode(frames.TEXT, payload))

    def drop_audio(self) -> int:
        """Drops waiting audio, as on an interruption, and returns the number of messages."""
        return self._socket.queue.drop_audio()

    def close(self, code: int = frames.NORMAL, reason: str = "") -> None:
        """Sends what is queued, then closes. `on_closed` follows with the peer's close frame, or after `close_seconds` without it."""
        if self._state == _OPEN:
            self._send_close(code, reason, _CLOSING)

    @property
    def is_open(self) -> bool:
        return self._state == _OPEN

    @property
    def buffered_bytes(self) -> int:
        return self._socket.queue.size

    @property
    def dropped_audio(self) -> int:
        """How many audio messages were dropped so far because they waited too long."""
        return self._socket.queue.dropped_audio

    @property
    def idle_seconds(self) -> float:
        """Seconds since anything was received, including pongs."""
        return self._loop.now - self.heard_at

    def begin(self) -> None:
        """Starts reading, beginning with what the TLS layer has decrypted already."""
        self.heard_at = self._loop.now
        self._set_timer(self.kind.ping_seconds, self._beat)
        if self._socket.pending():
            self.hear(self.receive(select.EPOLLIN))

    def receive(self, events: int) -> bytes:
        """Received bytes for `hear`; empty if there are none or the connection is lost."""
        sock = self._socket
        if events & select.EPOLLOUT:
            sock.writable()
            if events == select.EPOLLOUT and not sock.pending():
                return b""
        try:
            return sock.receive()
        except LostError as error:
            self.cut(str(error))
            return b""

    def hear(self, data: bytes) -> None:
        """Processes received bytes, and those that TLS has decrypted as well."""
        while data and self._state != _CLOSED:
            self.heard_at = self._loop.now
            payload = self._reader.one_text(data)
            if payload is None:
                self._hear_all(data)
            elif self._state == _OPEN:
                self.listener.on_text(self, payload)
            if not (self._socket.is_tls and self._socket.pending()):
                return
            data = self.receive(select.EPOLLIN)

    def fail(self, code: int, reason: str) -> None:
        """Ends a leg after an error: sends the code to the peer and notifies the listener immediately."""
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
        if opcode not in {frames.TEXT, frames.BINARY}:  # text in binary frames is accepted as text
            self._control(opcode, payload)
        elif self._state == _OPEN:
            self.listener.on_text(self, payload)

    def _control(self, opcode: int, payload: bytes) -> None:
        if opcode == frames.CLOSE:
            self._peer_closed(payload)
        elif opcode == frames.PING and self._state == _OPEN:
            self._socket.push(self._encode(frames.PONG, payload), False)

    def _peer_closed(self, payload: bytes) -> None:
        try:
            code, reason = frames.parse_close(payload)
        except frames.ViolationError as violation:
            self.fail(violation.code, violation.reason)
            return
        if self._state == _OPEN:
            self._socket.push(self._encode(frames.CLOSE, payload[:2]), False)
            self._socket.flush()
        self._end(code, reason, clean=True)

    def _send_close(self, code: int, reason: str, state: int) -> None:
        self._socket.push(self._encode(frames.CLOSE, frames.close_payload(code, reason)), False)
        self._state = state  # the socket stays open briefly: closed at once, it could be reset before the peer has read the code
        self._set_timer(self.kind.close_seconds, self._give_up)

    def _give_up(self) -> None:
        self.cut("the peer did not answer the close frame")

    def _end(self, code: int, reason: str, *, clean: bool) -> None:
        """Closes the socket, and notifies the listener unless it was notified before."""
        was_notified = self._state in {_LINGERING, _CLOSED}
        if self._state != _CLOSED:
            self._state = _CLOSED
            if self._timer:
                self._timer.cancel()
            self._loop.forget(self)
            self._socket.close()
        if not was_notified:
            self.listener.on_closed(self, code, reason, clean)
        self.listener = NO_LISTENER  # otherwise only the garbage collector could free leg and call, which refer to each other

    def _beat(self) -> None:
        """Sends a ping, and ends a leg that has been silent for too long: a lost network is not reported otherwise."""
        left = self.kind.idle_seconds - self.idle_seconds
        if left <= 0 and self._is_doubtful:
            self.cut(f"nothing heard for {self.idle_seconds:.0f} s")
            return
        self._is_doubtful = left <= 0
        self._socket.push(self._encode(frames.PING, b""), False)
        pause = self.kind.doubt_seconds if self._is_doubtful else min(self.kind.ping_seconds, left)
        self._set_timer(pause, self._beat)

    def _set_timer(self, seconds: float, action: Callable[[], object]) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = self._loop.call_later(seconds, action, self)
