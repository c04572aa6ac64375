"""Short-lived facts shared by the bridge's processes: in Redis, or in this process's memory while Redis is away.

Nothing here waits long: a call is on the line.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import redis

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 0.4
BACKOFF_SECONDS = 2.0  # after a failure, Redis is not tried again for this long
PURGE_INTERVAL_SECONDS = 10.0
LOCAL_COPY_SECONDS = 30  # values in Redis are also kept here for so long, in case it fails between two reads
MAX_KEYS = 20_000  # in memory; the oldest is dropped
Result = TypeVar("Result")
# Removes expired holders first; a holder keeps its slot. Atomic, so that two callers cannot take the last slot.
ACQUIRE_SCRIPT = """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
"""

HOLDERS_SCRIPT = """
local now = tonumber(redis.call('TIME')[1])
return redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '(' .. now)
"""


class Store:
    """Thread-safe. `claim` grants a key once; without Redis, once per process."""

    def __init__(self, redis_url: str) -> None:
        self._redis = redis.Redis.from_url(
            redis_url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            retry=None,
            decode_responses=True,
        )
        self._memory: dict[str, tuple[float, str]] = {}
        self._pending_releases: set[tuple[str, str]] = set()
        self._release_timer: threading.Timer | None = None
        self._retrying: threading.Timer | None = None
        self._lock = threading.Lock()
        self._away_until = 0.0
        self._purge_at = 0.0
        self._is_closed = False

    def claim(self, key: str, ttl_seconds: int) -> bool:
        """Whether this is the first claim of the key."""
        first_here = self._remember(key, "1", ttl_seconds, only_new=True)
        is_first: bool | None = self._ask(
            lambda: self._redis.set(key, "1", nx=True, ex=ttl_seconds) is True, None
        )
        if first_here and is_first:
            self._remember(key, "1", min(ttl_seconds, LOCAL_COPY_SECONDS))
        return first_here and is_first is not False

    def release(self, key: str) -> None:
        """Withdraws a claim."""
        with self._lock:
            self._memory.pop(key, None)
        self._ask(lambda: self._redis.delete(key), None)

    def put(self, key: str, value: str, ttl_seconds: int) -> bool:
        """Returns whether other processes can see the value."""
        is_shared = self._ask(lambda: self._redis.set(key, value, ex=ttl_seconds) is True, False)
        self._remember(key, value, min(ttl_seconds, LOCAL_COPY_SECONDS) if is_shared else ttl_seconds)
        return is_shared

    def get(self, key: str) -> str | None:
        """The value in Redis, else this process's own."""
        found = self._ask(lambda: self._redis.get(key), None)
        return str(found) if found is not None else self._recall(key)

    def acquire_slot(self, pool: str, holder: str, limit: int, ttl_seconds: int) -> bool:
        """Whether `holder` has one of the pool's `limit` slots, until `release_slot` or for `ttl_seconds`. Idempotent
        per holder.
        """
        self._release_pending()
        arguments = [pool, holder, str(limit), str(ttl_seconds)]
        answer: object = self._ask(lambda: self._redis.eval(ACQUIRE_SCRIPT, 1, *arguments), None)
        key = f"{pool}/{holder}"
        has_slot = answer == 1
        if answer is None:
            has_slot = self._recall(key) is not None or self._count(f"{pool}/") < limit
        if has_slot:
            self._pending_releases.discard((pool, holder))  # a release from before would take it away again
            self._remember(key, "1", ttl_seconds)
        return has_slot

    def release_slot(self, pool: str, holder: str) -> None:
        with self._lock:
            self._memory.pop(f"{pool}/{holder}", None)
        self._pending_releases.add((pool, holder))
        self._release_pending()

    def slot_holders(self, pool: str) -> list[str] | None:
        """The holders of the pool's slots, newest first; None if Redis is away."""
        answer: object = self._ask(lambda: self._redis.eval(HOLDERS_SCRIPT, 1, pool), None)
        return [str(one) for one in answer] if isinstance(answer, list) else None

    def _release_pending(self) -> None:
        """Releases in Redis the slots that were released while it was away: they would otherwise be held until they expire."""
        for pool, holder in list(self._pending_releases):
            removed: object = self._ask(partial(self._redis.zrem, pool, holder), None)
            if removed is None:
                self._schedule_retry()
                return
            self._pending_releases.discard((pool, holder))

    def _schedule_retry(self) -> None:
        """Does not wait for the next call of this process: other processes need the slots."""
        with self._lock:
            if self._is_closed or self._release_timer:
                return
            self._release_timer = threading.Timer(BACKOFF_SECONDS, self._retry_releases)
            self._release_timer.daemon = True
            self._release_timer.start()

    def _retry_releases(self) -> None:
        with self._lock:
            self._retrying, self._release_timer = self._release_timer, None
        self._release_pending()

    def ping(self) -> None:
        """Raises what Redis raises."""
        self._redis.ping()

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            timers = [timer for timer in (self._release_timer, self._retrying) if timer]
        for timer in timers:
            timer.cancel()
            timer.join(TIMEOUT_SECONDS)  # it must not ask over a connection that is being closed
        self._redis.close()

    def _ask(self, question: Callable[[], Result], otherwise: Result) -> Result:
        if time.monotonic() < self._away_until:
            return otherwise
        try:
            return question()
        except redis.RedisError as error:
            self._away_until = time.monotonic() + BACKOFF_SECONDS
            log.warning("event=redis_away error=%s consequence=this process remembers alone", error)
            return otherwise

    def _remember(self, key: str, value: str, ttl_seconds: int, *, only_new: bool = False) -> bool:
        now = time.monotonic()
        with self._lock:
            self._purge(now)
            if only_new and self._memory.get(key, (0.0, ""))[0] > now:
                return False
            self._memory[key] = (now + ttl_seconds, value)
            if len(self._memory) > MAX_KEYS:
                del self._memory[next(iter(self._memory))]
            return True

    def _purge(self, now: float) -> None:
        if now >= self._purge_at:
            self._purge_at = now + PURGE_INTERVAL_SECONDS
            self._memory = {name: kept for name, kept in self._memory.items() if kept[0] > now}

    def _recall(self, key: str) -> str | None:
        with self._lock:
            expires, value = self._memory.get(key, (0.0, ""))
        return value if expires > time.monotonic() else None

    def _count(self, prefix: str) -> int:
        now = time.monotonic()
        with self._lock:
            return sum(name.startswith(prefix) and until > now for name, (until, _) in self._memory.items())
