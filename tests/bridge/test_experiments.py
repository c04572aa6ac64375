"""Whole calls while an experiment runs: with a carrier that is no simulation to the bridge, so that its calls are customers'."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

import bridge
from bridge.front.sides import side_of
from bridge.simulators.script import Script
from bridge.voice_processes import KNOWN
from db.actions.calls import conversation_id_of
from db.actions.organizations import ensure_first_organization, set_setting
from db.actions.running_experiment import RunningExperiment, as_running
from db.database import Database
from db.models import Experiment, ExperimentCall, RealTimeEvent
from tests.bridge.conftest import RunningBridge, serving, simulating
from tests.bridge.dialogues import BYE, HELLO, QUICK_FORWARD, script
from tests.bridge.kept import kept_call, kept_costs, one_of
from tests.bridge.test_forwarded_calls import NOBODY, TRANSFER
from tests.db.experimenting import OTHER_AGENT, start_experiment
from tests.waiting import eventually

USUAL_AGENT = "agent_simulated"
TALK = (HELLO, {"caller": "Quiero pedir cita."}, BYE)
LOST_ON_THE_WAY = (
    HELLO,
    {"caller": "¿Oiga?"},
    {"agent": "", "fault": {"kind": "drop"}},
    {"caller": "¿Sigue?"},
    BYE,
)


@pytest.fixture
def running(bridge_environment: dict[str, str], database: Database) -> Iterator[RunningBridge]:
    app = Flask("bridge", static_folder=None)
    with serving(app) as url, simulating(bridge_environment | {"PUBLIC_URL": url}) as simulators:
        carrier = {
            "TWILIO_ACCOUNT_SID": simulators.settings.account_sid,
            "TWILIO_AUTH_TOKEN": simulators.settings.auth_token,
            "TWILIO_PHONE_NUMBER": simulators.settings.phone_number,
            "TWILIO_API_URL": simulators.url,
        }
        env = bridge_environment | {"PUBLIC_URL": url, "SIMULATORS_URL": simulators.url} | carrier
        switchboard = bridge.init_app(app, env, database, role="voice")
        yield RunningBridge(url, app, switchboard, simulators)
    switchboard.close()


def begin(running: RunningBridge, database: Database, **what: Any) -> RunningExperiment:
    with database.transaction() as session:
        found = start_experiment(session, ensure_first_organization(session), **what)
        experiment = as_running(session.get(Experiment, found))
    running.switchboard.front_desk.forget()
    assert experiment is not None
    return experiment


def number_of(experiment: RunningExperiment, side: str) -> str:
    return next(
        number for number in (f"+346001{at:05d}" for at in range(1000)) if side_of(experiment, number) == side
    )


def spoken(number: str, *turns: dict[str, Any], **more: Any) -> Script:
    return script(*(turns or TALK), caller={"number": number}, **more)


def kept(database: Database, call_sid: str) -> tuple[UUID, str, bool] | None:
    found = one_of(database, ExperimentCall, ExperimentCall.conversation_id == conversation_id_of(call_sid))
    return (found[0]["experiment_id"], found[0]["side"], found[0]["is_first"]) if found else None


def agents(running: RunningBridge) -> list[str]:
    """Of all conversations, the oldest first."""
    return [record.agent_id for record in reversed(running.simulators.agent.records())]


@pytest.mark.parametrize(("side", "agent"), [("a", USUAL_AGENT), ("b", OTHER_AGENT)])
def test_each_caller_hears_the_agent_of_their_side(
    running: RunningBridge, database: Database, side: str, agent: str
) -> None:
    experiment = begin(running, database)
    number = number_of(experiment, side)
    calls = [running.dial(spoken(number)) for _ in range(2)]

    assert [call.errors for call in calls] == [(), ()]
    assert agents(running) == [agent, agent]
    assert [kept(database, call.call_sid) for call in calls] == [
        (experiment.id, side, True),
        (experiment.id, side, False),
    ]
    of_call = RealTimeEvent.conversation_id == conversation_id_of(calls[0].call_sid)
    events = {one["event_type"]: one["data"] for one in one_of(database, RealTimeEvent, of_call)}
    told = {"id": str(experiment.id), "side": side}
    assert (events["call.answered"]["experiment"], events["call.ended"]["experiment"]) == (told, told)
    eventually(lambda: [one["kind"] for one in kept_costs(database, calls[0].call_sid)] == ["agent_minutes"])


def test_an_agent_that_is_dialled_again_is_the_same(running: RunningBridge, database: Database) -> None:
    experiment = begin(running, database)
    call = running.dial(spoken(number_of(experiment, "b"), *LOST_ON_THE_WAY))

    assert call.errors == ()
    assert agents(running) == [OTHER_AGENT, OTHER_AGENT]
    assert kept(database, call.call_sid) == (experiment.id, "b", True)


def test_who_comes_back_from_a_person_hears_the_same_agent(
    running: RunningBridge, database: Database
) -> None:
    experiment = begin(running, database)
    back = {"caller": "Bueno, otra vez.", "pause_seconds": 10}  # the line rings before they have an answer
    again = TRANSFER | {"text_after_error": "No hay nadie."}
    turns = (HELLO, {"caller": "Una persona."}, TRANSFER, back, again, {"caller": "Vale."}, BYE)
    call = running.dial(spoken(number_of(experiment, "b"), *turns, forward=NOBODY))

    assert (call.errors, call.streams, agents(running)) == ((), 2, [OTHER_AGENT, OTHER_AGENT])
    assert kept(database, call.call_sid) == (experiment.id, "b", True)


def test_where_the_other_agent_does_not_exist_the_usual_one_answers(
    running: RunningBridge, database: Database
) -> None:
    experiment = begin(running, database, other_agent="agent_of_nobody")
    call = running.dial(spoken(number_of(experiment, "b")))

    assert (call.errors, call.dialled, agents(running)) == ((), (), [USUAL_AGENT])
    assert kept(database, call.call_sid) == (experiment.id, "b", True)
    assert "404" in kept_call(database, call.call_sid)["facts"]["stand_in"]


def test_without_a_voice_process_the_provider_lets_the_same_agent_speak(
    running: RunningBridge, database: Database
) -> None:
    experiment = begin(running, database)
    running.switchboard.store.put(KNOWN, "1", 60)
    call = running.dial(spoken(number_of(experiment, "b"), forward=QUICK_FORWARD))

    assert (call.errors, agents(running)) == ((), [OTHER_AGENT])
    assert kept(database, call.call_sid) == (experiment.id, "b", True)


def test_an_experiment_of_another_agent_changes_nothing(running: RunningBridge, database: Database) -> None:
    experiment = begin(running, database, usual_agent="agent_simulated_clinic")
    call = running.dial(spoken(number_of(experiment, "b")))

    assert (agents(running), kept(database, call.call_sid)) == ([USUAL_AGENT], None)


def test_one_that_is_paused_changes_nothing(running: RunningBridge, database: Database) -> None:
    experiment = begin(running, database, status="paused")
    call = running.dial(spoken(number_of(experiment, "b")))

    assert (agents(running), kept(database, call.call_sid)) == ([USUAL_AGENT], None)


def test_the_staff_takes_no_part(running: RunningBridge, database: Database) -> None:
    experiment = begin(running, database)
    number = number_of(experiment, "b")
    with database.transaction() as session:
        set_setting(session, slug="autobox", name="staff_numbers", value=[number])
    running.switchboard.front_desk.forget()
    call = running.dial(spoken(number))

    assert (agents(running), kept(database, call.call_sid)) == ([USUAL_AGENT], None)
