"""Who follows what. Joining and the hub's cursor move under one lock, so that nobody misses or repeats an event."""

import threading
from collections import defaultdict
from uuid import UUID

from dashboard_app.live.follower import Follower, Room
from dashboard_app.live.telemetry import LIVE_SOCKETS
from db.channel import Event


def concerned(event: Event) -> list[UUID]:
    """The calls that an event is about: its own, or those that an event of the organization names, as they are many or gone."""
    if event.conversation_id is not None:
        return [event.conversation_id]
    return [UUID(one) for one in event.data.get("ids", ())]


class Rooms:
    """`cursor` is the id of the newest event that has been told."""

    def __init__(self) -> None:
        self.cursor = 0
        self._followers: dict[Room, set[Follower]] = defaultdict(set)
        self._lock = threading.Lock()

    def join(self, follower: Follower) -> int:
        """The cursor: what is up to it has to be replayed, what is after it will be heard."""
        with self._lock:
            self._followers[follower.room].add(follower)
            LIVE_SOCKETS.inc()
            return self.cursor

    def leave(self, follower: Follower) -> None:
        with self._lock:
            members = self._followers.get(follower.room, set())
            if follower in members:
                members.remove(follower)
                LIVE_SOCKETS.dec()
            if not members:
                self._followers.pop(follower.room, None)

    def advance(self, event: Event) -> list[Follower]:
        """Move the cursor to the event; returns who is to hear it."""
        with self._lock:
            self.cursor = event.id
            told = list(self._followers.get(Room(event.organization_id), ()))
            for found in concerned(event):
                told += self._followers.get(Room(event.organization_id, found), ())
            return told

    def everybody(self) -> dict[Room, list[Follower]]:
        with self._lock:
            return {room: list(followers) for room, followers in self._followers.items()}
