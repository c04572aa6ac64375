import base64
import json
from typing import Any

import pytest

from bridge.simulators import mulaw
from bridge.simulators.carrier.caller import Caller
from bridge.simulators.carrier.faults import CarrierError, Debugger
from bridge.simulators.carrier.outgoing import Clear, Mark, Media, read_outgoing
from bridge.simulators.carrier.playback import MAX_BUFFER_BYTES, Playback
from bridge.simulators.carrier.stream import MediaStream
from tests.bridge.simulators.dialogues import GREETING, HAPPY, script

SID = "MZ" + "0" * 32


def outgoing(event: str, **more: Any) -> str:
    return json.dumps({"event": event, "streamSid": SID} | more)


AUDIO = outgoing("media", media={"payload": base64.b64encode(b"\x00" * 160).decode()})


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param(AUDIO, Media(b"\x00" * 160), id="media"),
        pytest.param(outgoing("mark", mark={"name": "g1:7"}), Mark("g1:7"), id="mark"),
        pytest.param(outgoing("clear"), Clear(), id="clear"),
    ],
)
def test_what_a_server_may_send_is_understood(message: str, expected: object) -> None:
    assert read_outgoing(message, SID) == expected


@pytest.mark.parametrize(
    ("message", "code"),
    [
        pytest.param(b"\x00\x01", 31950, id="binary-frame"),
        pytest.param("{", 31951, id="not-json"),
        pytest.param("[]", 31951, id="not-an-object"),
        pytest.param(outgoing("dtmf", dtmf={"digit": "1"}), 31951, id="unknown-event"),
        pytest.param('{"event":["media"]}', 31951, id="event-of-a-strange-type"),
        pytest.param('{"event":"clear"}', 31951, id="no-stream-sid"),
        pytest.param(json.dumps({"event": "clear", "stream_sid": SID}), 31951, id="misspelt-stream-sid"),
        pytest.param('{"event":"clear","streamSid":"MZ1"}', 31951, id="another-stream"),
        pytest.param(outgoing("clear", clear={}), 31951, id="extra-field"),
        pytest.param(outgoing("media"), 31951, id="media-without-body"),
        pytest.param(
            outgoing("media", media={"payload": "//8=", "track": "x"}), 31951, id="media-with-track"
        ),
        pytest.param(outgoing("media", media={"payload": "!!"}), 31951, id="not-base64"),
        pytest.param(outgoing("media", media={"payload": 7}), 31951, id="payload-not-a-text"),
        pytest.param(outgoing("mark", mark={}), 31951, id="mark-without-name"),
        pytest.param(outgoing("mark", mark={"name": ""}), 31951, id="mark-with-empty-name"),
    ],
)
def test_what_twilio_would_reject_is_rejected(message: str | bytes, code: int) -> None:
    with pytest.raises(CarrierError) as rejected:
        read_outgoing(message, SID)

    assert rejected.value.fault.code == code


def test_a_mark_comes_back_when_all_before_it_has_been_played() -> None:
    playback = Playback()
    playback.push(b"a" * 200)
    playback.mark("end")

    assert playback.advance().marks == ()
    assert playback.advance().marks == ("end",)


def test_a_mark_on_an_empty_buffer_comes_back_at_once() -> None:
    playback = Playback()
    playback.mark("nothing-before")

    assert playback.advance().marks == ("nothing-before",)


def test_a_mark_waits_for_the_audio_before_it_only() -> None:
    playback = Playback()
    for name in ("one", "two"):
        playback.push(b"a" * 160)
        playback.mark(name)

    assert [playback.advance().marks for _ in range(3)] == [("one",), ("two",), ()]


def test_clear_gives_back_all_marks_and_plays_nothing_more() -> None:
    playback = Playback()
    playback.push(b"a" * 800)
    playback.mark("flushed")

    assert playback.clear() == ("flushed",)
    assert playback.advance().audio == b""
    assert playback.buffered_bytes == 0


def test_more_than_ten_minutes_are_not_kept() -> None:
    playback = Playback()

    assert playback.push(b"a" * MAX_BUFFER_BYTES)
    assert not playback.push(b"a")


@pytest.fixture
def stream() -> MediaStream:
    return MediaStream("AC" + "5" * 32, "CA" + "1" * 32, SID, {"token": "abc"})


def tick(stream: MediaStream, caller: Caller) -> list[dict[str, Any]]:
    return [json.loads(message) for message in stream.tick(caller)[1]]


def test_the_stream_opens_as_documented(stream: MediaStream) -> None:
    connected, start = (json.loads(message) for message in stream.opening())

    assert connected == {"event": "connected", "protocol": "Call", "version": "1.0.0"}
    assert start["sequenceNumber"] == "1"
    assert start["streamSid"] == start["start"]["streamSid"] == SID
    assert start["start"]["customParameters"] == {"token": "abc"}
    assert start["start"]["mediaFormat"] == {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}


def test_frames_are_numbered_in_strings_and_timed(stream: MediaStream) -> None:
    stream.opening()
    caller = Caller(HAPPY)
    (_, second) = (tick(stream, caller)[0] for _ in range(2))

    payload = second["media"].pop("payload")
    assert base64.b64decode(payload) == mulaw.SILENT_FRAME
    assert second["sequenceNumber"] == "3"
    assert second["media"] == {"track": "inbound", "chunk": "2", "timestamp": "20"}


def test_marks_and_media_share_one_numbering(stream: MediaStream) -> None:
    stream.opening()
    stream.receive(outgoing("mark", mark={"name": "m"}), Debugger())
    messages = tick(stream, Caller(HAPPY))

    assert [(message["event"], message["sequenceNumber"]) for message in messages] == [
        ("mark", "2"),
        ("media", "3"),
    ]


def test_marks_flushed_by_clear_are_echoed(stream: MediaStream) -> None:
    for message in (AUDIO, outgoing("mark", mark={"name": "m"}), outgoing("clear")):
        stream.receive(message, Debugger())

    assert tick(stream, Caller(HAPPY))[0]["mark"] == {"name": "m"}
    assert stream.counts.cleared_bytes == 160


def test_keys_are_sent_with_their_own_track_name(stream: MediaStream) -> None:
    caller = Caller(script({"dtmf": "7", "pause_seconds": 0}, GREETING))
    events = tick(stream, caller)

    assert events[0]["event"] == "dtmf"
    assert events[0]["dtmf"] == {"track": "inbound_track", "digit": "7"}


def test_a_wrong_message_is_reported_once_per_stream(stream: MediaStream) -> None:
    debugger = Debugger()
    for _ in range(3):
        stream.receive("rubbish", debugger)

    assert [fault.code for fault in debugger.faults] == [31951]


def test_too_much_audio_is_reported(stream: MediaStream) -> None:
    debugger = Debugger()
    payload = base64.b64encode(b"\x00" * MAX_BUFFER_BYTES).decode()
    for message in (outgoing("media", media={"payload": payload}), AUDIO):
        stream.receive(message, debugger)

    assert [fault.code for fault in debugger.faults] == [31931]
