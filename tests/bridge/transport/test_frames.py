"""The codec, case by case."""

import pytest

from bridge import frames
from bridge.frames import CLOSE, PING, TEXT, FrameReader

LIMIT = 1000


def read(data: bytes, *, masked: bool = False) -> FrameReader:
    reader = FrameReader(masked=masked, max_message_bytes=LIMIT)
    reader.feed(data)
    return reader


@pytest.mark.parametrize("size", [0, 1, 3, 4, 125, 126, 370, 65535, 65536, 200_000])
@pytest.mark.parametrize("masked", [True, False])
def test_what_is_encoded_is_read_back_in_any_size(size: int, masked: bool) -> None:
    encode = frames.client_encoder() if masked else frames.encode_as_server
    payload = bytes(range(256)) * (size // 256) + bytes(size % 256)
    reader = FrameReader(masked=masked, max_message_bytes=1 << 24)
    assert reader.feed(encode(TEXT, payload)) == [(TEXT, payload)]


def test_every_mask_is_new() -> None:
    encode = frames.client_encoder()
    keys = {encode(TEXT, b"same")[2:6] for _ in range(2000)}
    assert len(keys) > 1990


def test_fragments_become_one_message_around_a_ping() -> None:
    reader = FrameReader(masked=False, max_message_bytes=LIMIT)
    stream = b"\x01\x02ab" + b"\x00\x02cd" + b"\x89\x01!" + b"\x80\x01e" + b"\x81\x01x"
    assert reader.feed(stream) == [(PING, b"!"), (TEXT, b"abcde"), (TEXT, b"x")]


def test_bytes_may_come_one_by_one() -> None:
    reader = FrameReader(masked=True, max_message_bytes=1 << 17)
    stream = frames.client_encoder()(TEXT, b"y" * 70_000) + frames.client_encoder()(PING, b"")
    read = [
        message for position in range(len(stream)) for message in reader.feed(stream[position : position + 1])
    ]
    assert read == [(TEXT, b"y" * 70_000), (PING, b"")]


@pytest.mark.parametrize(
    ("stream", "masked", "code"),
    [
        pytest.param(b"\xc1\x01a", False, 1002, id="RSV1 without an extension"),
        pytest.param(b"\xa1\x01a", False, 1002, id="RSV2"),
        pytest.param(b"\x91\x01a", False, 1002, id="RSV3"),
        pytest.param(b"\x81\x01a", True, 1002, id="unmasked frame from a client"),
        pytest.param(b"\x81\x81kkkka", False, 1002, id="masked frame from a server"),
        pytest.param(b"\x83\x00", False, 1002, id="reserved data opcode"),
        pytest.param(b"\x8b\x00", False, 1002, id="reserved control opcode"),
        pytest.param(b"\x80\x00", False, 1002, id="continuation of nothing"),
        pytest.param(b"\x01\x01a\x81\x01b", False, 1002, id="new text within fragments"),
        pytest.param(b"\x01\x01a\x02\x01b", False, 1002, id="binary within fragments of text"),
        pytest.param(b"\x09\x01a", False, 1002, id="fragmented ping"),
        pytest.param(b"\x89\x7e\x00\x7e", False, 1002, id="ping over 125 bytes"),
        pytest.param(b"\x88\x7f", False, 1002, id="close over 125 bytes"),
        pytest.param(b"\x81\x7e\x00\x7d", False, 1002, id="length in two bytes for no reason"),
        pytest.param(
            b"\x81\x7f" + (65535).to_bytes(8, "big"), False, 1002, id="length in eight bytes for no reason"
        ),
        pytest.param(b"\x81\x7f\x80" + bytes(7), False, 1002, id="negative length"),
        pytest.param(b"\x81\x7e\x03\xe9", False, 1009, id="message over the limit, by its header alone"),
        pytest.param(
            b"\x01\x7e\x03\xe8" + bytes(1000) + b"\x00\x01a", False, 1009, id="fragments over the limit"
        ),
    ],
)
def test_refuses(stream: bytes, masked: bool, code: int) -> None:
    violation = read(stream, masked=masked).violation
    assert violation is not None
    assert violation.code == code


def test_a_ping_between_fragments_does_not_count_towards_the_limit() -> None:
    assert read(b"\x01\x7e\x03\xe8" + bytes(1000) + b"\x89\x01a\x80\x00").violation is None


def test_endless_empty_fragments_cost_no_memory() -> None:
    reader = read(b"\x01\x01a" + b"\x00\x00" * 10_000)
    assert len(reader._fragments) == 1
    assert reader.feed(b"\x80\x01b") == [(TEXT, b"ab")]


def test_messages_before_a_violation_are_kept_and_nothing_after_it_is_read() -> None:
    reader = FrameReader(masked=False, max_message_bytes=LIMIT)
    assert reader.feed(b"\x81\x01a\x83\x00\x81\x01b") == [(TEXT, b"a")]
    assert reader.feed(b"\x81\x01c") == []


def test_nothing_is_read_after_a_close_frame() -> None:
    reader = FrameReader(masked=False, max_message_bytes=LIMIT)
    assert reader.feed(b"\x88\x02\x03\xe8\x81\x01b") == [(CLOSE, b"\x03\xe8")]
    assert reader.feed(b"\x81\x01c") == []


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        pytest.param(b"", (1005, ""), id="none"),
        pytest.param(b"\x03\xe8", (1000, ""), id="code alone"),
        pytest.param(b"\x03\xf0too m\xc3\xa9", (1008, "too mé"), id="code and reason"),
        pytest.param(b"\x0b\xc0", (3008, ""), id="application code"),
    ],
)
def test_close_frames_are_understood(payload: bytes, expected: tuple[int, str]) -> None:
    assert frames.parse_close(payload) == expected
    assert frames.close_payload(*expected) == payload


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        pytest.param(b"\x03", 1002, id="half a code"),
        pytest.param(b"\x03\xed", 1002, id="1005 may not be sent"),
        pytest.param(b"\x03\xee", 1002, id="1006 may not be sent"),
        pytest.param(b"\x00\x01", 1002, id="below the range"),
        pytest.param(b"\x13\x88", 1002, id="5000"),
        pytest.param(b"\x03\xe8\xff", 1007, id="reason that is not UTF-8"),
    ],
)
def test_close_frames_are_refused(payload: bytes, code: int) -> None:
    with pytest.raises(frames.ViolationError) as raised:
        frames.parse_close(payload)
    assert raised.value.code == code


def test_a_long_reason_is_cut_between_characters() -> None:
    payload = frames.close_payload(1008, "x" * 122 + "é" + "tail")
    assert payload == b"\x03\xf0" + b"x" * 122
