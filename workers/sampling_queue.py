"""Where sampled calls wait for each other, so they go to the model as one batch at half the price.

Calls wait, not analyses: whoever asks for one meanwhile gets it at once, and no budget is reserved. Loads no model SDK.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import redis

from workers.settings import WorkerSettings

KEY = "ai:sampled"
MAX_BATCH = 500  # when so many wait, they are sent without further waiting


def enter(client: redis.Redis, conversation_id: UUID, now: datetime) -> None:
    """A call that enters again keeps its first arrival time."""
    arrivals: Mapping[Any, float] = {str(conversation_id): now.timestamp()}
    client.zadd(KEY, arrivals, nx=True)


def leave(client: redis.Redis, conversation_id: UUID) -> None:
    client.zrem(KEY, str(conversation_id))


def waiting(client: redis.Redis) -> list[UUID]:
    """In order of arrival."""
    found = cast("list[bytes]", client.zrange(KEY, 0, MAX_BATCH - 1))
    return [UUID(one.decode()) for one in found]


def is_time(client: redis.Redis, settings: WorkerSettings, now: datetime) -> bool:
    first = cast("list[tuple[bytes, float]]", client.zrange(KEY, 0, 0, withscores=True))
    if not first:
        return False
    waited_seconds = now.timestamp() - first[0][1]
    return waited_seconds >= settings.sampled_wait_minutes * 60 or client.zcard(KEY) >= MAX_BATCH
