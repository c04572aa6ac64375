"""The sound of live calls on Redis: blocks of a tape's entries, published only while somebody listens.

Nothing is kept: a block that nobody hears is gone. The number of subscribers of a call's channel says whether anybody listens, so a
listener that dies leaves nothing behind.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from uuid import UUID

import redis
from redis.client import PubSub

from db.sound.tape import Entry, pack, read_blocks

TIMEOUT_SECONDS = 1.0


def channel_of(conversation_id: UUID) -> str:
    return f"sound:{conversation_id}"


class LiveSound:
    """Methods raise redis.RedisError."""

    def __init__(self, redis_url: str) -> None:
        self._redis = redis.Redis.from_url(
            redis_url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, retry=None
        )

    def listened(self, conversation_ids: Sequence[UUID]) -> frozenset[UUID]:
        """Those of the calls that somebody listens to."""
        channels = [channel_of(found) for found in conversation_ids]
        counts = self._redis.pubsub_numsub(*channels) if channels else []
        return frozenset(
            found for found, (_, count) in zip(conversation_ids, counts, strict=True) if int(count)
        )

    def publish(self, conversation_id: UUID, entries: Sequence[Any]) -> None:
        """`entries`: kind, time, body, kind, time, body, … as a tape holds them in memory."""
        self._redis.publish(channel_of(conversation_id), pack(entries))

    @contextmanager
    def subscribed(self, conversation_id: UUID) -> Iterator["Subscription"]:
        subscription = self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        try:
            subscription.subscribe(channel_of(conversation_id))
            yield Subscription(subscription)
        finally:
            subscription.close()

    def close(self) -> None:
        self._redis.close()


class Subscription:
    def __init__(self, subscription: PubSub) -> None:
        self._subscription = subscription

    def next(self, seconds: float) -> list[Entry]:
        """The entries of the next block; none if no block came within this time."""
        message = self._subscription.get_message(timeout=seconds)
        return list(read_blocks(BytesIO(message["data"]), started=0.0)) if message else []
