"""A leg over TLS: what the TLS layer wants and keeps must not stop the loop nor lose a byte."""

import socket
import ssl
import threading

import pytest

from bridge.frames import TEXT
from bridge.leg import AGENT, CARRIER, Leg
from tests.bridge.transport.conftest import Connect, Line
from tests.bridge.transport.peer import Recorder


@pytest.fixture
def line(connect: Connect, server_context: ssl.SSLContext, client_context: ssl.SSLContext) -> Line:
    """An agent's leg and its peer, both over TLS. Reading and writing at once, as threads would, is more than `ssl` allows."""
    ours, theirs = socket.socketpair()
    accepted: list[ssl.SSLSocket] = []
    thread = threading.Thread(
        target=lambda: accepted.append(server_context.wrap_socket(theirs, server_side=True))
    )
    thread.start()
    client = client_context.wrap_socket(ours, server_hostname="localhost")
    thread.join()
    return connect(AGENT, Recorder(), (client, accepted[0]))


@pytest.mark.parametrize("size", [0, 300, 16_384, 70_000, 1 << 20])
def test_messages_of_any_size_arrive_both_ways(line: Line, size: int) -> None:
    line.peer.send(b"x" * size)
    assert line.recorder.next() == b"x" * size
    line.run(lambda: line.leg.send_audio(b"y" * size))
    assert line.peer.receive() == (TEXT, b"y" * size)


def test_many_messages_arrive_in_order(line: Line) -> None:
    for number in range(500):
        line.peer.send(b"%d" % number)
    assert [line.recorder.next() for _ in range(500)] == [b"%d" % number for number in range(500)]


def test_a_slow_reader_gets_every_byte_in_order(line: Line) -> None:
    def fill() -> int:
        for number in range(300):
            line.leg.send_audio(b"%04d" % number * 600)
        return line.leg.buffered_bytes

    line.run(fill)
    assert line.run(lambda: line.leg.buffered_bytes)
    line.run(lambda: line.leg.send_text(b"end"))
    received = [line.peer.receive() for _ in range(301)]
    assert received == [(TEXT, b"%04d" % number * 600) for number in range(300)] + [(TEXT, b"end")]


def test_an_interruption_drops_only_what_tls_has_not_begun(line: Line) -> None:
    def fill() -> None:
        for _ in range(100):
            line.leg.send_audio(b"x" * 5000)

    line.run(fill)
    line.run(fill)
    line.run(lambda: (line.leg.drop_audio(), line.leg.send_text(b"clear")))
    received = [line.peer.receive()]
    while received[-1] == (TEXT, b"x" * 5000):
        received.append(line.peer.receive())
    assert received[-1] == (TEXT, b"clear")
    assert len(received) < 200


def test_the_peer_closes(line: Line) -> None:
    line.peer.close(1008, "override_error")
    assert line.recorder.next() == (1008, "override_error", True)


def test_a_connection_that_just_ends_is_not_clean(line: Line) -> None:
    line.peer.sock.close()
    assert line.recorder.next()[0] == 1006


def test_garbage_instead_of_tls_is_a_lost_connection(
    connect: Connect, client_context: ssl.SSLContext
) -> None:
    ours, theirs = socket.socketpair()
    broken = client_context.wrap_socket(ours, server_hostname="localhost", do_handshake_on_connect=False)
    theirs.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    line = connect(AGENT, Recorder(), (broken, theirs))
    line.run(lambda: line.leg.send_text(b"hello"))
    assert line.recorder.next()[0] == 1006


def test_both_kinds_of_leg_live_on_one_pump(line: Line, connect: Connect) -> None:
    plain = connect(CARRIER)

    def forward(leg: Leg, payload: bytes) -> None:
        line.leg.send_text(payload)

    plain.recorder.react = forward
    plain.peer.send(b"from the carrier")
    assert line.peer.receive() == (TEXT, b"from the carrier")
