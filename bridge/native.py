"""Native mode: if no voice process can take a call, the agent's provider carries it alone
(docs/decisions/0014-native-mode.md).

The transcript arrives afterwards, in the provider's report.
"""

import logging
import time
from concurrent.futures import TimeoutError as NotInTimeError
from dataclasses import replace

from bridge import metrics
from bridge.agents.registration import REGISTER_TIMEOUT_SECONDS, NotRegisteredError, Registered, register
from bridge.facts import CallNoted, CarriedNatively
from bridge.front.briefing import Briefing
from bridge.switchboard import Switchboard
from bridge.tokens import Ticket
from db.call_memory import key_of_call

log = logging.getLogger(__name__)
TTL_SECONDS = 4 * 3600
BACKOFF_SECONDS = 2.0  # after a time-out, the provider is not tried again for this long
SLOW = frozenset({"unreachable", "late"})


class NativeCalls:
    """Thread-safe."""

    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard
        self._away_until = 0.0

    def serve(self, ticket: Ticket, briefing: Briefing, reason: str) -> str | None:
        """TwiML for the carrier; None if the provider does not take the call. Idempotent per call."""
        store, key = self._switchboard.store, _key(ticket.call_sid)
        if document := store.get(key):
            return document
        try:
            registered = self._register(ticket, briefing)
        except NotRegisteredError as error:
            log.warning("event=native_refused call=%s why=%s error=%s", ticket.call_sid, error.code, error)
            metrics.NATIVE_CALLS.labels(reason, error.code).inc()
            return None
        store.put(key, registered.twiml, TTL_SECONDS)
        log.warning(
            "event=native_call call=%s conversation=%s because=%s",
            ticket.call_sid,
            registered.conversation_id,
            reason,
        )
        metrics.NATIVE_CALLS.labels(reason, "taken").inc()
        record = self._switchboard.recorder.record
        record(ticket.call_sid, CarriedNatively(registered.conversation_id))
        if joined := briefing.joined():
            record(ticket.call_sid, joined)
        record(ticket.call_sid, CallNoted({"native_because": reason}))
        return registered.twiml

    def has(self, call_sid: str) -> bool:
        """Whether the provider carried the call, so that its transcript is not known here yet."""
        return self._switchboard.store.get(_key(call_sid)) is not None

    def _register(self, ticket: Ticket, briefing: Briefing) -> Registered:
        if time.monotonic() < self._away_until:
            raise NotRegisteredError("away", "the provider did not answer a moment ago")
        # The agent cannot transfer the caller: the provider has no account with our carrier, and client tools have no client.
        untransferable = replace(briefing, variables={**briefing.variables, "can_transfer": False})
        asked = self._switchboard.tool_threads.submit(
            register,
            self._switchboard.settings.agent.of(briefing.agent_id),
            ticket,
            untransferable.variables,
            untransferable.overrides,
        )
        try:
            return asked.result(REGISTER_TIMEOUT_SECONDS)
        except NotInTimeError:
            self._away_until = time.monotonic() + BACKOFF_SECONDS
            raise NotRegisteredError("late", f"no answer within {REGISTER_TIMEOUT_SECONDS:g} s") from None
        except NotRegisteredError as error:
            if error.code in SLOW:
                self._away_until = time.monotonic() + BACKOFF_SECONDS
            raise


def _key(call_sid: str) -> str:
    return key_of_call(call_sid, "native")
