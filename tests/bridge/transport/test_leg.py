"""One leg on a real pump, against a peer that speaks raw frames."""

import socket
import struct
from collections.abc import Callable
from dataclasses import replace

import pytest

from bridge import frames
from bridge.frames import PING, PONG, TEXT
from bridge.leg import AGENT, CARRIER, Leg, LegKind
from bridge.queued_socket import QueuedSocket
from bridge.timers import Timer, Timers
from tests.bridge.transport.conftest import Connect, Line
from tests.bridge.transport.peer import Recorder

MESSAGES = 400


def choke(line: Line, message: bytes) -> None:
    """Send audio until the socket takes no more and some waits in the leg."""

    def fill() -> None:
        for _ in range(MESSAGES):
            line.leg.send_audio(message)

    line.run(fill)
    assert line.run(lambda: line.leg.buffered_bytes)


@pytest.mark.parametrize("kind", [CARRIER, AGENT], ids=["carrier", "agent"])
def test_texts_go_both_ways_in_order(connect: Connect, kind: object) -> None:
    line = connect(kind, Recorder(lambda leg, payload: leg.send_text(b"re: " + payload)))
    for number in range(50):
        line.peer.send(b"%d" % number)
    assert [line.peer.receive() for _ in range(50)] == [(TEXT, b"re: %d" % number) for number in range(50)]


def test_what_one_callback_sends_leaves_in_its_order(connect: Connect) -> None:
    line = connect()
    line.run(lambda: (line.leg.send_audio(b"audio"), line.leg.send_text(b"mark")))
    assert [line.peer.receive() for _ in range(2)] == [(TEXT, b"audio"), (TEXT, b"mark")]


def test_a_ping_is_answered(connect: Connect) -> None:
    line = connect()
    line.peer.send(b"are you there", PING)
    assert line.peer.receive() == (PONG, b"are you there")


def test_a_pong_nobody_asked_for_is_ignored(connect: Connect) -> None:
    line = connect()
    line.peer.send(b"", PONG)
    line.peer.send(b"hello")
    assert line.recorder.next() == b"hello"


def test_the_peer_closes(connect: Connect) -> None:
    line = connect()
    line.peer.close(1000, "bye")
    assert line.recorder.next() == (1000, "bye", True)
    assert line.peer.closing() == (1000, "")
    assert line.peer.receive() is None


def test_we_close_after_what_was_sent_before(connect: Connect) -> None:
    line = connect()
    line.run(
        lambda: (
            line.leg.send_text(b"last words"),
            line.leg.close(1008, "no"),
            line.leg.send_text(b"too late"),
        )
    )
    assert line.peer.receive() == (TEXT, b"last words")
    assert line.peer.closing() == (1008, "no")
    line.peer.close(1008)
    assert line.recorder.next() == (1008, "", True)
    assert line.peer.receive() is None


def test_while_closing_texts_are_not_heard_and_closing_again_does_nothing(connect: Connect) -> None:
    line = connect()
    line.run(lambda: (line.leg.close(), line.leg.close(1001)))
    line.peer.send(b"still talking")
    line.peer.send(b"", PING)
    assert line.peer.closing() == (1000, "")
    line.peer.close()
    assert line.recorder.next() == (1000, "", True)


def test_a_peer_that_does_not_answer_the_close_is_left(connect: Connect) -> None:
    line = connect(replace(CARRIER, close_seconds=0.05))
    line.run(line.leg.close)
    code, _, clean = line.recorder.next()
    assert (code, clean) == (1006, False)
    assert line.peer.closing() == (1000, "")
    assert line.peer.receive() is None


def test_a_connection_that_just_ends_is_not_clean(connect: Connect) -> None:
    line = connect()
    line.peer.sock.close()
    assert line.recorder.next() == (1006, "connection closed without a closing handshake", False)


