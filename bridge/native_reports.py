"""Asks the provider for reports of native calls that never came, at growing intervals, and gives up after a day.

A periodic job, referenced by its dotted path. How such a call ended is also known from the carrier (`bridge.reconciler`).
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from bridge.agents.conversations import FetchedConversation, fetch_conversation
from bridge.agents.postcall import read_report
from bridge.clock_jobs import services
from bridge.fact_actions import write_entries
from bridge.facts import ConversationMissing, Fact
from bridge.settings import BridgeSettings
from bridge.spool import Entry
from bridge.store import Store
from db.actions.native import unreported_calls
from db.database import Database
from db.environment import Environment
from workers.queue import JobQueue

log = logging.getLogger(__name__)
DUE_AFTER = timedelta(minutes=1)  # the report comes after an analysis by the provider
NEVER_BEGAN_AFTER = timedelta(minutes=10)
GIVEN_UP_AFTER = timedelta(days=1)
LOOK_BACK = timedelta(days=3)
MIN_INTERVAL_SECONDS = 50  # shorter than the interval between runs, so that the next run asks again
DatedFacts = tuple[tuple[Fact, datetime | None], ...]
MAX_PER_RUN = 20  # each may cost seconds, and a run has two minutes


def settle_native_calls(env: Environment) -> int:
    """Returns how many calls were settled."""
    with services(env) as found:
        return NativeReports(*found).run(datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Unreported:
    call_sid: str
    conversation_id: str | None
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class NativeReports:
    settings: BridgeSettings
    database: Database
    store: Store
    jobs: JobQueue

    def run(self, now: datetime) -> int:
        due = (call for call in self._unreported(now) if self._is_due(call, now))
        return sum(self._settle(call, now) for call in islice(due, MAX_PER_RUN))

    def _unreported(self, now: datetime) -> list[Unreported]:
        longest = timedelta(seconds=self.settings.max_call_seconds)
        with self.database.reading() as session:
            found = unreported_calls(session, since=now - LOOK_BACK, before=now - DUE_AFTER, longest=longest)
            return [
                Unreported(
                    call.twilio_call_sid, call.elevenlabs_conversation_id, call.started_at, call.ended_at
                )
                for call in found
                if call.twilio_call_sid and call.is_simulated == self.settings.simulates
            ]

    def _is_due(self, call: Unreported, now: datetime) -> bool:
        """Pauses grow from a minute to hours with the time already waited."""
        waited = (now - (call.ended_at or call.started_at)).total_seconds()
        pause = max(MIN_INTERVAL_SECONDS, int(waited / 2))
        return self.store.claim(f"native-asked:{call.call_sid}", pause)

    def _settle(self, call: Unreported, now: datetime) -> bool:
        fetched = fetch_conversation(self.settings.agent, call.call_sid, call.conversation_id)
        facts = self._facts(call, fetched, now)
        if not facts:
            return False
        with self.database.transaction() as session:
            due = write_entries(session, [Entry(call.call_sid, at or now, fact) for fact, at in facts])
        log.warning("event=native_call_settled call=%s facts=%d", call.call_sid, len(facts))
        for complete in {one.conversation_id for one in due if one.is_complete}:
            self.jobs.enqueue_after_call(complete)
        return True

    def _facts(self, call: Unreported, fetched: FetchedConversation | None, now: datetime) -> DatedFacts:
        """The facts to store, each with its time or None for now; empty as long as a report may still come."""
        facts = self._read(call, fetched.data) if fetched and fetched.data else ()
        waited = now - (call.ended_at or call.started_at)
        is_unknown = fetched is not None and fetched.state == "missing" and waited > NEVER_BEGAN_AFTER
        if not facts and (is_unknown or waited > GIVEN_UP_AFTER):
            return ((ConversationMissing(), None),)
        return facts

    def _read(self, call: Unreported, data: dict[str, Any]) -> DatedFacts:
        try:
            report = read_report(data, is_simulated=self.settings.simulates)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("event=conversation_unreadable call=%s error=%r", call.call_sid, error)
            return ()
        return report.facts if report and report.call_sid == call.call_sid else ()
