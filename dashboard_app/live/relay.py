"""Republishes events that were committed but never published because their process died or Redis was away."""

import logging
import time

from dashboard_app.live.telemetry import EVENTS_RELAYED
from db.actions.events import mark_delivered, take_undelivered
from db.database import Database

log = logging.getLogger(__name__)
EVERY_SECONDS = 2.0
MAX_PAUSE_SECONDS = 15.0
OLD_SECONDS = 2.0


class Relay:
    """Several processes may relay at once: each takes rows that no other has locked."""

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
        with self._database.transaction() as session:
            events = take_undelivered(session, older_than_seconds=OLD_SECONDS)
            if not events:
                return True
            if not self._database.channel.publish(events):
                return False
            mark_delivered(session, ids=[event.id for event in events])
        log.info("events relayed count=%d first=%d last=%d", len(events), events[0].id, events[-1].id)
        EVENTS_RELAYED.inc(len(events))
        return True
