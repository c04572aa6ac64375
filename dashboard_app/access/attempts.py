"""Limits failed sign-ins, and what is asked for by e-mail, by address and e-mail, counted in Redis.

Without Redis nobody is locked out; each guess still costs argon2.
"""

import hashlib
import logging

import redis

log = logging.getLogger(__name__)
WINDOW_SECONDS = 15 * 60
BY_BOTH, BY_EMAIL, BY_ADDRESS = (
    8,
    100,
    40,
)  # attempts per window; the limit by e-mail alone is high, or anybody could lock out anybody
TIMEOUT_SECONDS = 0.5


class Attempts:
    """`name`: of what is counted by itself."""

    def __init__(self, redis_url: str, name: str = "sign-in") -> None:
        self._name = name
        self._redis = redis.Redis.from_url(
            redis_url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, retry=None
        )

    def wait_seconds(self, email: str, address: str) -> int:
        """Seconds to wait before the next attempt; 0 for none."""
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                for key, _ in self._limits(email, address):
                    pipeline.get(key)
                    pipeline.ttl(key)
                counts = pipeline.execute()
        except redis.RedisError as error:
            log.warning("attempts are not limited kind=%s error=%s", self._name, error)
            return 0
        pairs = zip(self._limits(email, address), counts[::2], counts[1::2], strict=True)
        return max((max(ttl, 1) for (_, limit), count, ttl in pairs if int(count or 0) >= limit), default=0)

    def note_failure(self, email: str, address: str) -> None:
        try:
            with self._redis.pipeline(transaction=True) as pipeline:
                for key, _ in self._limits(email, address):
                    pipeline.set(key, 0, ex=WINDOW_SECONDS, nx=True)  # `EXPIRE … NX` needs Redis 7
                    pipeline.incr(key)
                pipeline.execute()
        except redis.RedisError as error:
            log.warning("attempt not counted kind=%s error=%s", self._name, error)

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
