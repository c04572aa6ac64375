"""The circuit breaker: while the provider's account is empty or its key is refused, no AI analysis is started. Loads no
SDK.

It closes after a while, at the first answer, and at once if another key or server is configured.
"""

import hashlib
import logging
from dataclasses import dataclass

import redis

from workers.errors import ProviderSuspendedError
from workers.settings import WorkerSettings

log = logging.getLogger(__name__)
OPEN_SECONDS = 900
CODES = {"insufficient_quota", "authentication"}


@dataclass(frozen=True, slots=True)
class Suspension:
    """`code` is that of the error which opened it."""

    code: str
    seconds_left: int


@dataclass(frozen=True, slots=True)
class Breaker:
    """Never raises for Redis: while it is away, the breaker counts as closed."""

    client: redis.Redis
    settings: WorkerSettings

    @property
    def key(self) -> str:
        account = f"{self.settings.openai_base_url}\n{self.settings.openai_api_key}"
        return f"llm:suspended:{hashlib.sha256(account.encode()).hexdigest()[:16]}"

    def note(self, code: str) -> None:
        """Opens the breaker if the error concerns the account, not the call."""
        if code not in CODES:
            return
        try:
            self.client.set(self.key, code, ex=OPEN_SECONDS)
        except redis.RedisError as error:
            log.warning("breaker not opened code=%s error=%s", code, error)
            return
        log.error("AI analyses suspended code=%s seconds=%d", code, OPEN_SECONDS)

    def close(self) -> None:
        try:
            if self.client.delete(self.key):
                log.info("AI analyses go on")
        except redis.RedisError as error:
            log.warning("breaker not closed error=%s", error)

    def suspension(self) -> Suspension | None:
        try:
            pipeline = self.client.pipeline()
            pipeline.get(self.key)
            pipeline.ttl(self.key)
            found, seconds = pipeline.execute()
        except redis.RedisError:
            return None
        return Suspension(found.decode(), max(seconds, 0)) if found else None

    def refuse_while_open(self) -> None:
        """Raises ProviderSuspendedError."""
        suspension = self.suspension()
        if suspension is not None:
            raise ProviderSuspendedError(
                f"the provider answered {suspension.code}; tried again in {suspension.seconds_left} s at most"
            )
