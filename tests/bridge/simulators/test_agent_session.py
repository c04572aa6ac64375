"""The agent's side of a dialogue: what it says, when, and under which event id."""

import base64
from datetime import datetime

import pytest

from bridge.simulators import mulaw
from bridge.simulators.agent.hearing import Hearing
from bridge.simulators.agent.messages import Close, Send
from bridge.simulators.carrier.caller import line_noise
from bridge.simulators.library import load_script, script_names
from bridge.simulators.speech import Voice, say
from tests.bridge.simulators.dialogues import GOODBYE, GREETING, HAPPY, LONG_LINE, script
from tests.bridge.simulators.talk import Talk
from workers.sectors import template_names


def test_the_agent_greets_after_its_metadata() -> None:
    talk = Talk(HAPPY)
    (metadata,) = talk.events("conversation_initiation_metadata")

    assert metadata["agent_output_audio_format"] == metadata["user_input_audio_format"] == "ulaw_8000"
    assert talk.said() == ["Hola, diga."]


@pytest.mark.parametrize("sector", template_names())
@pytest.mark.parametrize("language", ["es", "ca", "en", "de"])
def test_the_agent_greets_in_the_name_of_the_organization_that_is_called(sector: str, language: str) -> None:
    names = [name for name in script_names(sector) if name.startswith(language) and load_script(name).turns]
    for name in names:
        [greeting, *_] = Talk(load_script(name), organization="Clínica Sonrisa").said()
        assert greeting.startswith("Clínica Sonrisa, "), name


def test_without_a_name_of_the_organization_the_agent_says_what_is_written() -> None:
    assert Talk(load_script("es-dental-checkup")).said()[0].startswith("Clínica dental Nord, ")


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


def test_the_first_message_can_be_replaced() -> None:
    assert Talk(HAPPY, first_message="Bon dia.").said() == ["Bon dia."]


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
