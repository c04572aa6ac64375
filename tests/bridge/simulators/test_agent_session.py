"""The agent's side of a dialogue, driven by hand: audio in, messages out, no socket and no clock."""

import base64
import json
from datetime import datetime
from typing import Any

import pytest

from bridge.simulators import mulaw
from bridge.simulators.agent.casting import Casting, Part
from bridge.simulators.agent.hearing import Hearing
from bridge.simulators.agent.messages import Close, Drop, Output, Send, SendRaw
from bridge.simulators.agent.record import Record
from bridge.simulators.agent.session import AgentSession
from bridge.simulators.carrier.caller import line_noise
from bridge.simulators.script import Script
from bridge.simulators.speech import Voice, say
from tests.bridge.simulators.dialogues import GOODBYE, GREETING, HAPPY, LONG_LINE, script

CALL_SID = "CA" + "1" * 32
VARIABLES = {"caller_number": "+34600", "called_number": "+34971", "call_sid": CALL_SID}


class Talk:
    """A client that says what it is told to, 20 ms after 20 ms."""

    def __init__(self, dialogue: Script, casting: Casting | None = None, **overrides: Any) -> None:
        self.casting = casting or Casting()
        if casting is None:
            self.casting.assign(CALL_SID, dialogue)
        self.record = Record("conv_1", "agent_1", "signed_url")
        self.part = Part(self.casting)
        self.session = AgentSession(self.record, self.part, 0.0)
        self.outputs: list[Output] = []
        config = {"conversation_config_override": {"agent": overrides}} if overrides else {}
        self.send(
            {"type": "conversation_initiation_client_data", "dynamic_variables": VARIABLES} | config, now=0
        )

    def send(self, message: Any, now: float = 0.0) -> None:
        self.outputs += self.session.receive(json.dumps(message), now)
        self.part.advance(self.session.position)

    def keep_silent(self, seconds: float) -> "Talk":
        for _ in range(round(seconds * 50)):
            self.hear(mulaw.SILENT_FRAME)
        return self

    def say(self, text: str) -> "Talk":
        self.hear(say(text, Voice("es")))
        return self.keep_silent(0.8)

    def hear(self, audio: bytes) -> None:
        self.send({"user_audio_chunk": base64.b64encode(audio).decode()})

    def events(self, kind: str) -> list[Any]:
        found = [
            output.message
            for output in self.outputs
            if isinstance(output, Send) and output.message["type"] == kind
        ]
        return [next(value for key, value in message.items() if key != "type") for message in found]

    def said(self) -> list[str]:
        return [event["agent_response"] for event in self.events("agent_response")]


def test_the_agent_greets_after_its_metadata() -> None:
    talk = Talk(HAPPY)
    (metadata,) = talk.events("conversation_initiation_metadata")

    assert metadata["agent_output_audio_format"] == metadata["user_input_audio_format"] == "ulaw_8000"
    assert talk.said() == ["Hola, diga."]


def test_a_line_is_sent_faster_than_spoken_under_one_event_id() -> None:
    talk = Talk(script(LONG_LINE)).keep_silent(2)
    audio = talk.events("audio")
    seconds = sum(len(base64.b64decode(event["audio_base_64"])) for event in audio) / 8000

    assert {event["event_id"] for event in audio} == {talk.events("agent_response")[0]["event_id"]}
    assert seconds > 4
    assert 4 < seconds / (len(audio) - 1) * 16 < 5  # chunks of 250 ms


def test_the_agent_answers_when_the_caller_has_finished() -> None:
    talk = Talk(HAPPY).keep_silent(2).say("Buenas.").keep_silent(2)

    assert [event["user_transcript"] for event in talk.events("user_transcript")] == ["Buenas."]
    assert talk.said() == ["Hola, diga.", "Adiós."]
    assert [turn["role"] for turn in talk.record.transcript] == ["agent", "user", "agent"]


def test_the_agent_hangs_up_with_a_tool_response_and_1000() -> None:
    talk = Talk(HAPPY).keep_silent(2).say("Buenas.").keep_silent(2)

    assert talk.events("agent_tool_response")[0]["tool_name"] == "end_call"
    assert isinstance(talk.outputs[-1], Close)
    assert talk.outputs[-1].code == 1000
    assert talk.record.termination_reason == "end_call tool was called"


def test_a_caller_who_says_nothing_is_not_waited_for_for_ever() -> None:
    talk = Talk(HAPPY).keep_silent(20)

    assert talk.said() == ["Hola, diga.", "Adiós."]
    assert talk.record.complaints


BARGE_IN = script(LONG_LINE | {"stale_audio": True}, {"caller": "¡No!"}, GREETING)


def test_an_interruption_is_newer_than_the_audio_it_cuts_and_as_old_as_the_reply() -> None:
    talk = Talk(BARGE_IN).keep_silent(1).say("¡No, no!").keep_silent(1)
    first, reply = (event["event_id"] for event in talk.events("agent_response"))
    (interruption,) = talk.events("interruption")

    assert first < interruption["event_id"] == reply


