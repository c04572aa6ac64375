"""The signed webhook after a conversation: `post_call_transcription`, sent once it has been analysed."""

import hashlib
import hmac
import json
import logging
import time
from threading import Timer

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
    def __init__(self, service: AgentService) -> None:
        self._service = service

    def send_later(self, record: Record) -> None:
        self._in(self._service.settings.analysis_seconds, record, attempt=0)

    def _in(self, seconds: float, record: Record, attempt: int) -> None:
        timer = Timer(seconds, self._analyse_and_send, (record, attempt))
        timer.daemon = True
        timer.start()

    def _analyse_and_send(self, record: Record, attempt: int) -> None:
        record.is_analysed = True
        self._service.tell_changed()
        settings = self._service.settings
        if (
            settings.post_call_webhook_url
            and not self.deliver(record)
            and attempt + 1 < len(ATTEMPT_DELAYS_SECONDS)
        ):
            self._in(ATTEMPT_DELAYS_SECONDS[attempt + 1], record, attempt + 1)

    def deliver(self, record: Record) -> bool:
        """True when there is no point in trying again: taken (200), or refused for good (4xx)."""
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
