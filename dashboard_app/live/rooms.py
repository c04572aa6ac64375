"""Who follows which room. Joining and the hub's cursor share one lock, so nobody misses or repeats an event."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from dashboard_app.live.follower import Follower, Room
from dashboard_app.live.telemetry import LIVE_SOCKETS
from db.channel import Event


def concerned(event: Event) -> list[UUID]:
    """The calls an event is about: its own, or those named by an event of the organization because they are many or erased."""
    if event.conversation_id is not None:
        return [event.conversation_id]
    return [UUID(one) for one in event.data.get("ids", ())]


class Rooms:
    """`cursor` is the id of the newest event that was delivered."""

    def __init__(self) -> None:
        self.cursor = 0
        self._followers: dict[Room, set[Follower]] = defaultdict(set)
        self._lock = threading.Lock()

    def join(self, follower: Follower) -> int:
        """Returns the cursor: events up to it must be replayed, later ones will be delivered."""
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

    def advance(self, events: Sequence[Event]) -> list[tuple[list[Follower], list[Event]]]:
        """Moves the cursor past the events; returns who is to receive which of them, by room."""
        told: dict[Room, list[Event]] = defaultdict(list)
        for event in events:
            told[Room(event.organization_id)].append(event)
            for found in concerned(event):
                told[Room(event.organization_id, found)].append(event)
        with self._lock:
            self.cursor = events[-1].id
            return [
                (list(self._followers[room]), of_room)
                for room, of_room in told.items()
                if room in self._followers
            ]

    def everybody(self) -> dict[Room, list[Follower]]:
        with self._lock:
            return {room: list(followers) for room, followers in self._followers.items()}
