"""Asks the provider for missing reports on calls that we carried: only they contain what an agent session cost.

A webhook gets lost, or names no call and comes before the call's own facts reach the database. The call remembers its sessions
itself, so the report need not be kept until then: the provider has it. A periodic job, referenced by its dotted path; reports
of native calls are `bridge.native_reports`' subject.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from bridge.agents.conversations import FetchedConversation, fetch_conversation
from bridge.agents.postcall import Report, read_report
from bridge.clock_jobs import services
from bridge.fact_actions import write_entries
from bridge.settings import BridgeSettings
from bridge.spool import Entry
from bridge.store import Store
from db.actions.agent_sessions import UnreportedSession, note_reported, unreported_sessions
from db.actions.calls import conversation_id_of
from db.database import Database
from db.environment import Environment

log = logging.getLogger(__name__)
DUE_AFTER = timedelta(minutes=5)  # the webhook comes first, after an analysis by the provider
LOOK_BACK = timedelta(days=1)  # older sessions are given up
MIN_INTERVAL_SECONDS = 50  # shorter than the interval between runs, so that the next run asks again
MAX_PER_RUN = 20  # each may cost seconds, and a run has two minutes


def settle_sessions(env: Environment) -> int:
    """Returns how many sessions were settled."""
    with services(env) as (settings, database, store, _jobs):
        return SessionReports(settings, database, store).run(datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class SessionReports:
    settings: BridgeSettings
    database: Database
    store: Store

    def run(self, now: datetime) -> int:
        with self.database.reading() as session:
            found = unreported_sessions(
                session,
                since=now - LOOK_BACK,
                ended_before=now - DUE_AFTER,
                is_simulated=self.settings.simulates,
            )
        due = (one for one in found if self._is_due(one, now))
        return sum(self._settle(one, now) for one in islice(due, MAX_PER_RUN))

    def _is_due(self, one: UnreportedSession, now: datetime) -> bool:
        """Pauses grow from a minute to hours with the time already waited."""
        pause = max(MIN_INTERVAL_SECONDS, int((now - one.call_ended_at).total_seconds() / 2))
        return self.store.claim(f"session-asked:{one.elevenlabs_conversation_id}", pause)

    def _settle(self, one: UnreportedSession, now: datetime) -> bool:
        fetched = fetch_conversation(self.settings.agent, one.call_sid, one.elevenlabs_conversation_id)
        if fetched is None or fetched.state == "waiting":
            return False
        report = self._read(one, fetched)
        with self.database.transaction() as session:
            if report:
                write_entries(session, [Entry(one.call_sid, at or now, fact) for fact, at in report.facts])
            note_reported(
                session,
                conversation_id=conversation_id_of(one.call_sid),
                elevenlabs_conversation_id=one.elevenlabs_conversation_id,
            )
        log.warning("event=session_settled call=%s state=%s", one.call_sid, fetched.state)
        return report is not None

    def _read(self, one: UnreportedSession, fetched: FetchedConversation) -> Report | None:
        """None if the provider has no report, or one that cannot be read."""
        data: dict[str, Any] | None = fetched.data
        if data is None:
            return None
        try:
            return read_report(data, is_simulated=self.settings.simulates, call_sid=one.call_sid)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("event=conversation_unreadable call=%s error=%r", one.call_sid, error)
            return None
