"""One delivery, from being claimed to being settled."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from db.actions.webhook_deliveries import DueDelivery, settle_attempt
from db.actions.webhooks import switch_off
from db.database import Database
from db.sealing import Seal, SealError
from db.webhooks.kinds import TEST
from workers.webhooks.chats import HEADERS as CHAT_HEADERS
from workers.webhooks.retry_policy import Answer, judge, why_to_stop
from workers.webhooks.sending import Sender
from workers.webhooks.signing import signed_headers

log = logging.getLogger(__name__)
Now = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Courier:
    """Thread-safe. No lock is held while waiting for the receiver."""

    database: Database
    seal: Seal
    sender: Sender
    now: Now = utc_now

    def deliver(self, due: DueDelivery) -> Answer:
        body = due.body.encode()
        try:
            secrets = [self.seal.open(one) for one in (due.secret, due.previous_secret) if one is not None]
        except SealError:
            answer = Answer(error="secret")
        else:
            if due.is_chat:  # its address is the secret; chats know no signatures
                url, headers = secrets[0], CHAT_HEADERS
            else:
                url, headers = due.url, signed_headers(str(due.id), self.now(), body, secrets)
            answer = self.sender.post(url, headers, body)
        self.settle(due, answer)
        return answer

    def settle(self, due: DueDelivery, answer: Answer) -> None:
        now = self.now()
        chance = random.random()  # noqa: S311 (spreads retries, hides nothing)
        found = judge(answer, due.attempts, now, chance=chance, is_test=due.event_type == TEST)
        with self.database.transaction() as session:
            if not settle_attempt(session, due, found, now=now):
                return
            why = "secret" if answer.error == "secret" else why_to_stop(answer, due.failing_since, now)
            is_off = why is not None and due.event_type != TEST and switch_off(session, due.endpoint_id, why)
        log.info(
            "webhook tried delivery=%s endpoint=%s type=%s attempt=%d state=%s status=%s error=%s ms=%d",
            due.id,
            due.endpoint_id,
            due.event_type,
            due.attempts,
            found.state,
            answer.status,
            answer.error,
            answer.duration_ms,
        )
        if is_off:
            log.error("webhook switched off endpoint=%s why=%s", due.endpoint_id, why)
