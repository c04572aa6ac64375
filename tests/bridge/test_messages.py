"""Messages of both services as events: what each is read as, and what is refused."""

import json
from typing import Any

import pytest

from bridge import events as happened
from bridge.agents.elevenlabs import initiation
from bridge.agents.messages import old_audio, to_event
from bridge.carriers import media
from bridge.events import Event, Heard
from bridge.playback import Playback
from bridge.tokens import Ticket

METADATA = {
    "type": "conversation_initiation_metadata",
    "conversation_initiation_metadata_event": {
        "conversation_id": "conv_1",
        "agent_output_audio_format": "ulaw_8000",
        "user_input_audio_format": "pcm_16000",
    },
}


@pytest.mark.parametrize(
    ("message", "event"),
    [
        pytest.param(METADATA, happened.AgentMetadata(7, "conv_1", "ulaw_8000", "pcm_16000"), id="metadata"),
        pytest.param(
            {"type": "agent_response", "agent_response_event": {"agent_response": " Hi ", "event_id": 0}},
            happened.AgentSaid(7, 0, "Hi", 7),
            id="agent response",
        ),
        pytest.param(
            {
                "type": "agent_response_correction",
                "agent_response_correction_event": {
                    "original_agent_response": "Hi, how are you?",
                    "corrected_agent_response": "Hi,",
                    "event_id": 5,
                },
            },
            happened.AgentCorrected(7, 5, "Hi, how are you?", "Hi,"),
            id="correction",
        ),
        pytest.param(
            {
                "type": "user_transcript",
                "user_transcription_event": {"user_transcript": "Hello", "event_id": 6},
            },
            happened.CallerSaid(7, "Hello"),
            id="transcript",
        ),
        pytest.param(
            {"type": "interruption", "interruption_event": {"event_id": 5}},
            happened.Interrupted(7, 5, Heard(-1, 1.0)),
            id="interruption",
        ),
        pytest.param(
            {"type": "ping", "ping_event": {"event_id": 0, "ping_ms": 50}},
            happened.AgentPing(7, 0),
            id="ping 0",
        ),
        pytest.param(
            {
                "type": "client_tool_call",
                "client_tool_call": {"tool_name": "end_call", "tool_call_id": "t", "event_id": 9},
            },
            happened.ToolCalled(7, "end_call", "t", {}),
            id="tool without parameters",
        ),
        pytest.param(
            {
                "type": "client_tool_call",
                "client_tool_call": {"tool_name": "x", "tool_call_id": "t", "parameters": '{"a": 1}'},
            },
            happened.ToolCalled(7, "x", "t", {"a": 1}),
            id="a tool whose arguments are the text of an object",
        ),
        pytest.param(
            {
                "type": "client_tool_call",
                "client_tool_call": {"tool_name": "x", "tool_call_id": "t", "parameters": [1]},
            },
            happened.ToolCalled(7, "x", "t", {}),
            id="a tool whose arguments are none",
        ),
        pytest.param(
            {
                "type": "agent_tool_response",
                "agent_tool_response": {"tool_name": "end_call", "is_error": False},
            },
            happened.AgentToolResponded(7, "end_call", False),
            id="tool response",
        ),
        pytest.param(
            {
                "type": "agent_tool_response",
                "agent_tool_response": {"tool_name": "end_call", "is_error": False, "is_called": False},
            },
            None,
            id="response for a tool that was not called",
        ),
        pytest.param({"type": "error", "error_event": {"code": 1008}}, None, id="error"),
        pytest.param({"type": "vad_score", "vad_score_event": {"vad_score": 0.9}}, None, id="of no concern"),
        pytest.param({"type": "invented_tomorrow"}, None, id="unknown"),
    ],
)
def test_agent_message(message: dict[str, Any], event: Event | None) -> None:
    assert to_event(message, 7, Playback()) == event


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"type": "ping"},
        {"type": "ping", "ping_event": {"event_id": "x"}},
        pytest.param(json.loads('{"type": "ping", "ping_event": {"event_id": 1e999}}'), id="infinite id"),
    ],
)
def test_an_agent_message_without_its_parts_is_refused(message: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        to_event(message, 7, Playback())


@pytest.mark.parametrize(
    ("message", "audio"),
    [
        pytest.param({"type": "audio", "audio": {"chunk": "QUJD"}}, (b"QUJD", 0), id="old"),
        pytest.param(
            {"type": "audio", "audio_event": {"event_id": 4, "audio_base_64": "QUJD"}},
            (b"QUJD", 4),
            id="other order",
        ),
        pytest.param({"type": "ping"}, None, id="none"),
    ],
)
def test_audio_in_other_spellings(message: dict[str, Any], audio: tuple[bytes, int] | None) -> None:
    assert old_audio(message) == audio


@pytest.mark.parametrize("sound", ['QQ=="},"x":{"a":"', "QUJD\nQUJD", "!!!", 7])
def test_audio_that_would_break_the_message_to_the_carrier_is_refused(sound: object) -> None:
    for message in ({"audio_event": {"audio_base_64": sound, "event_id": 4}}, {"audio": {"chunk": sound}}):
        with pytest.raises((ValueError, AttributeError)):
            old_audio({"type": "audio"} | message)


START: dict[str, Any] = {
    "event": "start",
    "sequenceNumber": "1",
    "streamSid": "MZ1",
    "start": {
        "accountSid": "AC1",
        "streamSid": "MZ1",
        "callSid": "CA1",
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"token": "abc"},
    },
}


