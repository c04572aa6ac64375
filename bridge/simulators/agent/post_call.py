"""The signed webhook after a conversation: `post_call_transcription`, sent once it has been analysed."""

import hashlib
import heapq
import hmac
import itertools
import json
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Condition, Thread

import requests

from bridge.simulators.agent.record import Record, conversation
from bridge.simulators.agent.service import AgentService

log = logging.getLogger(__name__)
SIGNATURE_HEADER = "ElevenLabs-Signature"
ATTEMPT_DELAYS_SECONDS = (0.0, 30.0, 120.0, 480.0, 1800.0)
ANSWER_SECONDS = 10.0


def sign(body: bytes, secret: str, timestamp: int) -> str:
    """`t=<unix>,v0=<hex HMAC-SHA256 of "t.body">`."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v0={digest}"


class PostCall:
    """One thread schedules and a few deliver, so that a hanging receiver delays neither calls nor the schedule."""

    def __init__(self, service: AgentService) -> None:
        self._service = service
        self._due: list[tuple[float, int, Record, int]] = []
        self._order = itertools.count()
        self._changed = Condition()
        self._senders = ThreadPoolExecutor(4, thread_name_prefix="post-call")
        self._clock = Thread(target=self._keep_time, name="post-call-clock", daemon=True)

    def send_later(self, record: Record) -> None:
        self._schedule(self._service.settings.analysis_seconds, record, attempt=0)

    def _schedule(self, seconds: float, record: Record, attempt: int) -> None:
        with self._changed:
            if not self._clock.is_alive():
                self._clock.start()
            heapq.heappush(self._due, (time.monotonic() + seconds, next(self._order), record, attempt))
            self._changed.notify()

    def _keep_time(self) -> None:
        while True:
            with self._changed:
                while not self._due or self._due[0][0] > time.monotonic():
                    self._changed.wait(self._due[0][0] - time.monotonic() if self._due else None)
                _at, _order, record, attempt = heapq.heappop(self._due)
            self._senders.submit(self._analyse_and_send, record, attempt)

    def _analyse_and_send(self, record: Record, attempt: int) -> None:
        record.is_analysed = True
        self._service.tell_changed()
        if not self._service.settings.post_call_webhook_url or self.deliver(record):
            return
        if attempt + 1 < len(ATTEMPT_DELAYS_SECONDS):
            self._schedule(ATTEMPT_DELAYS_SECONDS[attempt + 1], record, attempt + 1)

    def deliver(self, record: Record) -> bool:
        """Returns whether no retry is needed: accepted (200) or refused permanently (4xx)."""
        settings, now = self._service.settings, int(time.time())
        event = {"type": "post_call_transcription", "event_timestamp": now, "data": conversation(record)}
        body = json.dumps(event, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: sign(body, settings.elevenlabs_webhook_secret, now),
        }
        try:
            status = requests.post(
                settings.post_call_webhook_url, data=body, headers=headers, timeout=ANSWER_SECONDS
            ).status_code
        except requests.RequestException as error:
            log.warning("post-call webhook failed conversation_id=%s error=%s", record.conversation_id, error)
            return False
        if status != 200:
            log.warning(
                "post-call webhook refused conversation_id=%s status=%d", record.conversation_id, status
            )
        return status < 500 and status not in {408, 429}