def test_a_reset_connection_is_not_clean(connect: Connect) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        theirs = socket.create_connection(server.getsockname())
        line = connect(sockets=(server.accept()[0], theirs))
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    theirs.close()
    code, reason, clean = line.recorder.next()
    assert (code, clean) == (1006, False)
    assert "reset" in reason


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        pytest.param(b"\x81\x01a", 1002, id="unmasked"),
        pytest.param(b"\x81\xff" + (70_000).to_bytes(8, "big"), 1009, id="over 64 KiB"),
        pytest.param(b"\x88\x81\0\0\0\0a", 1002, id="half a close code"),
        pytest.param(b"\x88\x83\0\0\0\0\x03\xe8\xff", 1007, id="close reason that is not UTF-8"),
    ],
)
def test_a_violation_ends_the_leg_with_its_code(connect: Connect, stream: bytes, code: int) -> None:
    line = connect()
    line.peer.sock.sendall(stream)
    noted, _, clean = line.recorder.next()
    assert (noted, clean) == (code, False)
    assert line.peer.closing()[0] == code


def test_text_may_come_in_a_binary_frame(connect: Connect) -> None:
    line = connect()
    line.peer.sock.sendall(b"\x82\x82\0\0\0\0{}")
    assert line.recorder.next() == b"{}"


def test_after_a_violation_the_socket_goes_when_the_peer_had_time_to_read(connect: Connect) -> None:
    line = connect(replace(CARRIER, close_seconds=0.05))
    line.peer.sock.sendall(b"\x81\x01a")
    line.peer.closing()
    line.peer.close()
    assert line.peer.receive() is None
    assert line.recorder.next()[0] == 1002
    assert line.recorder.notes.empty()


def test_a_violation_while_we_are_closing_ends_it(connect: Connect) -> None:
    line = connect()
    line.run(line.leg.close)
    line.peer.sock.sendall(b"\x81\x01a")
    assert line.recorder.next()[0] == 1002


def test_a_slow_reader_gets_every_byte_in_order(connect: Connect) -> None:
    line = connect()
    message = b"x" * 2000
    choke(line, message)
    line.run(lambda: line.leg.send_text(b"end"))
    received = [line.peer.receive() for _ in range(MESSAGES + 1)]
    assert received == [(TEXT, message)] * MESSAGES + [(TEXT, b"end")]
    assert line.run(lambda: (line.leg.buffered_bytes, line.leg.dropped_audio)) == (0, 0)


def test_a_reader_slower_than_the_limit_loses_audio_but_no_control(connect: Connect) -> None:
    line = connect(replace(CARRIER, max_queued_bytes=100_000))
    choke(line, b"x" * 2000)
    line.run(lambda: line.leg.send_text(b"mark"))
    dropped = line.run(lambda: line.leg.dropped_audio)
    assert isinstance(dropped, int)
    received = [line.peer.receive() for _ in range(MESSAGES + 1 - dropped)]
    assert dropped > 100
    assert received[-1] == (TEXT, b"mark")


def test_an_interruption_empties_what_waits(connect: Connect) -> None:
    line = connect()
    choke(line, b"x" * 2000)
    dropped = line.run(lambda: line.leg.drop_audio())
    line.run(lambda: line.leg.send_text(b"clear"))
    assert isinstance(dropped, int)
    received = [line.peer.receive() for _ in range(MESSAGES + 1 - dropped)]
    assert received[-1] == (TEXT, b"clear")


def test_a_reader_that_never_reads_control_is_given_up(connect: Connect) -> None:
    line = connect(replace(CARRIER, max_queued_bytes=50_000))

    def flood() -> None:
        while line.leg.is_open:
            line.leg.send_text(b"m" * 5000)

    line.run(flood)
    assert line.recorder.next() == (1008, "the peer does not read", False)


def test_a_peer_that_closed_is_heard_even_when_sending_to_it_fails(connect: Connect) -> None:
    line = connect()

    def send_into_the_void() -> None:
        line.peer.close(1011, "agent crashed")
        line.peer.sock.close()
        for _ in range(3):
            line.leg.send_text(b"hello?")
            line.leg._socket.flush()

    line.run(send_into_the_void)
    assert line.recorder.next() == (1011, "agent crashed", True)


