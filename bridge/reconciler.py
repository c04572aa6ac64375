"""Ends calls whose end was never reported because their process died or the carrier's last callback was lost: asks the
carrier.

A periodic job, referenced by its dotted path. Calls the carrier does not answer for are asked about in the next run.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bridge.capacity import Capacity
from bridge.carriers.twilio import CallState, call_state
from bridge.clock_jobs import services
from bridge.end_reasons import FINISHED, LAST, end_reason
from bridge.fact_actions import Due, write_entry
from bridge.facts import CarrierReported
from bridge.next_step import NextSteps
from bridge.settings import BridgeSettings
from bridge.spool import Entry
from bridge.store import Store
from db.actions.calls import BY_BROWSER, stale_calls
from db.database import Database
from db.environment import Environment
from workers.queue import JobQueue

log = logging.getLogger(__name__)
FORGOTTEN_AFTER = timedelta(minutes=10)  # asking about a call that is still live does no harm
MAX_PER_RUN = 30  # each may cost seconds, and a run has two minutes


def end_forgotten_calls(env: Environment) -> int:
    """Returns how many calls were ended."""
    with services(env) as found:
        return Reconciler(*found).run(datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Forgotten:
    call_sid: str
    started_at: datetime
    has_carrier: bool = True
    was_answered: bool = False


@dataclass(frozen=True, slots=True)
class Reconciler:
    settings: BridgeSettings
    database: Database
    store: Store
    jobs: JobQueue

    def run(self, now: datetime) -> int:
        return sum(self._settle(call, now) for call in self._forgotten(now))

    def _forgotten(self, now: datetime) -> list[Forgotten]:
        """Newest first, so a call that the carrier keeps open for hours hides no others. Only this carrier's calls."""
        with self.database.reading() as session:
            found = [
                Forgotten(
                    str(call.twilio_call_sid),
                    call.started_at,
                    call.facts.get("channel") != BY_BROWSER,
                    call.answered_at is not None,
                )
                for call in stale_calls(session, now=now, older_than=FORGOTTEN_AFTER)
                if call.twilio_call_sid and call.is_simulated == self.settings.simulates
            ]
        return sorted(found, key=lambda call: call.started_at, reverse=True)[:MAX_PER_RUN]

    def _settle(self, call: Forgotten, now: datetime) -> bool:
        """In one transaction with late facts from elsewhere: an end that is already known stays."""
        state = self._state_of(call, now)
        if state is None or state.status not in FINISHED | {"unknown"}:
            return False
        fact = CarrierReported(state.status, LAST, self._reason(call, state))
        entry = Entry(call.call_sid, self._end_of(call, state, now), fact)
        with self.database.transaction() as session:
            due = write_entry(session, entry)
        if due.has_ended:
            self._after(due, call, state)
        return due.has_ended

    def _state_of(self, call: Forgotten, now: datetime) -> CallState | None:
        """No carrier knows a browser's call. One that never began is ended; another, when its maximum duration is over."""
        if call.has_carrier:
            return call_state(self.settings.carrier, call.call_sid)
        if not call.was_answered:
            return CallState("canceled", None)
        longest = timedelta(seconds=self.settings.max_call_seconds) + FORGOTTEN_AFTER
        return CallState("unknown", None) if now - call.started_at > longest else None

    def _reason(self, call: Forgotten, state: CallState) -> str:
        if state.status == "unknown" and not call.has_carrier:
            return "stream_failed"
        if state.status == "unknown":
            return "carrier_failed"
        return end_reason(state.status, NextSteps(self.store).of(call.call_sid))

    def _end_of(self, call: Forgotten, state: CallState, now: datetime) -> datetime:
        """Where nobody knows it: no later than our own limit would have allowed."""
        longest = call.started_at + timedelta(seconds=self.settings.max_call_seconds)
        return state.ended_at or min(now, longest)

    def _after(self, ended: Due, call: Forgotten, state: CallState) -> None:
        log.warning("event=forgotten_call_ended call=%s status=%s", call.call_sid, state.status)
        Capacity(self.store, self.settings.max_calls, self.settings.max_call_seconds).free(call.call_sid)
        if ended.is_complete:
            self.jobs.enqueue_after_call(ended.conversation_id)
