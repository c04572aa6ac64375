"""How a conversation of the agent fails, ends and begins again."""

from typing import Any

import pytest

from bridge.simulators.agent.casting import Casting, Part
from bridge.simulators.agent.messages import Close, Drop, Output, Send, SendRaw
from bridge.simulators.agent.record import Record
from bridge.simulators.agent.session import AgentSession
from tests.bridge.simulators.dialogues import GOODBYE, HAPPY, script
from tests.bridge.simulators.talk import VARIABLES, Talk


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        pytest.param({"kind": "close", "code": 1011}, Close(1011, "unknown_websocket_crash"), id="1011"),
        pytest.param({"kind": "close", "code": 1002}, Close(1002, "llm_timeout"), id="1002"),
        pytest.param({"kind": "close", "code": 1008, "reason": "why"}, Close(1008, "why"), id="1008"),
        pytest.param({"kind": "drop"}, Drop(), id="drop"),
    ],
)
def test_the_agent_fails_as_the_script_says(fault: dict[str, Any], expected: Output) -> None:
    talk = Talk(script({"agent": "Hola.", "fault": fault})).keep_silent(2)

    assert talk.outputs[-1] == expected


@pytest.mark.parametrize(("kind", "size"), [("garbage", 51), ("oversize", 2**20)])
def test_the_agent_sends_rubbish_as_the_script_says(kind: str, size: int) -> None:
    talk = Talk(script({"agent": "Hola.", "fault": {"kind": kind}})).keep_silent(2)

    assert isinstance(talk.outputs[-1], SendRaw)
    assert len(talk.outputs[-1].text) >= size


def test_a_mute_agent_does_not_even_ping() -> None:
    talk = Talk(script({"agent": "Hola.", "fault": {"kind": "silence", "seconds": 5}}, {"caller": "Hola."}))
    talk.keep_silent(2)

    assert talk.session.tick(10.0) == []
    talk.keep_silent(5)
    assert isinstance(talk.session.tick(10.0)[0], Send)


def test_what_was_said_to_a_mute_agent_is_answered_afterwards() -> None:
    fault = {"kind": "silence", "seconds": 4}
    talk = Talk(script({"agent": "Hola.", "fault": fault}, {"caller": "¿Hola?"}, GOODBYE)).keep_silent(2)
    talk.say("¿Hola?")
    assert talk.said() == ["Hola."]

    assert talk.keep_silent(4).said() == ["Hola.", "Adiós."]


def test_a_new_connection_of_the_same_call_greets_and_goes_on() -> None:
    first = Talk(script({"agent": "Hola.", "fault": {"kind": "drop"}}, {"caller": "Hola."}, GOODBYE))
    first.keep_silent(2)
    second = Talk(HAPPY, first.casting, first_message="Perdone, se ha cortado.")
    second.keep_silent(3).say("Hola.").keep_silent(1)

    assert second.said() == ["Perdone, se ha cortado.", "Adiós."]


def test_a_reconnection_without_a_first_message_repeats_the_greeting() -> None:
    first = Talk(script({"agent": "Hola.", "fault": {"kind": "drop"}}, {"caller": "Hola."}, GOODBYE))
    first.keep_silent(2)

    assert Talk(HAPPY, first.casting).said() == ["Hola."]


def test_pings_count_from_zero_and_want_their_own_pong() -> None:
    talk = Talk(HAPPY)
    (ping,) = talk.session.tick(2.5)
    assert isinstance(ping, Send)
    assert ping.message["ping_event"]["event_id"] == 0
    assert talk.session.tick(3.0) == []

    talk.send({"type": "pong", "event_id": 0})
    talk.send({"type": "pong", "event_id": 0})

    assert isinstance(talk.outputs[-1], Close)


def test_a_client_that_sends_no_audio_for_a_minute_is_cut_off() -> None:
    (close,) = Talk(HAPPY).session.tick(61.0)

    assert close == Close(1002, "transport_receive_timeout")


@pytest.mark.parametrize(
    "message",
    [
        pytest.param(
            {"type": "conversation_initiation_client_data", "dynamic_variables": VARIABLES}, id="twice"
        ),
        pytest.param(
            {"type": "client_tool_result", "tool_call_id": "x", "result": "", "is_error": False},
            id="no-such-call",
        ),
        pytest.param({"type": "pong", "event_id": 3}, id="pong-without-ping"),
        pytest.param({"type": "song"}, id="unknown"),
    ],
)
def test_a_broken_contract_ends_with_an_error_and_1008(message: dict[str, Any]) -> None:
    talk = Talk(HAPPY)
    talk.send(message)

    assert talk.events("error")[0]["code"] == 1008
    assert isinstance(talk.outputs[-1], Close)
    assert talk.outputs[-1].code == 1008
    assert talk.record.error


def test_nothing_may_come_before_the_initiation() -> None:
    record = Record("conv_1", "agent_1", "signed_url")
    session = AgentSession(record, Part(Casting()), 0.0)
    (_error, close) = session.receive('{"user_audio_chunk":""}', 0.0)

    assert close == Close(1008, "the first message must be conversation_initiation_client_data")


def test_an_unannounced_call_plays_the_script_it_names() -> None:
    casting = Casting()

    assert casting.role_for({"script": "de-price-quote"}).script.language == "de"
    assert casting.role_for({"script": "../secret"}).script.name == "es-oil-change"
