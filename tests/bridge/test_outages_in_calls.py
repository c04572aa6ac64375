"""The database or Redis goes away while people are talking, and comes back: nobody notices, nothing is lost, nothing doubled.

Thirty seconds in life, a second here: what is away is asked again at an interval, and the interval is shorter.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bridge import recorder, store
from bridge.capacity import SLOTS
from bridge.simulators.carrier.result import CallResult
from db.database import Database
from db.queries.analyses import calls_without_reading
from db.settings import DbSettings
from tests.bridge.conftest import RunningBridge
from tests.bridge.dialogues import BYE, HELLO, LONG, script
from tests.bridge.kept import is_kept, kept_call, kept_turns
from tests.bridge.leftovers import Leftovers
from tests.gate import Gate
from tests.waiting import eventually

TALK = script(HELLO, {"caller": "Buenas."}, LONG, {"caller": "El lunes."}, BYE)
CALLS = 3
SIDS = ["CA" + str(number) * 32 for number in range(1, CALLS + 1)]


@pytest.fixture
def leftovers(running: RunningBridge, database: Database) -> Leftovers:
    return Leftovers(running, database)


@pytest.fixture(autouse=True)
def ask_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorder, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(store, "BACKOFF_SECONDS", 0.1)


@contextmanager
def talking(running: RunningBridge) -> Iterator[list[Future[CallResult]]]:
    """Callers who all have heard the agent's first words; afterwards all have hung up."""
    with ThreadPoolExecutor(CALLS) as callers:
        calls = [callers.submit(running.dial, TALK, speed=4, call_sid=sid) for sid in SIDS]
        eventually(lambda: len(speaking(running)) == CALLS)
        yield calls


def speaking(running: RunningBridge) -> list[str]:
    return [record.conversation_id for record in running.simulators.agent.records() if record.transcript]


def has_ended(database: Database) -> Callable[[], bool]:
    return lambda: all(is_kept(database, sid) and kept_call(database, sid)["ended_at"] for sid in SIDS)


def went_well(calls: list[Future[CallResult]]) -> bool:
    results = [call.result() for call in calls]
    assert [(result.errors, result.dialled) for result in results] == [((), ())] * CALLS
    return True


class TestDatabase:
    @pytest.fixture
    def bridge_database(self, database: Database, settings: DbSettings, gate: Gate) -> Iterator[Database]:
        gate.is_open = True
        behind_gate = gate.database(settings)
        yield behind_gate
        behind_gate.close()

    def test_it_goes_away_and_comes_back(
        self, running: RunningBridge, database: Database, gate: Gate, leftovers: Leftovers
    ) -> None:
        with talking(running) as calls:
            eventually(lambda: all(is_kept(database, sid) for sid in SIDS))
            gate.shut()
        assert went_well(calls)
        assert not any(kept_call(database, sid)["ended_at"] for sid in SIDS)

        gate.is_open = True
        eventually(has_ended(database))
        assert {kept_call(database, sid)["end_reason"] for sid in SIDS} == {"agent_hangup"}
        assert [len(kept_turns(database, sid)) for sid in SIDS] == [5] * CALLS
        leftovers.nothing_is_left()

    def test_it_comes_and_goes(
        self, running: RunningBridge, database: Database, gate: Gate, leftovers: Leftovers
    ) -> None:
        """Each cut may hit a transaction whose outcome nobody knows; what is written again changes nothing."""
        is_over = threading.Event()
        with talking(running) as calls, ThreadPoolExecutor(1) as vandal:
            vandal.submit(flap, gate, is_over)
            wait(calls)
            is_over.set()
        assert went_well(calls)

        gate.is_open = True
        eventually(has_ended(database))
        leftovers.nothing_is_left()


class TestRedis:
    @pytest.fixture
    def bridge_database(
        self, database: Database, settings: DbSettings, redis_gate: Gate
    ) -> Iterator[Database]:
        redis_gate.is_open = True
        behind_gate = Database(replace(settings, redis_url=f"redis://127.0.0.1:{redis_gate.port}"))
        yield behind_gate
        behind_gate.close()

    def test_it_goes_away_and_comes_back(
        self, running: RunningBridge, database: Database, redis_gate: Gate, leftovers: Leftovers
    ) -> None:
        with talking(running) as calls:
            assert running.switchboard.store._redis.zcard(SLOTS) == CALLS
            redis_gate.shut()
        assert went_well(calls)
        eventually(has_ended(database))

        redis_gate.is_open = True
        assert running.dial(script(HELLO, {"hang_up": True})).errors == ()
        leftovers.nothing_is_left()

    def test_what_could_not_be_queued_is_found_by_the_clock(
        self, running: RunningBridge, database: Database, redis_gate: Gate
    ) -> None:
        redis_gate.shut()
        result = running.dial(script(HELLO, {"hang_up": True}))

        eventually(lambda: kept_call(database, result.call_sid)["ended_at"])
        now = datetime.now(UTC)
        with database.reading() as session:
            unread = calls_without_reading(
                session, since=now - timedelta(hours=1), ended_before=now + timedelta(hours=1), limit=9
            )
        assert kept_call(database, result.call_sid)["id"] in unread


def flap(gate: Gate, is_over: threading.Event) -> None:
    while not is_over.wait(0.05):
        gate.shut()
        is_over.wait(0.05)
        gate.is_open = True
