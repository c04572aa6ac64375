"""The voice worker under a real gunicorn, with calls on it while it is told to go."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import websocket

from tests.bridge.transport.peer import PATIENCE_SECONDS
from tests.load.ports import free_port, is_listening


@dataclass
class Voice:
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def call(self) -> websocket.WebSocket:
        return websocket.create_connection(f"ws://127.0.0.1:{self.port}/media", timeout=PATIENCE_SECONDS)

    def await_log(self, text: str) -> None:
        eventually(lambda: text in self.log.read_text())


GUNICORN_PATIENCE_SECONDS = 60.0  # two interpreters start, perhaps on a busy machine


def eventually(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + GUNICORN_PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


Start = Callable[..., contextlib.AbstractContextManager[Voice]]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    @contextlib.contextmanager
    def start(**env: str) -> Iterator[Voice]:
        port, log = free_port(), tmp_path / "log"
        command = [sys.executable, "-m", "gunicorn", "-c", "python:bridge.gunicorn_voice"]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [*command, "tests.bridge.transport.echo_app:app"],
                env={**os.environ, "VOICE_PORT": str(port), **env},
                stdout=output,
                stderr=output,
            )
        try:
            eventually(lambda: is_listening(port))
            yield Voice(process, port, log)
        finally:
            process.kill()
            process.wait()

    return start


def say(calls: list[websocket.WebSocket], text: str) -> None:
    """Every call gets its frame back."""
    for call in calls:
        call.send(text)
    assert [call.recv() for call in calls] == [text] * len(calls)


def test_told_to_go_it_takes_no_call_and_finishes_those_it_has(start: Start) -> None:
    with start(VOICE_DRAIN_SECONDS="60") as voice:
        calls = [voice.call() for _ in range(5)]
        say(calls, "before")
        voice.process.send_signal(signal.SIGTERM)
        eventually(lambda: not is_listening(voice.port))
        voice.await_log("event=draining legs=5")
        for number in range(20):
            say(calls, f"frame {number}")
        for call in calls:
            call.close()
        assert voice.process.wait(GUNICORN_PATIENCE_SECONDS) == 0
        assert "event=drained legs_cut=0" in voice.log.read_text()
        assert "Traceback" not in voice.log.read_text()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_reload_moves_new_calls_to_new_workers_and_leaves_the_old_calls_alone(
    start: Start, workers: str
) -> None:
    with start(VOICE_DRAIN_SECONDS="60", VOICE_WORKERS=workers) as voice:
        old = [voice.call() for _ in range(4)]
        say(old, "before")
        voice.process.send_signal(signal.SIGHUP)
        voice.await_log("event=draining")
        new = [voice.call() for _ in range(4)]
        say([*old, *new], "during")
        for call in [*old, *new]:
            call.close()
        voice.process.send_signal(signal.SIGTERM)
        assert voice.process.wait(GUNICORN_PATIENCE_SECONDS) == 0


def test_at_the_end_of_the_drain_the_rest_is_told_that_we_go(start: Start) -> None:
    with start(VOICE_DRAIN_SECONDS="0") as voice:
        call = voice.call()
        say([call], "before")
        voice.process.send_signal(signal.SIGTERM)
        assert call.recv_data_frame(True)[1].data.startswith(b"\x03\xe9")
        call.shutdown()
        assert voice.process.wait(GUNICORN_PATIENCE_SECONDS) == 0


def test_told_to_quit_it_goes_at_once_but_not_without_a_word(start: Start) -> None:
    with start() as voice:
        call = voice.call()
        say([call], "before")
        voice.process.send_signal(signal.SIGINT)
        assert call.recv_data_frame(True)[1].data.startswith(b"\x03\xe9")
        call.shutdown()
        voice.process.wait(GUNICORN_PATIENCE_SECONDS)
        assert "Traceback" not in voice.log.read_text()


def test_without_a_call_it_goes_at_once(start: Start) -> None:
    with start() as voice:
        voice.process.send_signal(signal.SIGTERM)
        assert voice.process.wait(GUNICORN_PATIENCE_SECONDS) == 0
