"""The voice worker under a real gunicorn, with calls on it while it is told to go."""

import contextlib
import json
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import websocket

from tests.load.ports import free_port, is_listening
from tests.programs import Program
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually

SERVES = "event=serving"


@dataclass
class Voice:
    program: Program
    port: int

    def call(self) -> websocket.WebSocket:
        return websocket.create_connection(f"ws://127.0.0.1:{self.port}/media", timeout=TEST_TIMEOUT_SECONDS)


Start = Callable[..., contextlib.AbstractContextManager[Voice]]


@pytest.fixture
def start() -> Start:
    @contextlib.contextmanager
    def start(**env: str) -> Iterator[Voice]:
        port = free_port()
        command = (
            "-m",
            "gunicorn",
            "-c",
            "python:bridge.gunicorn_voice",
            "tests.bridge.transport.echo_app:app",
        )
        program = Program(*command, environment={**os.environ, "VOICE_PORT": str(port), **env})
        try:
            program.await_line(SERVES, count=int(env.get("VOICE_WORKERS", "1")))
            yield Voice(program, port)
        finally:
            program.kill()

    return start


def say(calls: list[websocket.WebSocket], text: str) -> None:
    """Every call gets its frame back."""
    for call in calls:
        call.send(text)
    assert [call.recv() for call in calls] == [text] * len(calls)


def test_what_gunicorn_says_is_in_the_form_of_our_own_lines(start: Start) -> None:
    with start(LOG_FORMAT="json") as voice:
        voice.program.tell(signal.SIGTERM)
        voice.program.ended()
        lines = [json.loads(line) for line in voice.program.said().splitlines()]

    assert (SERVES, "INFO", "gunicorn.error") in [
        (line["message"], line["level"], line["logger"]) for line in lines
    ]


def test_told_to_go_it_takes_no_call_and_finishes_those_it_has(start: Start) -> None:
    with start(VOICE_DRAIN_SECONDS="60") as voice:
        calls = [voice.call() for _ in range(5)]
        say(calls, "before")
        voice.program.tell(signal.SIGTERM)
        eventually(lambda: not is_listening(voice.port))
        voice.program.await_line("event=draining legs=5")
        for number in range(20):
            say(calls, f"frame {number}")
        for call in calls:
            call.close()
        assert voice.program.ended() == 0
        assert "event=drained legs_cut=0" in voice.program.said()
        assert "Traceback" not in voice.program.said()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_reload_moves_new_calls_to_new_workers_and_leaves_the_old_calls_alone(
    start: Start, workers: str
) -> None:
    with start(VOICE_DRAIN_SECONDS="60", VOICE_WORKERS=workers) as voice:
        old = [voice.call() for _ in range(4)]
        say(old, "before")
        voice.program.tell(signal.SIGHUP)
        voice.program.await_line(SERVES, count=2 * int(workers))
        voice.program.await_line("event=draining", count=int(workers))  # what waits at its door is reset
        new = [voice.call() for _ in range(4)]
        say([*old, *new], "during")
        for call in [*old, *new]:
            call.close()
        voice.program.tell(signal.SIGTERM)
        assert voice.program.ended() == 0


def test_at_the_end_of_the_drain_the_rest_is_told_that_we_go(start: Start) -> None:
    with start(VOICE_DRAIN_SECONDS="0") as voice:
        call = voice.call()
        say([call], "before")
        voice.program.tell(signal.SIGTERM)
        assert call.recv_data_frame(True)[1].data.startswith(b"\x03\xe9")
        call.shutdown()
        assert voice.program.ended() == 0


def test_told_to_quit_it_goes_at_once_but_not_without_a_word(start: Start) -> None:
    with start() as voice:
        call = voice.call()
        say([call], "before")
        voice.program.tell(signal.SIGINT)
        assert call.recv_data_frame(True)[1].data.startswith(b"\x03\xe9")
        call.shutdown()
        voice.program.ended()
        assert "Traceback" not in voice.program.said()


def test_without_a_call_it_goes_at_once(start: Start) -> None:
    with start() as voice:
        voice.program.tell(signal.SIGTERM)
        assert voice.program.ended() == 0
