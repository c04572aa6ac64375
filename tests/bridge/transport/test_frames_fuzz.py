"""The codec against wsproto: whatever one writes the other must read alike, however the network splits it."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Message, Ping, Pong, TextMessage

from bridge import frames
from bridge.frames import BINARY, CLOSE, PING, PONG, TEXT, FrameReader

few = settings(max_examples=120, deadline=None)
LIMIT = 1 << 20

texts = st.text(max_size=400).map(str.encode) | st.integers(100, 70_000).map(lambda size: b"z" * size)
messages = st.lists(
    st.tuples(st.just(TEXT), texts)
    | st.tuples(st.just(BINARY), st.binary(max_size=300))
    | st.tuples(st.sampled_from([PING, PONG]), st.binary(max_size=125)),
    max_size=8,
)


def split(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in pairwise(edges) if end > start]


def heard(reader: FrameReader, part: bytes) -> list[frames.Message]:
    """As a leg reads: the usual frame by the short way."""
    text = reader.one_text(part)
    return reader.feed(part) if text is None else [(TEXT, text)]


def as_pairs(events: list[Event]) -> list[tuple[int, bytes]]:
    """wsproto's events as our messages, its partial ones joined."""
    pairs: list[tuple[int, bytes]] = []
    part = b""
    for event in events:
        if isinstance(event, TextMessage | BytesMessage):
            part += event.data.encode() if isinstance(event, TextMessage) else bytes(event.data)
            if event.message_finished:
                pairs.append((TEXT if isinstance(event, TextMessage) else BINARY, part))
                part = b""
        elif isinstance(event, Ping | Pong):
            pairs.append((PING if isinstance(event, Ping) else PONG, bytes(event.payload)))
        elif isinstance(event, CloseConnection):
            pairs.append((CLOSE, frames.close_payload(event.code, event.reason or "")))
    return pairs


def event_of(opcode: int, payload: bytes) -> Event:
    if opcode == TEXT:
        return TextMessage(data=payload.decode())
    if opcode == BINARY:
        return BytesMessage(data=payload)
    return Ping(payload=payload) if opcode == PING else Pong(payload=payload)


@few
@given(messages, st.lists(st.integers(0, 1 << 17), max_size=12), st.booleans())
def test_we_read_what_wsproto_writes(sent: list[tuple[int, bytes]], cuts: list[int], masked: bool) -> None:
    peer = Connection(ConnectionType.CLIENT if masked else ConnectionType.SERVER)
    stream = b"".join(peer.send(event_of(*message)) for message in sent)
    reader = FrameReader(masked=masked, max_message_bytes=LIMIT)
    assert [message for part in split(stream, cuts) for message in heard(reader, part)] == sent
    assert reader.violation is None


@few
@given(
    st.lists(st.tuples(texts, st.booleans()), min_size=1, max_size=6),
    st.lists(st.integers(0, 1 << 17), max_size=9),
)
def test_we_join_the_fragments_that_wsproto_writes(parts: list[tuple[bytes, bool]], cuts: list[int]) -> None:
    peer = Connection(ConnectionType.SERVER)
    stream = b"".join(
        peer.send(Message(data=data.decode(), message_finished=last or position == len(parts) - 1))
        for position, (data, last) in enumerate(parts)
    )
    reader = FrameReader(masked=False, max_message_bytes=LIMIT)
    joined = b"".join(payload for part in split(stream, cuts) for _, payload in heard(reader, part))
    assert joined == b"".join(data for data, _ in parts)


@few
@given(messages, st.lists(st.integers(0, 1 << 17), max_size=12), st.booleans())
def test_wsproto_reads_what_we_write(sent: list[tuple[int, bytes]], cuts: list[int], masked: bool) -> None:
    encode = frames.client_encoder() if masked else frames.encode_as_server
    stream = b"".join(encode(*message) for message in sent) + encode(
        CLOSE, frames.close_payload(1000, "adiós")
    )
    peer = Connection(ConnectionType.SERVER if masked else ConnectionType.CLIENT)
    events: list[Event] = []
    for part in split(stream, cuts):
        peer.receive_data(part)
        events += peer.events()
    assert as_pairs(events) == [*sent, (CLOSE, frames.close_payload(1000, "adiós"))]


frame_like = st.builds(
    lambda first, second, rest: bytes((first, second)) + rest,
    st.sampled_from([0x81, 0x01, 0x80, 0x00, 0x82, 0x88, 0x89, 0x8A, 0x09, 0xC1, 0x83, 0x91]),
    st.integers(0, 20) | st.sampled_from([126, 127, 0x81, 0xFE]),
    st.binary(max_size=24).map(lambda data: bytes(byte & 0x7F for byte in data)),
)


def verdict_of_wsproto(stream: bytes) -> tuple[list[tuple[int, bytes]], int | None]:
    """The messages, and the code of the close frame or of the offence taken, which wsproto shows as one."""
    peer = Connection(ConnectionType.CLIENT)
    peer.receive_data(stream)
    pairs = as_pairs(list(peer.events()))
    closing = [payload for opcode, payload in pairs if opcode == CLOSE]
    code = (int.from_bytes(closing[0][:2], "big") or 1005) if closing else None
    return [pair for pair in pairs if pair[0] != CLOSE], code


def our_verdict(parts: list[bytes]) -> tuple[list[tuple[int, bytes]], int | None]:
    reader = FrameReader(masked=False, max_message_bytes=LIMIT)
    pairs = [pair for part in parts for pair in reader.feed(part)]
    try:
        code = frames.parse_close(pairs[-1][1])[0] if pairs and pairs[-1][0] == CLOSE else None
    except frames.ViolationError as violation:
        code = violation.code
    return [pair for pair in pairs if pair[0] != CLOSE], reader.violation.code if reader.violation else code


@settings(max_examples=200, deadline=None)
@given(st.lists(frame_like, max_size=5).map(b"".join), st.lists(st.integers(0, 200), max_size=4))
def test_both_take_the_same_offence_at_garbage(garbage: bytes, cuts: list[int]) -> None:
    stream = garbage + bytes(66_000)  # whatever length was begun ends in here, and in an offence
    theirs, their_code = verdict_of_wsproto(stream)
    ours, our_code = our_verdict(split(stream, cuts))
    if their_code == 1007:  # whether a text is UTF-8 is not our codec's business
        assert ours[: len(theirs)] == theirs
    elif our_code != 1009:  # wsproto has no limit at this level
        assert (ours, our_code) == (theirs, their_code)
