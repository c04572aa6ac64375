"""The state of the simulated agent service: signed URLs, conversations, and the script of each call."""

import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

from bridge.simulators.agent.casting import Casting
from bridge.simulators.agent.record import Record
from bridge.simulators.settings import SimulatorSettings

SIGNED_URL_TIMEOUT_SECONDS = 15 * 60
MAX_RECORDS = 5000  # the oldest are forgotten


class RefusedError(Exception):
    """An upgrade that the service rejects before it becomes a WebSocket."""

    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status, self.error = status, error


@dataclass(slots=True)
class SignedUrl:
    agent_id: str
    conversation_id: str | None  # known beforehand: then the URL works once
    expires_at: float
    is_used: bool = False


@dataclass(slots=True)
class AgentService:
    settings: SimulatorSettings
    casting: Casting = field(default_factory=Casting)
    _signed: dict[str, SignedUrl] = field(default_factory=dict)
    _records: OrderedDict[str, Record] = field(default_factory=OrderedDict)
    _changed: Condition = field(default_factory=Condition)

    def sign(self, agent_id: str, *, include_conversation_id: bool) -> tuple[str, SignedUrl]:
        """A new signature, with the parameters that it signs."""
        conversation_id = new_conversation_id() if include_conversation_id else None
        signed = SignedUrl(agent_id, conversation_id, time.monotonic() + SIGNED_URL_TIMEOUT_SECONDS)
        signature = f"cvtkn_{secrets.token_hex(20)}"
        with self._changed:
            self._signed[signature] = signed
        return signature, signed

    def admit(self, agent_id: str, api_key: str, signature: str) -> Record:
        """The record of a new conversation. Raises RefusedError if it is not allowed."""
        if not self.settings.has_agent(agent_id):
            raise RefusedError(404, "agent_not_found", f"there is no agent {agent_id!r}")
        if signature:
            record = Record(self._use(signature, agent_id), agent_id, "signed_url")
        elif secrets.compare_digest(api_key, self.settings.elevenlabs_api_key):
            record = Record(new_conversation_id(), agent_id, "authorization_header")
        else:
            raise RefusedError(401 if api_key else 403, "invalid_api_key", "no valid key and no signed URL")
        self._remember(record)
        return record

    def register(self, agent_id: str, initiation: dict[str, Any], phone_call: dict[str, Any]) -> Record:
        """Registers a conversation that begins when the carrier opens a stream for it."""
        record = Record(new_conversation_id(), agent_id, "twilio", has_begun=False, phone_call=phone_call)
        record.initiation = initiation
        self._remember(record)
        return record

    def begin(self, conversation_id: str, call_sid: str, stream_sid: str) -> Record:
        """The registered conversation of a stream; each can be claimed once. Raises RefusedError otherwise."""
        with self._changed:
            record = self._records.get(conversation_id)
            if record is None or record.phone_call is None:
                raise RefusedError(404, "conversation_not_found", "no call was registered under this id")
            if record.has_begun:
                raise RefusedError(409, "conversation_used", "the registered call has had its stream")
            record.has_begun, record.started_at = True, time.time()
            record.phone_call |= {"call_sid": call_sid, "stream_sid": stream_sid}
        return record

    def _remember(self, record: Record) -> None:
        with self._changed:
            self._records[record.conversation_id] = record
            while len(self._records) > MAX_RECORDS:
                self._records.popitem(last=False)
            self._changed.notify_all()

    def _use(self, signature: str, agent_id: str) -> str:
        with self._changed:
            signed = self._signed.get(signature)
            if signed is None or signed.agent_id != agent_id:
                raise RefusedError(403, "invalid_signed_url", "the signature is not one of ours")
            if time.monotonic() > signed.expires_at:
                raise RefusedError(403, "signed_url_expired", "the signed URL is older than 15 minutes")
            if signed.is_used and signed.conversation_id:
                raise RefusedError(403, "signed_url_used", "a URL with a conversation id works once")
            signed.is_used = True
        return signed.conversation_id or new_conversation_id()

    def record(self, conversation_id: str) -> Record | None:
        with self._changed:
            return self._records.get(conversation_id)

    def records(self) -> list[Record]:
        """Newest first."""
        with self._changed:
            return list(reversed(self._records.values()))

    def tell_changed(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def wait_for_call(self, call_sid: str, timeout_seconds: float) -> Record | None:
        """Waits for the newest conversation of a call to end; None after the time-out."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest_if_over(call_sid), timeout_seconds)
            return self._newest_if_over(call_sid)

    def _newest_if_over(self, call_sid: str) -> Record | None:
        """The newest: a call may have several conversations, one after the other."""
        newest_first = reversed(self._records.values())
        record = next((one for one in newest_first if one.variables.get("call_sid") == call_sid), None)
        return record if record and record.ended_at is not None else None


def new_conversation_id() -> str:
    return f"conv_{secrets.token_hex(12)}"
