"""Whole calls that the agent's provider carries alone: from the first ring to what is understood of them."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask

import bridge
from bridge.voice_processes import KNOWN
from db.actions.calls import conversation_id_of
from db.database import Database
from db.models import ConversationAnalysis
from db.queries.live import live_board
from tests.bridge.conftest import RunningBridge
from tests.bridge.dialogues import BYE, HELLO, PATIENT, QUICK_FORWARD, script
from tests.bridge.kept import is_kept, kept_call, kept_costs, kept_events, kept_turns, one_of
from tests.waiting import eventually
from workers import jobs, runtime
from workers.queue import JobQueue, programmatic_job_id

CALL = "CA" + "7" * 32
SAID = [("agent", "Hola, diga."), ("user", "Quiero pedir cita para cambiar el aceite."), ("agent", "Adiós.")]
TALK = script(HELLO, {"caller": SAID[1][1]}, BYE)


@pytest.fixture
def alone(running: RunningBridge) -> RunningBridge:
    """There was a voice process, and there is none."""
    running.switchboard.store.put(KNOWN, "1", 60)
    return running


@pytest.fixture
def queue(redis_url: str) -> Iterator[JobQueue]:
    queue = JobQueue(redis_url)
    yield queue
    queue.close()


def is_told(database: Database, call_sid: str) -> bool:
    return bool(kept_call(database, call_sid)["facts"].get("transcript"))


def said(database: Database, call_sid: str) -> list[tuple[str, str]]:
    return [(turn["role"], turn["text"]) for turn in kept_turns(database, call_sid)]


def test_a_call_from_the_ring_to_the_insight(
    alone: RunningBridge, database: Database, queue: JobQueue, bridge_environment: dict[str, str]
) -> None:
    result = alone.dial(TALK)
    eventually(lambda: is_told(database, result.call_sid))

    call, found = kept_call(database, result.call_sid), conversation_id_of(result.call_sid)
    assert (result.errors, result.streams, result.dialled) == ((), 1, ())
    assert (call["mode"], call["status"], call["end_reason"]) == ("native", "completed", "agent_hangup")
    assert said(database, result.call_sid) == SAID
    assert [cost["kind"] for cost in kept_costs(database, result.call_sid)] == ["agent_minutes"]
    events = kept_events(database, result.call_sid)
    assert [kind for kind in events if kind == "turn.added"] == ["turn.added"] * 3
    eventually(lambda: queue.is_alive(programmatic_job_id(found)))

    runtime.configure(bridge_environment)
    jobs.analyse_programmatically(str(found))
    (read,) = one_of(database, ConversationAnalysis, ConversationAnalysis.conversation_id == found)
    assert read["results"]["intent"]["value"] == "book_appointment"
    assert read["results"]["intent"]["evidence"][0]["turn"] == 2


def test_a_call_for_which_there_is_no_place(alone: RunningBridge, database: Database) -> None:
    alone.switchboard.store.release(KNOWN)
    alone.switchboard.capacity._max_calls = 1
    alone.switchboard.capacity.take("CA" + "1" * 32)
    result = alone.dial(TALK)
    eventually(lambda: is_told(database, result.call_sid))

    assert result.errors == ()
    assert kept_call(database, result.call_sid)["facts"]["native_because"] == "rejected"
    assert said(database, result.call_sid) == SAID


def test_a_caller_who_hangs_up(alone: RunningBridge, database: Database) -> None:
    result = alone.dial(script(HELLO, {"caller": "Nada, adiós.", "hang_up": True}))
    eventually(lambda: is_told(database, result.call_sid))

    assert kept_call(database, result.call_sid)["end_reason"] == "caller_hangup"


def test_a_call_that_is_bridged_is_not_told_twice(running: RunningBridge, database: Database) -> None:
    result = running.dial(TALK)
    eventually(lambda: "agent_report" in kept_call(database, result.call_sid)["facts"])

    assert kept_call(database, result.call_sid)["mode"] == "bridge"
    assert said(database, result.call_sid) == SAID


@pytest.fixture
def pages(alone: RunningBridge, bridge_environment: dict[str, str], database: Database) -> Iterator[Flask]:
    app = Flask("pages", static_folder=None)
    env = bridge_environment | {"PUBLIC_URL": alone.url, "SIMULATORS_URL": alone.simulators.url}
    switchboard = bridge.init_app(app, env, database, role="server")
    yield app
    switchboard.close()


@pytest.mark.parametrize(("action", "end_reason"), [("transfer", "transferred"), ("hang-up", "agent_hangup")])
def test_a_person_takes_the_call(
    alone: RunningBridge, pages: Flask, database: Database, action: str, end_reason: str
) -> None:
    waiting = script(HELLO, {"silence_seconds": 60}, caller=PATIENT, forward=QUICK_FORWARD)
    ring = threading.Thread(target=lambda: alone.dial(waiting, call_sid=CALL), daemon=True)
    ring.start()
    eventually(lambda: alone.simulators.agent.records() and alone.simulators.agent.records()[0].transcript)
    eventually(lambda: is_kept(database, CALL) and kept_call(database, CALL)["status"] == "in_progress")
    with database.reading() as session:
        organization_id = kept_call(database, CALL)["organization_id"]
        (row,) = live_board(session, organization_id=organization_id).to_dict("records")
    assert (row["mode"], row["said"]) == ("native", [])

    answer = pages.test_client().post(f"/api/conversation/{conversation_id_of(CALL)}/{action}")
    ring.join(30)
    eventually(lambda: is_told(database, CALL) and kept_call(database, CALL)["ended_at"])
    assert answer.status_code == 202
    call = kept_call(database, CALL)
    assert (call["status"], call["end_reason"]) == ("completed", end_reason)
    assert said(database, CALL) == [("agent", "Hola, diga.")]
