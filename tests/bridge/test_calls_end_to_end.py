"""Whole calls: the simulated carrier rings, the bridge connects it to the simulated agent, the database remembers."""

from typing import Any

import pytest

from bridge.simulators.agent.casting import Part
from bridge.simulators.speech import say
from db.database import Database
from tests.bridge.conftest import MOBILE, RunningBridge
from tests.bridge.dialogues import BYE, HELLO, LONG, QUICK_FORWARD, script
from tests.bridge.kept import kept_call, kept_costs, kept_turns
from tests.waiting import eventually

CUT = {"fault": {"kind": "drop"}}


def spoken_bytes(*texts: str) -> int:
    return sum(len(say(text, Part.voice(script(HELLO)))) for text in texts)


def test_a_call_is_answered_spoken_and_remembered(running: RunningBridge, database: Database) -> None:
    result = running.dial(script(HELLO, {"caller": "Buenas."}, BYE))

    call = kept_call(database, result.call_sid)
    turns = kept_turns(database, result.call_sid)
    assert result.errors == ()
    assert (call["status"], call["end_reason"]) == ("completed", "agent_hangup")
    assert [(turn["position"], turn["role"], turn["text"]) for turn in turns] == [
        (1, "agent", "Hola, diga."),
        (2, "user", "Buenas."),
        (3, "agent", "Adiós."),
    ]
    assert call["is_test"]
    assert call["is_simulated"]
    assert call["elevenlabs_conversation_id"].startswith("conv_")
    assert 0 <= call["facts"]["stream"]["agent_ready_ms"] <= call["facts"]["stream"]["first_audio_ms"] < 3000


def test_the_goodbye_is_heard_to_its_end(running: RunningBridge) -> None:
    result = running.dial(script(HELLO, {"caller": "Buenas."}, BYE))

    assert result.cleared_bytes == 0
    assert result.heard_bytes == spoken_bytes("Hola, diga.", "Adiós.")


@pytest.mark.parametrize(
    ("turns", "more", "end_reason"),
    [
        pytest.param([], {"outage": {"http_status": 503}}, "agent_unreachable", id="agent refuses"),
        pytest.param(
            [HELLO | {"fault": {"kind": "close", "code": 1008}}], {}, "agent_failed", id="agent closes 1008"
        ),
        pytest.param(
            [HELLO | CUT, {"caller": "¿Oiga?"}, LONG | CUT], {}, "agent_failed", id="agent is cut off twice"
        ),
        pytest.param(
            [HELLO | {"tool": {"name": "transfer_to_human"}}], {}, "transferred", id="agent transfers"
        ),
    ],
)
def test_the_call_goes_to_a_person(
    running: RunningBridge,
    database: Database,
    turns: list[dict[str, Any]],
    more: dict[str, Any],
    end_reason: str,
) -> None:
    result = running.dial(script(*turns, forward=QUICK_FORWARD, **more))

    call = kept_call(database, result.call_sid)
    assert result.errors == ()
    assert [leg.number for leg in result.dialled] == [MOBILE]
    assert (call["status"], call["end_reason"], call["forwarded_to"]) == ("completed", end_reason, MOBILE)
    assert call["facts"]["forward_reason"] == end_reason


@pytest.mark.parametrize(
    "fault", [{"kind": "close", "code": 1011}, {"kind": "close", "code": 1002}, {"kind": "drop"}]
)
def test_an_agent_that_is_lost_comes_back(
    running: RunningBridge, database: Database, fault: dict[str, object]
) -> None:
    result = running.dial(script(HELLO | {"fault": fault}, {"caller": "¿Oiga? ¿Sigue ahí?"}, BYE))

    call = kept_call(database, result.call_sid)
    newest, lost = running.simulators.agent.records()
    assert (result.errors, result.dialled) == ((), ())
    assert call["end_reason"] == "agent_hangup"
    assert call["facts"]["elevenlabs_conversation_ids"] == [lost.conversation_id, newest.conversation_id]
    assert [turn["text"] for turn in kept_turns(database, result.call_sid)] == [
        "Hola, diga.",
        "Hola, diga.",
        "¿Oiga? ¿Sigue ahí?",
        "Adiós.",
    ]


