"""Caches identified members for pages that refresh because of an event: looking up a hundred members would take
longer than the answer.

The live channel looks for itself whether its members may still listen. Changes and requests made by a person are looked up
every time.
"""

import threading
import time
from collections.abc import Hashable

from db.queries.users import Member

TTL_SECONDS = 10.0
MAX_ENTRIES = 5000


class RecentMembers:
    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[float, Member]] = {}
        self._lock = threading.Lock()

    def of(self, key: Hashable) -> Member | None:
        at, member = self._found.get(key, (None, None))
        return member if at is not None and time.monotonic() - at < TTL_SECONDS else None

    def note(self, key: Hashable, member: Member | None) -> None:
        """Stores the member, or removes the entry if None. A full cache is emptied."""
        with self._lock:
            if member is None:
                self._found.pop(key, None)
                return
            if len(self._found) >= MAX_ENTRIES:
                self._found.clear()
            self._found[key] = (time.monotonic(), member)
