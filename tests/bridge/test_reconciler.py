"""Calls that nobody ended: the carrier is asked, and its word counts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bridge.commands import Step
from bridge.fact_actions import write_entry
from bridge.facts import CallForwarded, CallNoted, CallStarted, Fact
from bridge.next_step import NextStep, NextSteps
from bridge.reconciler import FORGOTTEN_AFTER, Reconciler, end_forgotten_calls
from bridge.settings import BridgeSettings
from bridge.simulators.carrier.call import Opening
from bridge.simulators.carrier.call_facts import CallFacts
from bridge.simulators.server import SimulatorServer
from bridge.spool import Entry
from bridge.store import Store
from db.actions.calls import conversation_id_of
from db.database import Database
from tests.bridge.dialogues import HELLO, script
from tests.bridge.kept import kept_call
from workers import runtime, upkeep
from workers.queue import JobQueue

CALL = "CA" + "5" * 32
NOW = datetime.now(UTC)
LONG_AGO = NOW - FORGOTTEN_AFTER * 2


@pytest.fixture
def store(redis_url: str) -> Iterator[Store]:
    store = Store(redis_url)
    yield store
    store.close()


@pytest.fixture
def reconciler(env: dict[str, str], database: Database, store: Store, redis_url: str) -> Iterator[Reconciler]:
    jobs = JobQueue(redis_url)
    yield Reconciler(BridgeSettings.from_environment(env), database, store, jobs)
    jobs.close()


def begin(database: Database, *facts: Fact, at: datetime = LONG_AGO, is_simulated: bool = True) -> None:
    started = CallStarted("inbound", "+34600111222", "+34971550100", True, is_simulated)
    with database.transaction() as session:
        for fact in (started, *facts):
            write_entry(session, Entry(CALL, at, fact))


def let_carrier_say(simulators: SimulatorServer, status: str, ended_at: datetime | None) -> None:
    """A call of the carrier's books, with no line behind it."""
    facts = CallFacts(
        account_sid=simulators.settings.account_sid,
        sid=CALL,
        from_number="+34600111222",
        to_number="+34971550100",
    )
    facts.status, facts.ended_at = status, ended_at
    simulators.exchange.add(facts, script(HELLO), Opening())


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("completed", "caller_hangup"),
        ("failed", "carrier_failed"),
        ("busy", "busy"),
        ("no-answer", "no_answer"),
    ],
)
def test_a_call_ends_as_the_carrier_says(
    reconciler: Reconciler, simulators: SimulatorServer, database: Database, status: str, reason: str
) -> None:
    ended_at = (LONG_AGO + timedelta(seconds=42)).replace(microsecond=0)
    begin(database)
    let_carrier_say(simulators, status, ended_at)

    assert reconciler.run(NOW) == 1
    assert reconciler.run(NOW) == 0
    call = kept_call(database, CALL)
    assert (call["end_reason"], call["ended_at"]) == (reason, ended_at)
    assert reconciler.jobs.is_alive(f"programmatic-{conversation_id_of(CALL)}")


def test_our_own_decision_says_why(
    reconciler: Reconciler, simulators: SimulatorServer, database: Database, store: Store
) -> None:
    begin(database)
    NextSteps(store).decide(CALL, NextStep(Step.HANG_UP, "silence"))
    let_carrier_say(simulators, "completed", NOW)

    reconciler.run(NOW)
    assert kept_call(database, CALL)["end_reason"] == "silence"


def test_a_forwarded_call_ends_for_the_reason_it_was_forwarded_for(
    reconciler: Reconciler, simulators: SimulatorServer, database: Database
) -> None:
    begin(database, CallForwarded("+34600999888", "agent_failed"), CallNoted({"forward_answered": True}))
    let_carrier_say(simulators, "completed", NOW)

    reconciler.run(NOW)
    assert kept_call(database, CALL)["end_reason"] == "agent_failed"


def test_a_call_that_the_carrier_does_not_know_has_failed(reconciler: Reconciler, database: Database) -> None:
    begin(database)

    assert reconciler.run(NOW) == 1
    call = kept_call(database, CALL)
    assert (call["status"], call["end_reason"]) == ("failed", "carrier_failed")
    assert call["ended_at"] <= LONG_AGO + timedelta(seconds=1800)


def test_a_call_that_goes_on_is_left_alone(
    reconciler: Reconciler, simulators: SimulatorServer, database: Database
) -> None:
    begin(database)
    let_carrier_say(simulators, "in-progress", None)

    assert reconciler.run(NOW) == 0
    assert kept_call(database, CALL)["ended_at"] is None


@pytest.mark.parametrize(
    ("at", "is_simulated"),
    [
        pytest.param(NOW, True, id="it has only begun"),
        pytest.param(LONG_AGO, False, id="it is of another carrier"),
    ],
)
def test_nobody_asks_about_a_call(
    reconciler: Reconciler, database: Database, at: datetime, is_simulated: bool
) -> None:
    begin(database, at=at, is_simulated=is_simulated)

    assert reconciler.run(NOW) == 0


def test_while_the_carrier_is_away_nothing_ends(env: dict[str, str], database: Database) -> None:
    begin(database)

    assert end_forgotten_calls(env | {"TWILIO_API_URL": "http://127.0.0.1:1"}) == 0
    assert kept_call(database, CALL)["ended_at"] is None


def test_the_clock_has_it_done(env: dict[str, str], database: Database) -> None:
    begin(database)
    runtime.configure(env)

    assert upkeep.end_forgotten_calls() == 1
