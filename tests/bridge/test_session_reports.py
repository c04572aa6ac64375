"""Calls that we carried and on which no usable report came: the provider is asked for what their sessions cost."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bridge.agents.postcall import read_report
from bridge.fact_actions import write_entry
from bridge.facts import AgentIdentified, CallEnded, CallStarted, Fact
from bridge.session_reports import DUE_AFTER, LOOK_BACK, SessionReports, settle_sessions
from bridge.settings import BridgeSettings
from bridge.simulators.agent.record import Record, conversation
from bridge.simulators.server import SimulatorServer
from bridge.spool import Entry
from bridge.store import Store
from db.database import Database
from tests.bridge.kept import kept_call, kept_costs
from tests.bridge.routes.conftest import CALL, Carrier, carrier, environment_of_doors
from tests.bridge.routes.test_post_call import deliver, event
from tests.waiting import TEST_TIMEOUT_SECONDS
from workers import runtime, upkeep

__all__ = ["carrier", "environment_of_doors"]
NOW = datetime.now(UTC)
SHORTLY = NOW - timedelta(minutes=10)
ENDED = CallEnded("caller_hangup")


@pytest.fixture
def reports(env: dict[str, str], database: Database, redis_url: str) -> Iterator[SessionReports]:
    store = Store(redis_url)
    yield SessionReports(BridgeSettings.from_environment(env), database, store)
    store.close()


def session_of(simulators: SimulatorServer, *, is_over: bool = True) -> Record:
    """A conversation in the provider's books that was told of no call."""
    service = simulators.agent
    record = service.register(service.settings.agent_id, {"dynamic_variables": {}}, {"type": "twilio"})
    service.begin(record.conversation_id, CALL, "MZ1")
    record.add_turn("agent", "Hola, diga.", 1)
    if is_over:
        finish(record)
    return record


def finish(record: Record) -> None:
    record.end("end_call tool was called")
    record.is_analysed = True


def carried(
    database: Database, *session_ids: str, at: datetime = SHORTLY, ended: Fact = ENDED, **more: Any
) -> None:
    started = CallStarted("inbound", "+34600111222", "+34971550100", True, more.get("is_simulated", True))
    with database.transaction() as session:
        for fact in (started, *map(AgentIdentified, session_ids), ended):
            write_entry(session, Entry(CALL, at, fact))


def references(database: Database) -> set[str]:
    return {cost["reference"] for cost in kept_costs(database, CALL) if cost["certainty"] == "known"}


def test_a_report_that_never_came_is_asked_for(
    reports: SessionReports, simulators: SimulatorServer, database: Database
) -> None:
    """Each session of a call that was reconnected has a cost of its own."""
    ids = [session_of(simulators).conversation_id for _ in range(2)]
    carried(database, *ids)

    assert reports.run(NOW) == 2
    assert len(references(database)) == 2
    assert ids[1] in references(database)
    assert sorted(kept_call(database, CALL)["facts"]["reported_sessions"]) == sorted(ids)


def test_a_session_that_was_reported_is_not_asked_for(
    reports: SessionReports, simulators: SimulatorServer, database: Database
) -> None:
    record = session_of(simulators)
    carried(database, record.conversation_id)
    found = read_report(conversation(record), is_simulated=True, call_sid=CALL)
    assert found
    with database.transaction() as session:
        for fact, _ in found.facts * 2:
            write_entry(session, Entry(CALL, SHORTLY, fact))

    assert reports.run(NOW) == 0
    assert kept_call(database, CALL)["facts"]["reported_sessions"] == [record.conversation_id]


def test_a_session_that_is_not_settled_yet_is_asked_for_later(
    reports: SessionReports, simulators: SimulatorServer, database: Database
) -> None:
    record = session_of(simulators, is_over=False)
    carried(database, record.conversation_id)
    assert reports.run(NOW) == 0

    finish(record)
    assert reports.run(NOW) == 0  # it was asked a moment ago
    reports.store.release(f"session-asked:{record.conversation_id}")
    assert reports.run(NOW) == 1


def test_a_session_that_the_provider_does_not_know_is_asked_for_once(
    reports: SessionReports, database: Database
) -> None:
    carried(database, "conv_none")
    assert reports.run(NOW) == 0
    assert kept_call(database, CALL)["facts"]["reported_sessions"] == ["conv_none"]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"at": NOW - timedelta(minutes=1)}, id="it has only ended: the webhook may come"),
        pytest.param({"at": NOW - LOOK_BACK - timedelta(minutes=1)}, id="for a day already"),
        pytest.param({"is_simulated": False}, id="it is of another carrier"),
    ],
)
def test_nobody_asks_about_a_call(
    reports: SessionReports, simulators: SimulatorServer, database: Database, more: dict[str, Any]
) -> None:
    carried(database, session_of(simulators).conversation_id, **more)

    assert reports.run(NOW) == 0
    assert references(database) == set()


def test_a_provider_that_is_away_is_asked_again(env: dict[str, str], database: Database) -> None:
    carried(database, "conv_1")
    account = {"ELEVENLABS_API_KEY": "k", "ELEVENLABS_AGENT_ID": "a"}

    assert settle_sessions(env | account | {"ELEVENLABS_API_URL": "http://127.0.0.1:1"}) == 0
    assert "reported_sessions" not in kept_call(database, CALL)["facts"]


def test_a_report_that_came_before_the_call_was_known(
    carrier: Carrier, reports: SessionReports, simulators: SimulatorServer, database: Database
) -> None:
    record = session_of(simulators)
    body = event(conversation_id=record.conversation_id, conversation_initiation_client_data=None)
    assert deliver(carrier, body).status_code == 200
    carrier.ask("voice-webhook")
    for fact in (AgentIdentified(record.conversation_id), ENDED):
        carrier.switchboard.recorder.record(CALL, fact)
    assert carrier.switchboard.recorder.flush(TEST_TIMEOUT_SECONDS)
    assert references(database) == set()

    assert reports.run(datetime.now(UTC) + 2 * DUE_AFTER) == 1
    assert len(references(database)) == 1


def test_the_clock_has_it_done(env: dict[str, str], simulators: SimulatorServer, database: Database) -> None:
    carried(database, session_of(simulators).conversation_id)
    runtime.configure(env)

    assert upkeep.settle_sessions() == 1