class TestWithAMessageForThoseWhoWereCutOff:
    @pytest.fixture
    def bridge_environment(self, bridge_environment: dict[str, str]) -> dict[str, str]:
        return bridge_environment | {"AGENT_RECONNECT_MESSAGE": "Perdone, se ha cortado."}

    def test_it_is_what_the_agent_says_first(self, running: RunningBridge, database: Database) -> None:
        result = running.dial(script(HELLO | CUT, {"caller": "¿Oiga?"}, BYE))

        turns = kept_turns(database, result.call_sid)
        assert [turn["text"] for turn in turns][:2] == ["Hola, diga.", "Perdone, se ha cortado."]


def test_the_caller_hangs_up(running: RunningBridge, database: Database) -> None:
    result = running.dial(script(HELLO, {"hang_up": True}))

    call = kept_call(database, result.call_sid)
    assert (call["status"], call["end_reason"]) == ("completed", "caller_hangup")


@pytest.mark.parametrize("kind", ["garbage", "oversize"])
def test_nonsense_of_the_agent_is_overheard(running: RunningBridge, database: Database, kind: str) -> None:
    result = running.dial(script(HELLO | {"fault": {"kind": kind}}, {"caller": "Buenas."}, BYE))

    assert result.errors == ()
    assert kept_call(database, result.call_sid)["end_reason"] == "agent_hangup"
    assert len(kept_turns(database, result.call_sid)) == 3


def test_an_interruption_leaves_what_was_heard(running: RunningBridge, database: Database) -> None:
    barge_in = {"caller": "Un momento.", "barge_in_seconds": 1.0}
    result = running.dial(script(LONG | {"stale_audio": True}, barge_in, BYE), speed=2)

    interrupted = kept_turns(database, result.call_sid)[0]
    assert result.clears_received == 1
    assert interrupted["is_interrupted"]
    assert interrupted["full_text"] == LONG["agent"]
    assert LONG["agent"].startswith(interrupted["text"])
    assert len(interrupted["text"]) < len(LONG["agent"])


def test_keys_reach_the_agent_and_are_turns_of_the_caller(running: RunningBridge, database: Database) -> None:
    result = running.dial(script(HELLO, {"dtmf": "42#"}, BYE))

    turns = [(turn["role"], turn["text"]) for turn in kept_turns(database, result.call_sid)]
    assert turns == [("agent", HELLO["agent"]), ("user", "42"), ("agent", BYE["agent"])]
    assert running.simulators.agent.records()[0].complaints == []


@pytest.mark.parametrize("tool", ["book_appointment", "launch_rocket"])
def test_a_tool_that_is_not_there_is_answered(running: RunningBridge, database: Database, tool: str) -> None:
    result = running.dial(script({"tool": {"name": tool}, "agent": "Un momento."}, {"caller": "Bien."}, BYE))

    assert result.errors == ()
    assert running.simulators.agent.records()[0].complaints == []
    assert kept_call(database, result.call_sid)["end_reason"] == "agent_hangup"


def test_end_call_waits_for_the_goodbye(running: RunningBridge, database: Database) -> None:
    ending = {"agent": "Hasta luego.", "tool": {"name": "end_call"}, "text_after_tool": "Adiós."}
    result = running.dial(script(ending))

    assert kept_call(database, result.call_sid)["end_reason"] == "agent_hangup"
    assert result.heard_bytes == spoken_bytes("Hasta luego.", "Adiós.")


def test_the_provider_settles_the_conversation_afterwards(running: RunningBridge, database: Database) -> None:
    result = running.dial(script(HELLO, {"caller": "Buenas."}, BYE))

    eventually(lambda: kept_costs(database, result.call_sid))
    cost = kept_costs(database, result.call_sid)[0]
    assert (cost["kind"], cost["certainty"], cost["currency"]) == ("agent_minutes", "known", "USD")
    assert kept_call(database, result.call_sid)["language"] == "es"
