"""An organization that is watched, and calls in its past."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from db.actions.analyses import save_programmatic
from db.actions.calls import NewCall, answer_call, end_call, open_call
from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.queries.organizations import Profile, profiles
from workers.queue import JobQueue
from workers.settings import WorkerSettings
from workers.watch.round import Watch

NOW = datetime(2026, 11, 18, 11, 0, tzinfo=UTC)  # a Wednesday, at noon in Manacor


@pytest.fixture
def autobox(database: Database) -> Profile:
    with database.transaction() as session:
        ensure_first_organization(session)
    with database.reading() as session:
        return profiles(session)[0]


@pytest.fixture
def watch(database: Database, jobs: JobQueue, worker_settings: WorkerSettings) -> Watch:
    return Watch(database, jobs, worker_settings)


class Ring:
    """Calls of a minute, read by the rules; several in one transaction are quicker."""

    def __init__(self, database: Database) -> None:
        self.database, self.numbers = database, count(1)

    def __call__(
        self, at: datetime, *, end_reason: str = "caller_hangup", promises: list[object] | None = None
    ) -> UUID:
        with self.database.transaction() as session:
            return self.in_session(session, at, end_reason=end_reason, promises=promises)

    def in_session(
        self,
        session: Any,
        at: datetime,
        *,
        end_reason: str = "caller_hangup",
        promises: list[object] | None = None,
    ) -> UUID:
        number = next(self.numbers)
        call = NewCall(
            call_sid=f"CA{number:032x}",
            direction="inbound",
            phone_number=f"+34600{number:06d}",
            called_number="+34971550100",
            started_at=at,
        )
        found = open_call(session, call=call)
        answer_call(session, conversation_id=found, answered_at=at)
        ended_at = at + timedelta(minutes=1)
        end_call(session, conversation_id=found, ended_at=ended_at, end_reason=end_reason)
        save_programmatic(session, conversation_id=found, version="1", results=reading(promises or []))
        return found

    def weeks(self, *, calls: int = 5, now: datetime = NOW) -> None:
        """Of calls without any fault, at the same hours."""
        with self.database.transaction() as session:
            for week in range(1, 9):
                for number in range(calls):
                    self.in_session(session, now - timedelta(weeks=week, minutes=20 * (number + 1)))

    def failures(self, calls: int = 6) -> list[UUID]:
        with self.database.transaction() as session:
            return [
                self.in_session(session, NOW - timedelta(minutes=10 * (n + 1)), end_reason="agent_failed")
                for n in range(calls)
            ]


@pytest.fixture
def ring(database: Database, autobox: Profile) -> Ring:
    return Ring(database)


def reading(promises: list[object]) -> dict[str, object]:
    values = {"intent": "book_appointment", "outcome": "appointment_booked", "urgency": "normal"}
    said = {name: {"value": value, "evidence": []} for name, value in values.items()}
    return {**said, "promises": promises}
