"""The loop itself: threads, timers, faults, the end."""

import os
import socket
import threading
from pathlib import Path

import pytest

from bridge.frames import TEXT
from bridge.leg import CARRIER, Leg
from bridge.pump import Pump, PumpStoppedError, current_pump, running_pump
from tests.bridge.transport.conftest import Connect
from tests.bridge.transport.peer import Recorder
from tests.waiting import TEST_TIMEOUT_SECONDS


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def explode(*_: object) -> None:
    raise RuntimeError("a fault in a call")


def test_posts_run_in_order_on_the_pumps_thread(pump: Pump) -> None:
    recorder = Recorder()
    for number in range(100):
        pump.post(lambda number=number: recorder.notes.put((number, threading.current_thread().name)))
    assert [recorder.next() for _ in range(100)] == [(number, "pump") for number in range(100)]


def test_a_timer_fires_and_a_cancelled_one_does_not(pump: Pump) -> None:
    recorder = Recorder()

    def arrange() -> None:
        pump.call_later(0.01, lambda: recorder.notes.put("cancelled")).cancel()
        pump.call_later(0.02, lambda: recorder.notes.put("fired"))

    pump.post(arrange)
    assert recorder.next() == "fired"


def test_a_fault_ends_every_leg_of_its_call_and_no_other(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    call = Recorder(explode)
    first, second, other = connect(CARRIER, call), connect(CARRIER, call), connect()
    first.peer.send(b"boom")
    assert [call.next(), call.next()] == [(1011, "internal error", False)] * 2
    assert first.peer.closing() == second.peer.closing() == (1011, "internal error")
    other.peer.send(b"still here")
    assert other.recorder.next() == b"still here"
    assert "a fault in a call" in caplog.text


def test_what_many_say_at_once_is_answered_by_all_whom_no_fault_has_ended(
    connect: Connect, pump: Pump
) -> None:
    """More legs than are heard together, all of them ready when the loop comes back: one of their calls raises."""

    def answer(leg: Leg, payload: bytes) -> None:
        leg.send_audio(payload + b" once")
        leg.send_text(payload + b" and for all")

    lines = [connect(CARRIER, Recorder(explode if number == 20 else answer)) for number in range(40)]
    everybody_has_spoken = threading.Event()
    pump.post(lambda: everybody_has_spoken.wait(TEST_TIMEOUT_SECONDS))
    for number, line in enumerate(lines):
        line.peer.send(b"%d" % number)
    everybody_has_spoken.set()
    assert lines.pop(20).peer.closing() == (1011, "internal error")
    said = [(line.peer.receive(), line.peer.receive()) for line in lines]
    expected = [b"%d" % number for number in range(40) if number != 20]
    assert said == [((TEXT, word + b" once"), (TEXT, word + b" and for all")) for word in expected]


@pytest.mark.parametrize("way", ["post", "timer"])
def test_a_fault_outside_a_leg_ends_the_call_that_owns_it(connect: Connect, pump: Pump, way: str) -> None:
    line = connect()
    if way == "post":
        pump.post(explode, line.recorder)
    else:
        pump.post(lambda: pump.call_later(0.0, explode, line.recorder))
    assert line.recorder.next() == (1011, "internal error", False)


def test_a_fault_of_nobody_is_logged_and_the_pump_goes_on(
    pump: Pump, caplog: pytest.LogCaptureFixture
) -> None:
    recorder = Recorder()
    pump.post(explode)
    pump.post(lambda: recorder.notes.put("alive"))
    assert recorder.next() == "alive"
    assert "legs=none" in caplog.text


def test_a_call_that_cannot_even_be_told_its_end_harms_nobody(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    class Hopeless(Recorder):
        def on_closed(self, leg: Leg, code: int, reason: str, clean: bool) -> None:
            self.notes.put(code)
            explode()

    call = Hopeless(explode)
    lines = connect(CARRIER, call), connect(CARRIER, call)
    lines[0].peer.send(b"boom")
    assert [call.next(), call.next()] == [1011, 1011]
    assert lines[1].peer.closing()[0] == 1011


def test_draining_waits_for_the_last_leg(connect: Connect, pump: Pump) -> None:
    line = connect()
    pump.drain()
    line.peer.send(b"the call goes on")
    assert line.recorder.next() == b"the call goes on"
    assert not pump.stopped.is_set()
    line.peer.close()
    assert pump.stopped.wait(TEST_TIMEOUT_SECONDS)
    assert pump.leg_count == 0


def test_draining_an_idle_pump_is_done_at_once(pump: Pump) -> None:
    pump.drain()
    assert pump.stopped.wait(TEST_TIMEOUT_SECONDS)


def test_a_call_that_was_accepted_just_before_the_drain_is_still_carried(
    connect: Connect, pump: Pump
) -> None:
    pump.drain()
    assert pump.stopped.wait(TEST_TIMEOUT_SECONDS)
    line = connect()
    assert not pump.stopped.is_set()
    line.peer.close()
    assert pump.stopped.wait(TEST_TIMEOUT_SECONDS)


def test_stopping_closes_every_leg_with_1001(connect: Connect, pump: Pump) -> None:
    line = connect()
    stopping = threading.Thread(target=pump.stop)
    stopping.start()
    assert line.peer.closing() == (1001, "the service is restarting")
    line.peer.close(1001)
    assert line.recorder.next() == (1001, "", True)
    stopping.join(TEST_TIMEOUT_SECONDS)
    assert pump.stopped.is_set()


def test_stopping_does_not_wait_for_peers_that_do_not_answer(connect: Connect, pump: Pump) -> None:
    line = connect()
    pump.stop(seconds=0.05)
    assert line.recorder.next() == (1006, "the service is restarting", False)
    assert line.peer.closing()[0] == 1001
    assert line.peer.receive() is None


def test_a_stopped_pump_takes_nothing(pump: Pump) -> None:
    pump.stop()
    pump.stop()
    pump.drain()
    ours, theirs = socket.socketpair()
    with pytest.raises(PumpStoppedError):
        pump.adopt(ours, CARRIER, Recorder(), "late")
    assert theirs.recv(1) == b""
    theirs.close()


def test_what_was_posted_while_the_pump_stopped_still_runs(pump: Pump) -> None:
    recorder = Recorder()
    ours, theirs = socket.socketpair()

    def last() -> None:
        pump.stop()
        pump.post(lambda: pump.adopt(ours, CARRIER, Recorder(), "late"))
        pump.post(lambda: recorder.notes.put("ran"))

    pump.post(last)
    assert recorder.next() == "ran"
    theirs.settimeout(TEST_TIMEOUT_SECONDS)
    assert theirs.recv(1) == b""
    theirs.close()


def test_nothing_stays_open(connect: Connect) -> None:
    before = open_files()
    for _ in range(20):
        line = connect()
        line.peer.close()
        line.recorder.next()
        line.peer.sock.close()
    assert open_files() <= before  # what an earlier test left may go meanwhile


def test_the_process_has_one_pump_and_a_child_its_own() -> None:
    pump = current_pump()
    assert current_pump() is pump is running_pump()
    child = os.fork()
    if not child:
        os._exit(0 if running_pump() is None and current_pump().leg_count == 0 else 1)
    assert os.waitpid(child, 0)[1] == 0