def test_a_quiet_peer_is_pinged_and_stays_as_long_as_it_answers(connect: Connect) -> None:
    line = connect(replace(CARRIER, ping_seconds=0.02, idle_seconds=5.0))
    for _ in range(3):
        assert line.peer.receive() == (PING, b"")
        line.peer.send(b"", PONG)
    assert line.recorder.notes.empty()


def test_a_silent_peer_is_lost(connect: Connect) -> None:
    line = connect(replace(CARRIER, ping_seconds=0.02, idle_seconds=0.05, doubt_seconds=0.05))
    code, reason, clean = line.recorder.next()
    assert (code, clean) == (1006, False)
    assert "nothing heard" in reason


class StandingClock:
    """A loop whose time passes only when a test says so, as it seems to a process that stood still."""

    def __init__(self) -> None:
        self.now = 0.0
        self.dirty: list[QueuedSocket] = []
        self.gathers = False
        self._timers = Timers()

    def call_later(self, seconds: float, action: Callable[[], object], owner: object | None = None) -> Timer:
        return self._timers.add(self.now + seconds, action, owner)

    def let_pass(self, seconds: float) -> None:
        self.now += seconds
        for timer in self._timers.due(self.now):
            timer.fire()

    def watch_writes(self, fd: int, wanted: bool) -> None:
        """Nothing is ever blocked here."""

    def forget(self, leg: Leg) -> None:
        """Nothing is watched."""


@pytest.mark.parametrize(
    ("heard", "is_open"),
    [
        pytest.param(
            frames.client_encoder()(TEXT, b"here"), True, id="what it sent meanwhile was waiting unread"
        ),
        pytest.param(b"", False, id="there was nothing"),
    ],
)
def test_a_process_that_stood_still_asks_once_more(heard: bytes, is_open: bool) -> None:
    ours, theirs = socket.socketpair()
    clock = StandingClock()
    leg = Leg(clock, ours, CARRIER, Recorder(), "carrier")
    leg.begin()

    clock.let_pass(CARRIER.idle_seconds * 2)
    assert leg.is_open
    leg.hear(heard)
    clock.let_pass(CARRIER.doubt_seconds)

    assert leg.is_open is is_open
    ours.close()
    theirs.close()


@pytest.mark.parametrize(
    ("kind", "most_seconds"),
    [
        pytest.param(AGENT, 10, id="an agent: the caller hears nothing meanwhile"),
        pytest.param(CARRIER, 20, id="a carrier: the agent costs money meanwhile"),
    ],
)
def test_how_soon_a_lost_network_is_noticed(kind: LegKind, most_seconds: float) -> None:
    assert kind.idle_seconds + kind.doubt_seconds <= most_seconds
    assert kind.ping_seconds * 2 < kind.idle_seconds


def test_silence_can_be_asked_for(connect: Connect) -> None:
    line = connect()
    idle = line.run(lambda: line.leg.idle_seconds)
    assert isinstance(idle, float)
    assert 0 <= idle < 10


def test_the_listener_may_change(connect: Connect) -> None:
    line = connect()
    successor = Recorder()
    line.run(lambda: setattr(line.leg, "listener", successor))
    line.peer.send(b"hello")
    assert successor.next() == b"hello"


def test_a_leg_that_its_listener_closes_hears_no_more(connect: Connect) -> None:
    recorder = Recorder()

    def close(leg: Leg, payload: bytes) -> None:
        recorder.notes.put(payload)
        leg.close()

    recorder.react = close
    line = connect(CARRIER, recorder)
    line.peer.sock.sendall(
        line.peer.encode(TEXT, b"1") + line.peer.encode(TEXT, b"2") + line.peer.encode(frames.CLOSE, b"")
    )
    assert recorder.next() == b"1"
    assert recorder.next() == (1005, "", True)
