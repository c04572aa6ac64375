"""Reads new events from the table and sends them to the browsers that follow them. One thread per web process.

Ids grow in commit order (`db.actions.events`), so reading on from a cursor misses nothing. Redis only wakes the hub early.
"""

import logging
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from dashboard_app.live.follower import Follower, Room
from dashboard_app.live.frames import text_frame
from dashboard_app.live.relay import Relay
from dashboard_app.live.rooms import Rooms
from dashboard_app.live.telemetry import SOCKETS_CUT
from dashboard_app.live.wakeup import Wakeup
from db.channel import Event
from db.database import Database
from db.errors import DATABASE_AWAY
from db.queries.events import events_after, newest_event_id
from db.queries.passes import worthless_passes

log = logging.getLogger(__name__)
POLL_SECONDS = 1.0
PING_SECONDS = 15.0
PASSES_SECONDS = 2.0
AWAY_SECONDS = 5.0  # without the database; a browser that is still connected says «live»
BATCH = 1000
SERVICE_RESTART = b"\x88\x02\x03\xf4"  # a close frame with code 1012: the browser comes back
SESSION_OVER = b"\x88\x02\x11\x31"  # with code 4401: its page is loaded again


class Hub:
    """Starts with the first request that needs it, after any fork."""

    def __init__(self, database: Database, redis_url: str) -> None:
        self._database = database
        self._wakeup = Wakeup(redis_url)
        self._relay = Relay(database)
        self._rooms = Rooms()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._ready, self._stopping = threading.Event(), threading.Event()
        self._ping_at = self._passes_at = 0.0
        self._read_at = time.monotonic()

    def start(self) -> None:
        """Restarts the thread if it has died."""
        with self._starting:
            if self._stopping.is_set() or (self._thread is not None and self._thread.is_alive()):
                return
            self._thread = threading.Thread(target=self._run, name="live-hub", daemon=True)
            self._thread.start()

    def is_ready(self, within_seconds: float) -> bool:
        return not self._stopping.is_set() and self._ready.wait(within_seconds)

    def stop(self) -> None:
        """Disconnects every browser, which reconnects to the next process. Returns at once."""
        self._stopping.set()

    def wait_stopped(self, seconds: float) -> None:
        if self._thread is not None:
            self._thread.join(seconds)

    @property
    def cursor(self) -> int:
        """Everything up to this event has been committed."""
        return self._rooms.cursor

    def join(self, follower: Follower) -> int:
        return self._rooms.join(follower)

    def leave(self, follower: Follower) -> None:
        self._rooms.leave(follower)

    def ping(self, room: Room, cursor: int, data: dict[str, Any] | None = None) -> bytes:
        """Tells followers up to which id they have heard everything."""
        conversation_id = str(room.conversation_id) if room.conversation_id else None
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        wire = {
            "id": cursor,
            "type": "ping",
            "conversation_id": conversation_id,
            "at": at,
            "data": data or {},
        }
        return text_frame(wire)

    def _run(self) -> None:
        log.info("live hub started")
        try:
            while not self._stopping.is_set():
                self._turn()
        finally:  # also when it dies: whoever is sent away comes back, and starts it again
            self._ready.clear()
            self._send_everybody_away()
            self._wakeup.close()
            log.info("live hub stopped cursor=%d", self._rooms.cursor)

    def _turn(self) -> None:
        try:
            if not self._ready.is_set():
                self._begin()
            self._wakeup.wait(POLL_SECONDS, self._stopping)
            self._deliver()
            self._read_at = time.monotonic()
            self._ping_everybody()
            self._send_strangers_away()
            self._relay.turn()
        except DATABASE_AWAY as error:
            log.warning("live hub waits for the database error=%s", str(error).splitlines()[0])
            if time.monotonic() - self._read_at > AWAY_SECONDS:
                self._send_everybody_away()
            self._stopping.wait(POLL_SECONDS)

    def _begin(self) -> None:
        if self._rooms.cursor == 0:
            with self._database.reading() as session:
                self._rooms.cursor = newest_event_id(session)
        self._ping_at = time.monotonic() + PING_SECONDS
        self._ready.set()

    def _deliver(self) -> None:
        while True:
            with self._database.reading() as session:
                events = events_after(session, after=self._rooms.cursor, limit=BATCH)
            if events:
                self._tell(events)
            if len(events) < BATCH:
                return

    def _tell(self, events: Sequence[Event]) -> None:
        """Sends everything that has accumulated to each browser in one write: after each write the thread must wait for
        its turn, so a late hub would fall further behind with every event.
        """
        frames: dict[int, bytes] = {}
        for followers, of_room in self._rooms.advance(events):
            for event in of_room:
                if event.id not in frames:
                    frames[event.id] = text_frame(event.to_wire())
            together = b"".join(frames[event.id] for event in of_room)
            for follower in followers:
                self._say(follower, together, len(of_room))

    def _say(self, follower: Follower, frames: bytes, count: int = 1) -> None:
        if not follower.hear(frames, count):
            SOCKETS_CUT.inc()
            self.leave(follower)

    def _ping_everybody(self) -> None:
        if time.monotonic() < self._ping_at:
            return
        self._ping_at = time.monotonic() + PING_SECONDS
        for room, followers in self._rooms.everybody().items():
            frame = self.ping(room, self._rooms.cursor)
            for follower in followers:
                self._say(follower, frame)

    def _send_strangers_away(self) -> None:
        """Whose pass is worth nothing any more."""
        if time.monotonic() < self._passes_at:
            return
        self._passes_at = time.monotonic() + PASSES_SECONDS
        everybody = [one for followers in self._rooms.everybody().values() for one in followers]
        passes = {one.came_with for one in everybody if one.came_with is not None}
        if not passes:
            return
        with self._database.reading() as session:
            worthless = worthless_passes(session, passes)
        for follower in everybody:
            if follower.came_with in worthless:
                follower.say_goodbye(SERVICE_RESTART if worthless[follower.came_with] else SESSION_OVER)
                self.leave(follower)

    def _send_everybody_away(self) -> None:
        for followers in self._rooms.everybody().values():
            for follower in followers:
                follower.say_goodbye(SERVICE_RESTART)
                self.leave(follower)
