"""Native calls of which nobody told us: the provider is asked, and what it says counts."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bridge.fact_actions import write_entry
from bridge.facts import CallEnded, CallStarted, CarriedNatively, Fact
from bridge.native_reports import GIVEN_UP_AFTER, MAX_PER_RUN, NativeReports, settle_native_calls
from bridge.settings import BridgeSettings
from bridge.simulators.agent.record import Record
from bridge.simulators.server import SimulatorServer
from bridge.spool import Entry
from bridge.store import Store
from db.actions.calls import conversation_id_of
from db.database import Database
from tests.bridge.kept import kept_call, kept_turns
from workers import runtime, upkeep
from workers.queue import JobQueue, programmatic_job_id

CALL = "CA" + "5" * 32
NOW = datetime.now(UTC)
SHORTLY = NOW - timedelta(minutes=5)


@pytest.fixture
def reports(env: dict[str, str], database: Database, redis_url: str) -> Iterator[NativeReports]:
    jobs, store = JobQueue(redis_url), Store(redis_url)
    yield NativeReports(BridgeSettings.from_environment(env), database, store, jobs)
    store.close()
    jobs.close()


def registered(simulators: SimulatorServer, *, is_over: bool = True) -> Record:
    """A conversation in the provider's books."""
    told = {
        "call_sid": CALL,
        "carried_by": "provider",
        "caller_number": "+34600111222",
        "called_number": "+34971550100",
    }
    service = simulators.agent
    record = service.register(service.settings.agent_id, {"dynamic_variables": told}, {"type": "twilio"})
    service.begin(record.conversation_id, CALL, "MZ1")
    record.add_turn("agent", "Hola, diga.", 1)
    if is_over:
        record.end("end_call tool was called")
        record.is_analysed = True
    return record


def begin(
    database: Database,
    conversation_id: str | None,
    *facts: Fact,
    at: datetime = SHORTLY,
    is_simulated: bool = True,
    call_sid: str = CALL,
) -> None:
    started = CallStarted("inbound", "+34600111222", "+34971550100", True, is_simulated)
    with database.transaction() as session:
        for fact in (started, CarriedNatively(conversation_id), *facts):
            write_entry(session, Entry(call_sid, at, fact))


ENDED = CallEnded("caller_hangup")


@pytest.mark.parametrize("is_named", [True, False], ids=["by its id", "by the call's"])
def test_what_was_said_is_asked_for(
    reports: NativeReports, simulators: SimulatorServer, database: Database, is_named: bool
) -> None:
    record = registered(simulators)
    begin(database, record.conversation_id if is_named else None, ENDED)

    assert reports.run(NOW) == 1
    assert reports.run(NOW) == 0
    call = kept_call(database, CALL)
    assert [turn["text"] for turn in kept_turns(database, CALL)] == ["Hola, diga."]
    assert (call["end_reason"], call["elevenlabs_conversation_id"]) == (
        "agent_hangup",
        record.conversation_id,
    )
    assert reports.jobs.is_alive(programmatic_job_id(conversation_id_of(CALL)))


def test_older_calls_that_are_waited_for_hide_no_newer_one(
    reports: NativeReports, simulators: SimulatorServer, database: Database
) -> None:
    for number in range(MAX_PER_RUN):
        call_sid = f"CA{number:032}"
        begin(database, None, ENDED, at=SHORTLY - timedelta(hours=1), call_sid=call_sid)
        assert reports.store.claim(f"native-asked:{call_sid}", 3600)
    begin(database, registered(simulators).conversation_id, ENDED)

    assert reports.run(NOW) == 1


def test_a_call_whose_end_nobody_reported_ends(
    reports: NativeReports, simulators: SimulatorServer, database: Database
) -> None:
    begin(database, registered(simulators).conversation_id, at=NOW - timedelta(hours=1))

    assert reports.run(NOW) == 1
    assert kept_call(database, CALL)["end_reason"] == "agent_hangup"


def test_a_conversation_that_is_not_settled_yet_is_waited_for(
    reports: NativeReports, simulators: SimulatorServer, database: Database
) -> None:
    record = registered(simulators, is_over=False)
    begin(database, record.conversation_id, ENDED)
    assert reports.run(NOW) == 0

    record.end("Call ended by remote party")
    record.is_analysed = True
    assert reports.run(NOW) == 0  # it was asked a moment ago
    reports.store.release(f"native-asked:{CALL}")
    assert reports.run(NOW) == 1


@pytest.mark.parametrize(
    ("waited", "is_lost"),
    [
        pytest.param(timedelta(minutes=5), False, id="it may still begin"),
        pytest.param(timedelta(minutes=15), True, id="it never began"),
    ],
)
def test_a_conversation_that_the_provider_does_not_know(
    reports: NativeReports, database: Database, waited: timedelta, is_lost: bool
) -> None:
    begin(database, "conv_none", ENDED, at=NOW - waited)

    assert reports.run(NOW) == int(is_lost)
    assert kept_call(database, CALL)["facts"].get("transcript") == ("missing" if is_lost else None)
    assert reports.jobs.is_alive(programmatic_job_id(conversation_id_of(CALL))) is is_lost


@pytest.mark.parametrize("waited", [timedelta(hours=2), GIVEN_UP_AFTER + timedelta(hours=1)])
def test_a_provider_that_is_away_is_asked_for_a_day(
    env: dict[str, str], database: Database, waited: timedelta
) -> None:
    begin(database, "conv_1", ENDED, at=NOW - waited)
    is_over = waited > GIVEN_UP_AFTER
    account = {
        "ELEVENLABS_API_KEY": "k",
        "ELEVENLABS_AGENT_ID": "a",
        "ELEVENLABS_API_URL": "http://127.0.0.1:1",
    }

    assert settle_native_calls(env | account) == int(is_over)


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"at": NOW}, id="it has only ended"),
        pytest.param({"is_simulated": False}, id="it is of another carrier"),
    ],
)
def test_nobody_asks_about_a_call(
    reports: NativeReports, simulators: SimulatorServer, database: Database, more: dict[str, Any]
) -> None:
    begin(database, registered(simulators).conversation_id, ENDED, **more)

    assert reports.run(NOW) == 0


def test_the_clock_has_it_done(env: dict[str, str], simulators: SimulatorServer, database: Database) -> None:
    begin(database, registered(simulators).conversation_id, ENDED)
    runtime.configure(env)

    assert upkeep.settle_native_calls() == 1
