"""Publishes, every few seconds, what was never published because its process died or Redis was away."""

import time

from dashboard_app.live.telemetry import EVENTS_RELAYED
from db.database import Database

EVERY_SECONDS = 2.0
MAX_PAUSE_SECONDS = 15.0
OLD_SECONDS = 2.0


class Relay:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._pause_seconds = EVERY_SECONDS
        self._next_at = 0.0

    def turn(self) -> None:
        if time.monotonic() < self._next_at:
            return
        is_done = self.publish_again()
        self._pause_seconds = EVERY_SECONDS if is_done else min(self._pause_seconds * 2, MAX_PAUSE_SECONDS)
        self._next_at = time.monotonic() + self._pause_seconds

    def publish_again(self) -> bool:
        """Returns whether Redis accepted everything."""
        count = self._database.publish_missed(older_than_seconds=OLD_SECONDS)
        EVENTS_RELAYED.inc(count or 0)
        return count is not None