def test_stale_audio_comes_after_the_interruption_with_the_old_id() -> None:
    talk = Talk(BARGE_IN).keep_silent(1).say("¡No, no!")
    messages = [output.message for output in talk.outputs if isinstance(output, Send)]
    cut = next(index for index, message in enumerate(messages) if message["type"] == "interruption")
    late = next(message for message in messages[cut:] if message["type"] == "audio")

    assert late["audio_event"]["event_id"] < messages[cut]["interruption_event"]["event_id"]


def test_an_interrupted_line_is_corrected_to_what_was_spoken() -> None:
    talk = Talk(BARGE_IN).keep_silent(1).say("¡No, no!")
    (correction,) = talk.events("agent_response_correction")

    assert correction["original_agent_response"].startswith(correction["corrected_agent_response"])
    assert len(correction["corrected_agent_response"]) < len(correction["original_agent_response"])
    assert talk.record.transcript[0]["interrupted"]


TOOL = script(
    GREETING
    | {"tool": {"name": "book_appointment", "parameters": {"plate": "1234BCD"}}, "text_after_tool": "Hecho."}
)


def test_a_tool_is_called_and_its_result_awaited() -> None:
    talk = Talk(TOOL).keep_silent(3)
    (call,) = talk.events("client_tool_call")
    assert call["parameters"] == {"plate": "1234BCD"}
    assert talk.said() == ["Hola, diga."]

    talk.send(
        {
            "type": "client_tool_result",
            "tool_call_id": call["tool_call_id"],
            "result": "{}",
            "is_error": False,
        }
    )
    talk.keep_silent(1)

    assert talk.said() == ["Hola, diga.", "Hecho."]
    assert talk.record.transcript[1]["tool_results"][0]["result_value"] == "{}"


def test_a_tool_that_fails_changes_what_is_said() -> None:
    tool = {"name": "transfer_to_human"}
    more = {"tool": tool, "text_after_error": "Ahora no puede ser.", "end_call_after_error": True}
    talk = Talk(script(GREETING | more)).keep_silent(3)
    call_id = talk.events("client_tool_call")[0]["tool_call_id"]
    talk.send({"type": "client_tool_result", "tool_call_id": call_id, "result": "no", "is_error": True})
    talk.keep_silent(3)

    assert talk.said() == ["Hola, diga.", "Ahora no puede ser."]
    assert isinstance(talk.outputs[-1], Close)


def test_a_date_in_a_tool_call_is_never_past() -> None:
    tool = {"name": "book_appointment", "parameters": {"starts_at": "{today+2}T09:00", "seats": 2}}
    (call,) = Talk(script(GREETING | {"tool": tool})).keep_silent(3).events("client_tool_call")

    assert datetime.fromisoformat(call["parameters"]["starts_at"]) > datetime.now()  # noqa: DTZ005
    assert call["parameters"]["seats"] == 2


def test_a_tool_that_is_never_answered_is_noted() -> None:
    talk = Talk(TOOL).keep_silent(25)

    assert talk.record.complaints == ["tool timeout: book_appointment was not answered"]


def test_digits_are_awaited_as_text() -> None:
    talk = Talk(script(GREETING, {"dtmf": "12#"}, GOODBYE)).keep_silent(2)
    talk.send({"type": "user_message", "text": "[keypad] 1"})
    assert talk.keep_silent(0.5).said() == ["Hola, diga."]

    talk.send({"type": "contextual_update", "text": "[keypad] 2#"})

    assert talk.keep_silent(0.5).said() == ["Hola, diga.", "Adiós."]


def test_digits_that_never_arrive_are_noted() -> None:
    talk = Talk(script(GREETING, {"dtmf": "12#"}, GOODBYE)).keep_silent(12)

    assert talk.record.complaints == ["keypad: the digits did not arrive as text"]


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


def test_the_first_message_can_be_replaced() -> None:
    assert Talk(HAPPY, first_message="Bon dia.").said() == ["Bon dia."]


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


@pytest.mark.parametrize("amplitude", [0, 180])
def test_a_quiet_line_is_no_speech(amplitude: int) -> None:
    hearing, noise = Hearing(), line_noise(amplitude)

    assert not any(hearing.listen(next(noise)).speech_started for _ in range(100))


def test_speech_is_heard_in_pieces_of_any_size() -> None:
    hearing = Hearing()
    audio = say("Quería pedir cita, por favor.", Voice("es")) + mulaw.SILENCE * 8000
    heard = [hearing.listen(audio[start : start + 333]) for start in range(0, len(audio), 333)]

    assert sum(piece.speech_started for piece in heard) == sum(piece.speech_ended for piece in heard) == 1
    assert abs(sum(piece.milliseconds for piece in heard) - len(audio) / 8) < 20