def changed(**fields: Any) -> dict[str, Any]:
    return START | {"start": START["start"] | fields}


@pytest.mark.parametrize(
    ("message", "read"),
    [
        pytest.param(START, media.Start("MZ1", "CA1", "AC1", "abc"), id="start"),
        pytest.param(
            changed(customParameters={}), media.Start("MZ1", "CA1", "AC1", ""), id="start without token"
        ),
        pytest.param({"event": "media", "media": {"payload": "QQ=="}}, media.Media(b"QQ=="), id="media"),
        pytest.param({"event": "dtmf", "dtmf": {"digit": "1"}}, media.Dtmf("1"), id="dtmf"),
        pytest.param({"event": "mark", "mark": {"name": "g0:1"}}, media.Mark("g0:1"), id="mark"),
        pytest.param({"event": "stop", "stop": {}}, media.Stop(), id="stop"),
        pytest.param({"event": "connected", "protocol": "Call"}, None, id="connected"),
        pytest.param({"event": "invented_tomorrow"}, None, id="unknown"),
    ],
)
def test_carrier_message(message: dict[str, Any], read: media.Message | None) -> None:
    assert media.parse(json.dumps(message).encode()) == read


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"hello", id="no JSON"),
        pytest.param(b"\xff\xfe", id="no text"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b"{}", id="no event"),
        pytest.param(b"[" * 60_000, id="too deep"),
        pytest.param(b'{"event":"start","start":{}}', id="an empty start"),
        pytest.param(
            json.dumps(changed(streamSid='MZ"')).encode(), id="a stream id that would break our frames"
        ),
        pytest.param(json.dumps(changed(callSid=7)).encode(), id="a number for a text"),
        pytest.param(
            json.dumps(changed(mediaFormat={"encoding": "audio/l16", "sampleRate": 16000})).encode(),
            id="another sound",
        ),
        pytest.param(
            json.dumps(changed(mediaFormat=START["start"]["mediaFormat"] | {"channels": 2})).encode(),
            id="two channels",
        ),
        pytest.param(b'{"event":"media","media":{"payload":7}}', id="a number for sound"),
        pytest.param(
            rb'{"event":"media","media":{"payload":"QQ==\",\"x\":\""}}',
            id="sound that would break the message to the agent",
        ),
        pytest.param(rb'{"event":"media","media":{"payload":"QUJD\nQUJD"}}', id="sound with a line break"),
        pytest.param(rb'{"event":"media","media":{"payload":"\/"}}', id="sound that is no base64"),
    ],
)
def test_a_carrier_message_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(media.MalformedMessageError):
        media.parse(body)


def test_what_we_send_names_its_stream() -> None:
    assert json.loads(media.mark("MZ1", "g0:1")) == {
        "event": "mark",
        "streamSid": "MZ1",
        "mark": {"name": "g0:1"},
    }
    assert json.loads(media.clear("MZ1")) == {"event": "clear", "streamSid": "MZ1"}


def test_the_first_message_carries_the_call_and_no_overrides() -> None:
    ticket = Ticket("CA" + "1" * 32, "inbound", "+34600111222", "+34971550100")
    message = initiation(ticket, {"is_open": True}, {})

    assert message["dynamic_variables"]["caller_number"] == "+34600111222"
    assert message["dynamic_variables"]["call_sid"] == "CA" + "1" * 32
    assert message["dynamic_variables"]["is_open"]
    assert "conversation_config_override" not in message


def test_a_tool_call_tells_what_the_caller_has_still_to_hear() -> None:
    playback = Playback()
    playback.sent(0, 1, 8 * 500)
    call = {"tool_name": "end_call", "tool_call_id": "t"}

    assert to_event({"type": "client_tool_call", "client_tool_call": call}, 100, playback) == (
        happened.ToolCalled(100, "end_call", "t", {}, 400)
    )
