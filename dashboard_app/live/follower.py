"""One browser in one room: first the events it missed, then new ones, each exactly once and in order."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from dashboard_app.live.telemetry import EVENTS_SENT
from dashboard_app.live.wire import SharedSocket
from db.queries.passes import Pass

REPLAY_SECONDS = 10.0
MAX_BUFFERED_EVENTS = 5000


@dataclass(frozen=True, slots=True)
class Room:
    """An organization's aggregate, or one of its conversations."""

    organization_id: UUID
    conversation_id: UUID | None = None


class Follower:
    """While it catches up, new events are buffered, up to a limit."""

    def __init__(self, sock: SharedSocket, room: Room, came_with: Pass | None = None) -> None:
        self.room = room
        self.came_with = came_with
        self._sock = sock
        self._waiting: list[bytes] | None = []
        self._lock = threading.Lock()

    def hear(self, frames: bytes, count: int = 1) -> bool:
        """Called on the hub's thread with whole frames. False once disconnected."""
        with self._lock:
            if self._waiting is not None:
                self._waiting.append(frames)
                return len(self._waiting) <= MAX_BUFFERED_EVENTS or self._sock.cut()
        EVENTS_SENT.inc(count)
        return self._sock.send_now(frames)

    def catch_up(self, frames: Iterable[bytes]) -> bool:
        for frame in frames:
            if not self._sock.send_within(frame, REPLAY_SECONDS):
                return False
            EVENTS_SENT.inc()
        return True

    def go_live(self) -> bool:
        """Sends buffered events until none is left; then the hub writes directly."""
        while True:
            with self._lock:
                if not self._waiting:
                    self._waiting = None
                    return True
                batch, self._waiting = self._waiting, []
            if not self.catch_up(batch):
                return False

    def say_goodbye(self, frame: bytes) -> None:
        self._sock.send_now(frame)
        self._sock.cut()

    def cut(self) -> None:
        self._sock.cut()
