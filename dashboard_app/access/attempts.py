"""Limits failed sign-ins, and what is asked for by e-mail, by address and e-mail, counted in Redis.

Without Redis nobody is locked out; each guess still costs argon2.
"""

import hashlib
import logging
from typing import Any

import redis

log = logging.getLogger(__name__)
WINDOW_SECONDS = 15 * 60
# Attempts per window. The limit by e-mail alone is high, or anybody could lock out anybody.
BY_BOTH, BY_EMAIL, BY_ADDRESS = 8, 100, 40
TIMEOUT_SECONDS = 0.5
# Asks and counts in one step, or many attempts at once would all be asked about before the first of them is counted. What is
# refused does not count, or whoever is refused could lock out others.
BEGIN = """
local wait = 0
for place, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[place]) then
    wait = math.max(wait, redis.call('TTL', key), 1)
  end
end
if wait == 0 then
  for _, key in ipairs(KEYS) do
    if redis.call('INCR', key) == 1 then redis.call('EXPIRE', key, ARGV[#ARGV]) end
  end
end
return wait
"""
TAKE_BACK = """
for _, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or '0') > 0 then redis.call('DECR', key) end
end
"""


class Attempts:
    """`name`: of what is counted by itself."""

    def __init__(self, redis_url: str, name: str = "sign-in") -> None:
        self._name = name
        self._redis = redis.Redis.from_url(
            redis_url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, retry=None
        )
        self._begin = self._redis.register_script(BEGIN)
        self._take_back = self._redis.register_script(TAKE_BACK)

    def begin(self, email: str, address: str) -> int:
        """Counts an attempt that is about to be made. Seconds to wait if it may not be made; 0 if it may."""
        keys, limits = zip(*self._limits(email, address), strict=True)
        try:
            wait: Any = self._begin(keys, [*limits, WINDOW_SECONDS])
        except redis.RedisError as error:
            log.warning("attempts are not limited kind=%s error=%s", self._name, error)
            return 0
        return int(wait)

    def take_back(self, email: str, address: str) -> None:
        """The attempt was no failure: it succeeded, or nobody could say."""
        keys = [key for key, _ in self._limits(email, address)]
        try:
            self._take_back(keys)
        except redis.RedisError as error:
            log.warning("attempt not taken back kind=%s error=%s", self._name, error)

    def forget(self, email: str, address: str) -> None:
        """Called after a success. The address stays counted, because it may be guessing other accounts."""
        try:
            self._redis.delete(key_of(self._name, "both", f"{email} {address}"))
        except redis.RedisError as error:
            log.warning("attempts not forgotten kind=%s error=%s", self._name, error)

    def _limits(self, email: str, address: str) -> tuple[tuple[str, int], ...]:
        return (
            (key_of(self._name, "both", f"{email} {address}"), BY_BOTH),
            (key_of(self._name, "email", email), BY_EMAIL),
            (key_of(self._name, "address", address), BY_ADDRESS),
        )


def key_of(name: str, kind: str, value: str) -> str:
    """Hashed, because Redis holds no personal data."""
    return f"{name}:{kind}:{hashlib.sha256(value.strip().lower().encode()).hexdigest()[:32]}"
