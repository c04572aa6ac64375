"""Limits failed sign-ins by address and e-mail, counted in Redis. Without Redis nobody is locked out; each guess still costs argon2."""

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
    def __init__(self, redis_url: str) -> None:
        self._redis = redis.Redis.from_url(
            redis_url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, retry=None
        )

    def wait_seconds(self, email: str, address: str) -> int:
        """Seconds to wait before the next attempt; 0 for none."""
        try:
            with self._redis.pipeline(transaction=False) as pipeline:
                for key, _ in limits(email, address):
                    pipeline.get(key)
                    pipeline.ttl(key)
                counts = pipeline.execute()
        except redis.RedisError as error:
            log.warning("failed sign-ins are not limited error=%s", error)
            return 0
        pairs = zip(limits(email, address), counts[::2], counts[1::2], strict=True)
        return max((max(ttl, 1) for (_, limit), count, ttl in pairs if int(count or 0) >= limit), default=0)

    def note_failure(self, email: str, address: str) -> None:
        try:
            with self._redis.pipeline(transaction=True) as pipeline:
                for key, _ in limits(email, address):
                    pipeline.set(key, 0, ex=WINDOW_SECONDS, nx=True)  # `EXPIRE … NX` needs Redis 7
                    pipeline.incr(key)
                pipeline.execute()
        except redis.RedisError as error:
            log.warning("failed sign-in not counted error=%s", error)

    def forget(self, email: str, address: str) -> None:
        """Called after a success. The address stays counted, because it may be guessing other accounts."""
        try:
            self._redis.delete(key_of("both", f"{email} {address}"))
        except redis.RedisError as error:
            log.warning("failed sign-ins not forgotten error=%s", error)


def limits(email: str, address: str) -> tuple[tuple[str, int], ...]:
    return (
        (key_of("both", f"{email} {address}"), BY_BOTH),
        (key_of("email", email), BY_EMAIL),
        (key_of("address", address), BY_ADDRESS),
    )


def key_of(kind: str, value: str) -> str:
    """Hashed, because Redis holds no personal data."""
    return f"sign-in:{kind}:{hashlib.sha256(value.strip().lower().encode()).hexdigest()[:32]}"
