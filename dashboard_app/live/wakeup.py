"""Wakes the hub when Redis announces an event. Without Redis the hub polls."""

import logging
import threading
import time

import redis
from redis.client import PubSub

from db.channel import CHANNEL

log = logging.getLogger(__name__)
CONNECT_TIMEOUT_SECONDS = 1.0
MAX_PAUSE_SECONDS = 10.0
SLICE_SECONDS = 0.2  # how soon a stopping process notices


class Wakeup:
    def __init__(self, redis_url: str) -> None:
        self._redis = redis.Redis.from_url(
            redis_url, socket_connect_timeout=CONNECT_TIMEOUT_SECONDS, retry=None, health_check_interval=15
        )
        self._subscription: PubSub | None = None
        self._pause_seconds = 0.0
        self._retry_at = 0.0

    def wait(self, seconds: float, stopping: threading.Event) -> None:
        """Waits for a published event, at most `seconds`; one wait covers everything published so far."""
        deadline = time.monotonic() + seconds
        try:
            subscription = self._subscribed()
            if subscription is None:
                stopping.wait(seconds)
                return
            while not stopping.is_set() and (left := deadline - time.monotonic()) > 0:
                if subscription.get_message(timeout=min(left, SLICE_SECONDS)):
                    drain(subscription)
                    return
        except redis.RedisError as error:
            self._lose(error)
            stopping.wait(SLICE_SECONDS)

    def _subscribed(self) -> PubSub | None:
        if self._subscription is None and time.monotonic() >= self._retry_at:
            subscription = self._redis.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
            subscription.subscribe(CHANNEL)
            self._subscription = subscription
            if self._pause_seconds:
                log.info("event channel back, Redis wakes the hub again")
            self._pause_seconds = 0.0
        return self._subscription

    def _lose(self, error: redis.RedisError) -> None:
        self.close()
        if not self._pause_seconds:
            log.warning("event channel away, the hub polls the table error=%s", error)
        self._pause_seconds = min(max(0.5, self._pause_seconds * 2), MAX_PAUSE_SECONDS)
        self._retry_at = time.monotonic() + self._pause_seconds

    def close(self) -> None:
        if self._subscription is not None:
            self._subscription.close()
        self._subscription = None


def drain(subscription: PubSub) -> None:
    while subscription.get_message(timeout=0):
        pass
