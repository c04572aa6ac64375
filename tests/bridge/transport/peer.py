"""The two ends of a tested leg: a listener that notes what it hears, and a peer that speaks raw frames, blocking."""

import socket
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

from bridge import frames
from bridge.frames import FrameReader
from bridge.leg import Leg
from tests.waiting import TEST_TIMEOUT_SECONDS


class Recorder:
    """A call that only takes notes; `react` is what it does with a text."""

    def __init__(self, react: Callable[[Leg, bytes], object] | None = None) -> None:
        self.notes: SimpleQueue[Any] = SimpleQueue()
        self.react = react or (lambda leg, payload: self.notes.put(payload))

    def on_text(self, leg: Leg, payload: bytes) -> None:
        self.react(leg, payload)

    def on_closed(self, leg: Leg, code: int, reason: str, clean: bool) -> None:
        self.notes.put((code, reason, clean))

    def next(self) -> Any:
        return self.notes.get(timeout=TEST_TIMEOUT_SECONDS)


class Peer:
    """Plays the client unless `is_server`."""

    def __init__(self, sock: socket.socket, *, is_server: bool = False) -> None:
        sock.settimeout(TEST_TIMEOUT_SECONDS)
        self.sock = sock
        self.encode = frames.encode_as_server if is_server else frames.client_encoder()
        self._reader = FrameReader(masked=is_server, max_message_bytes=1 << 24)
        self._messages: list[tuple[int, bytes]] = []

    def send(self, payload: bytes, opcode: int = frames.TEXT) -> None:
        self.sock.sendall(self.encode(opcode, payload))

    def receive(self) -> tuple[int, bytes] | None:
        """The next message, or None at the end of the connection."""
        while not self._messages:
            data = self.sock.recv(65536)
            if not data:
                return None
            self._messages = self._reader.feed(data)
        return self._messages.pop(0)

    def closing(self) -> tuple[int, str]:
        """The code and reason of the close frame that must come next."""
        message = self.receive()
        assert message is not None, "the connection ended without a close frame"
        assert message[0] == frames.CLOSE, message
        return frames.parse_close(message[1])

    def close(self, code: int = 1000, reason: str = "") -> None:
        self.send(frames.close_payload(code, reason), frames.CLOSE)
