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
PATIENCE_SECONDS = 0.4
PAUSE_SECONDS = 2.0  # after a failure Redis is not asked for so long
TIDY_SECONDS = 10.0
COPY_SECONDS = 30  # of what Redis knows, too: enough for an absence that begins between two questions
MOST_KEPT = 20_000  # while Redis is away; the oldest goes
Result = TypeVar("Result")
# Expired members are removed first; members that are in already stay. Atomic, so that two callers cannot take the last place.
ENTER = """
local now = tonumber(redis.call('TIME')[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('ZADD', KEYS[1], now + tonumber(ARGV[3]), ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
return 1
"""

THOSE = """
local now = tonumber(redis.call('TIME')[1])
return redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '(' .. now)
"""


class Store:
    """Thread-safe. `claim` grants a key once; without Redis, once per process."""

    def __init__(self, redis_url: str) -> None:
        self._redis = redis.Redis.from_url(
            redis_url,
            socket_timeout=PATIENCE_SECONDS,
            socket_connect_timeout=PATIENCE_SECONDS,
            retry=None,
            decode_responses=True,
        )
        self._memory: dict[str, tuple[float, str]] = {}
        self._to_leave: set[tuple[str, str]] = set()
        self._leaving_again: threading.Timer | None = None
        self._lock = threading.Lock()
        self._away_until = 0.0
        self._tidy_at = 0.0
        self._is_closed = False

    def claim(self, key: str, ttl_seconds: int) -> bool:
        """Whether this is the first claim of the key."""
        first_here = self._remember(key, "1", ttl_seconds, only_new=True)
        is_first: bool | None = self._ask(
            lambda: self._redis.set(key, "1", nx=True, ex=ttl_seconds) is True, None
        )
        if first_here and is_first:
            self._remember(key, "1", min(ttl_seconds, COPY_SECONDS))
        return first_here and is_first is not False

    def release(self, key: str) -> None:
        """Take a claim back."""
        with self._lock:
            self._memory.pop(key, None)
        self._ask(lambda: self._redis.delete(key), None)

    def put(self, key: str, value: str, ttl_seconds: int) -> bool:
        """Returns whether other processes can see the value."""
        is_shared = self._ask(lambda: self._redis.set(key, value, ex=ttl_seconds) is True, False)
        self._remember(key, value, min(ttl_seconds, COPY_SECONDS) if is_shared else ttl_seconds)
        return is_shared

    def get(self, key: str) -> str | None:
        """The value in Redis, else this process's own."""
        found = self._ask(lambda: self._redis.get(key), None)
        return str(found) if found is not None else self._recall(key)

    def enter(self, room: str, who: str, most: int, ttl_seconds: int) -> bool:
        """Whether `who` has a place in the room; it is held until `leave` or until it expires."""
        self._leave_rooms()
        question = [room, who, str(most), str(ttl_seconds)]
        answer: object = self._ask(lambda: self._redis.eval(ENTER, 1, *question), None)
        key = f"{room}/{who}"
        has_place = answer == 1
        if answer is None:
            has_place = self._recall(key) is not None or self._count(f"{room}/") < most
        if has_place:
            self._remember(key, "1", ttl_seconds)
        return has_place

    def leave(self, room: str, who: str) -> None:
        with self._lock:
            self._memory.pop(f"{room}/{who}", None)
        self._to_leave.add((room, who))
        self._leave_rooms()

    def those_in(self, room: str) -> list[str] | None:
        """The members of the room, newest first; None if Redis is away."""
        answer: object = self._ask(lambda: self._redis.eval(THOSE, 1, room), None)
        return [str(one) for one in answer] if isinstance(answer, list) else None

    def _leave_rooms(self) -> None:
        """Removes members who left while Redis was away: they would otherwise keep their places until they expire."""
        for room, who in list(self._to_leave):
            left: object = self._ask(partial(self._redis.zrem, room, who), None)
            if left is None:
                self._leave_later()
                return
            self._to_leave.discard((room, who))

    def _leave_later(self) -> None:
        """Without waiting for the next call of this process: others need the places."""
        with self._lock:
            if self._is_closed or self._leaving_again:
                return
            self._leaving_again = threading.Timer(PAUSE_SECONDS, self._leave_again)
            self._leaving_again.daemon = True
            self._leaving_again.start()

    def _leave_again(self) -> None:
        with self._lock:
            self._leaving_again = None
        self._leave_rooms()

    def ping(self) -> None:
        """Raises what Redis raises."""
        self._redis.ping()

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            if self._leaving_again:
                self._leaving_again.cancel()
        self._redis.close()

    def _ask(self, question: Callable[[], Result], otherwise: Result) -> Result:
        if time.monotonic() < self._away_until:
            return otherwise
        try:
            return question()
        except redis.RedisError as error:
            self._away_until = time.monotonic() + PAUSE_SECONDS
            log.warning("event=redis_away error=%s consequence=this process remembers alone", error)
            return otherwise

    def _remember(self, key: str, value: str, ttl_seconds: int, *, only_new: bool = False) -> bool:
        now = time.monotonic()
        with self._lock:
            self._tidy(now)
            if only_new and self._memory.get(key, (0.0, ""))[0] > now:
                return False
            self._memory[key] = (now + ttl_seconds, value)
            if len(self._memory) > MOST_KEPT:
                del self._memory[next(iter(self._memory))]
            return True

    def _tidy(self, now: float) -> None:
        if now >= self._tidy_at:
            self._tidy_at = now + TIDY_SECONDS
            self._memory = {name: kept for name, kept in self._memory.items() if kept[0] > now}

    def _recall(self, key: str) -> str | None:
        with self._lock:
            expires, value = self._memory.get(key, (0.0, ""))
        return value if expires > time.monotonic() else None

    def _count(self, prefix: str) -> int:
        now = time.monotonic()
        with self._lock:
            return sum(name.startswith(prefix) and until > now for name, (until, _) in self._memory.items())
