"""The event channel between processes: after its transaction has committed, an event is published on Redis.

Redis only wakes the readers early. The events themselves are in `real_time_events`, so losing Redis loses nothing.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import redis

from db.backoff import Backoff

log = logging.getLogger(__name__)
CHANNEL = "events"
TIMEOUT_SECONDS = 1.0
BACKOFF_SECONDS = 5.0  # after a time-out: facts of all calls wait behind what is published


@dataclass(frozen=True, slots=True)
class Event:
    """A committed event. `conversation_id` is None if it concerns no single call."""

    id: int
    organization_id: UUID
    conversation_id: UUID | None
    event_type: str
    data: dict[str, Any]
    created_at: datetime

    def to_wire(self) -> dict[str, Any]:
        """The form in which browsers and other programs receive it."""
        conversation_id = str(self.conversation_id) if self.conversation_id else None
        at = self.created_at.isoformat(timespec="milliseconds")
        return {
            "id": self.id,
            "type": self.event_type,
            "conversation_id": conversation_id,
            "at": at,
            "data": self.data,
        }


class Channel:
    """Publishes to every web process. Never raises: an event that was not published stays undelivered and is published later."""

    def __init__(self, redis_url: str) -> None:
        self._redis = redis.Redis.from_url(
            redis_url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, retry=None
        )
        self._backoff = Backoff(BACKOFF_SECONDS)

    def publish(self, events: Sequence[Event]) -> bool:
        """Whether Redis has taken all of them."""
        if self._backoff.is_on:
            return False
        pipeline = self._redis.pipeline(transaction=False)
        for event in events:
            body = {**event.to_wire(), "organization_id": str(event.organization_id)}
            pipeline.publish(CHANNEL, json.dumps(body, ensure_ascii=False))
        try:
            pipeline.execute()
        except redis.RedisError as error:
            if isinstance(error, redis.TimeoutError):
                self._backoff.begin()
            log.warning("events not published count=%d error=%s", len(events), error)
            return False
        return True

    def close(self) -> None:
        self._redis.close()
