import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge import media_fast_path

MEDIA = (
    b'{"event":"media","sequenceNumber":"4","streamSid":"MZ1","media":'
    b'{"track":"inbound","chunk":"2","timestamp":"25","payload":"/+8="}}'
)
AUDIO = b'{"type":"audio","audio_event":{"audio_base_64":"/+8=","event_id":5}}'


def test_the_carriers_audio_is_cut_out() -> None:
    assert media_fast_path.carrier_payload(MEDIA) == b"/+8="


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(MEDIA.replace(b":", b": "), id="spaces"),
        pytest.param(MEDIA.replace(b"media", b"dtmf", 1), id="another event"),
        pytest.param(MEDIA.replace(b'"}}', b'","track":"inbound"}}'), id="payload is not last"),
        pytest.param(MEDIA.replace(b"/+8=", rb"\/+8="), id="escaped slash"),
        pytest.param(MEDIA[:-1] + b',"x":"}}', id="cut short within"),
        pytest.param(MEDIA.replace(b'"payload":', b'"other":'), id="no payload"),
        pytest.param(b'{"event":"media"}}', id="almost nothing"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_any_other_spelling_is_left_to_json(body: bytes) -> None:
    assert media_fast_path.carrier_payload(body) is None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(AUDIO, id="compact"),
        pytest.param(json.dumps(json.loads(AUDIO)).encode(), id="spaced"),
        pytest.param(AUDIO[:-2] + b',"alignment":{"chars":["H"]}}}', id="with alignment"),
    ],
)
def test_the_agents_audio_is_cut_out(body: bytes) -> None:
    assert media_fast_path.agent_audio(body) == (b"/+8=", 5)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"type":"ping","ping_event":{"event_id":1}}', id="another event"),
        pytest.param(
            b'{"type":"audio","audio_event":{"event_id":5,"audio_base_64":"/+8="}}', id="another order"
        ),
        pytest.param(AUDIO.replace(b":5", b":-5"), id="negative id"),
        pytest.param(AUDIO.replace(b":5", b":5.5"), id="id that is no integer"),
        pytest.param(AUDIO.replace(b":5", b':"5"'), id="id in quotes"),
        pytest.param(AUDIO[:-2], id="cut short"),
        pytest.param(AUDIO.replace(b',"event_id":5', b""), id="no id"),
        pytest.param(AUDIO.replace(b"/+8=", rb"\/+8="), id="escaped slash"),
    ],
)
def test_other_messages_of_the_agent_are_left_to_json(body: bytes) -> None:
    assert media_fast_path.agent_audio(body) is None


words = st.text(max_size=12) | st.sampled_from(['"payload":"', '","event_id":7}', "media", '\\"'])
hostile = st.recursive(
    words | st.integers(0, 99), lambda inner: st.dictionaries(words, inner, max_size=3), max_leaves=6
)


@settings(max_examples=200, deadline=None)
@given(hostile, st.binary(max_size=30), st.booleans())
def test_what_is_cut_is_what_json_says(extra: object, audio: bytes, spaced: bool) -> None:
    payload = base64.b64encode(audio).decode()
    separators = (", ", ": ") if spaced else (",", ":")
    carrier = {
        "event": "media",
        "x": extra,
        "media": {"track": "inbound", "chunk": "1", "timestamp": "5", "payload": payload},
    }
    agent = {"type": "audio", "audio_event": {"audio_base_64": payload, "event_id": 7, "alignment": extra}}
    assert media_fast_path.carrier_payload(json.dumps(carrier, separators=separators).encode()) in {
        None,
        payload.encode(),
    }
    assert media_fast_path.agent_audio(json.dumps(agent, separators=separators).encode()) == (
        payload.encode(),
        7,
    )


def test_the_messages_that_are_built_are_json() -> None:
    before, after = media_fast_path.carrier_media("MZ1")
    assert json.loads(before + b"/+8=" + after) == {
        "event": "media",
        "streamSid": "MZ1",
        "media": {"payload": "/+8="},
    }
    assert json.loads(media_fast_path.user_audio_chunk(b"/+8=")) == {"user_audio_chunk": "/+8="}


def test_a_stream_id_cannot_smuggle_json() -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        media_fast_path.carrier_media('MZ","x":"')
