"""The voice process is killed with calls on it: its callers are put through to a person, and the next process takes the next calls."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import redis
import requests

from bridge.voice_processes import CHECK_CACHE_SECONDS, SLOTS, ListenAddress, is_listening, this_machine
from db.local import procfile, wait_until_ready
from tests.e2e.whole.product import Json, Product, conversation, place
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually

CALLS = 3


@pytest.fixture(scope="module")
def api(product: Product) -> requests.Session:
    return product.api()


@dataclass(frozen=True, slots=True)
class Calls:
    """Those that had begun to talk when their process died without a word, and one right after."""

    on_it: list[str]
    after: str


@pytest.fixture(scope="class")
def killed(product: Product, api: requests.Session) -> Iterator[Calls]:
    """Another process has started since."""
    calls = [place(product, api, "es-oil-change") for _ in range(CALLS)]
    for call in calls:
        eventually(lambda call=call: len(conversation(product, api, call)["turns"]) >= 2)
    voice = product.processes.running.pop("voice")
    os.killpg(voice.pid, signal.SIGKILL)
    voice.wait()
    _until_it_is_missed(int(product.environment["VOICE_PORT"]))
    after = place(product, api, "es-hang-up")
    eventually(lambda: conversation(product, api, after)["status"] != "ringing")
    with redis.Redis.from_url(product.environment["REDIS_URL"]) as client:
        assert client.zcard(SLOTS) == 1  # what it said last of itself runs out in fifteen seconds
    yield Calls(calls, after)
    start_voice(product)


def _until_it_is_missed(port: int) -> None:
    """A killed process listens until the kernel has buried it, and an answer is believed for half a second."""
    place = ListenAddress(this_machine(), "127.0.0.1", port)
    eventually(lambda: is_listening(place) is False)
    missed = time.monotonic()
    eventually(lambda: time.monotonic() - missed > CHECK_CACHE_SECONDS)


def start_voice(product: Product) -> None:
    product.processes.start("voice", procfile()["voice"])
    wait_until_ready(f"http://127.0.0.1:{product.environment['VOICE_PORT']}", product.processes)


def ended(product: Product, api: requests.Session, call: str) -> Json:
    found: Json = eventually(lambda: (it := conversation(product, api, call))["ended_at"] and it)
    return found


class TestKilled:
    def test_its_callers_get_a_person(self, product: Product, api: requests.Session, killed: Calls) -> None:
        for call in [ended(product, api, one) for one in killed.on_it]:
            assert (call["status"], call["end_reason"]) == ("completed", "stream_failed")
            assert "call.forwarded" in [event["type"] for event in call["events"]]
            positions = [turn["position"] for turn in call["turns"]]
            assert positions == list(range(1, len(positions) + 1))

    def test_who_calls_right_after_is_served_without_it(
        self, product: Product, api: requests.Session, killed: Calls
    ) -> None:
        call = ended(product, api, killed.after)
        assert (call["mode"], call["status"], call["end_reason"]) == ("native", "completed", "caller_hangup")
        read = eventually(lambda: (it := conversation(product, api, killed.after))["analyses"] and it)
        assert [turn["role"] for turn in read["turns"]][:2] == ["agent", "user"]


def test_the_next_process_takes_calls(product: Product, api: requests.Session) -> None:
    assert ended(product, api, place(product, api, "es-hang-up"))["end_reason"] == "caller_hangup"
    with contextlib.closing(
        requests.get(f"{product.url}/health/ready", timeout=TEST_TIMEOUT_SECONDS)
    ) as ready:
        assert ready.status_code == 200
