"""The voice process is killed with calls on it: its callers are put through to a person, and the next process takes the next calls."""

import contextlib
import os
import signal
from collections.abc import Iterator

import pytest
import requests

from db.local import procfile, wait_until_ready
from tests.e2e.product import Json, Product, conversation, eventually, place

CALLS = 3


@pytest.fixture
def api(product: Product) -> requests.Session:
    return product.api()


@pytest.fixture
def killed(product: Product, api: requests.Session) -> Iterator[list[str]]:
    """Calls that had begun to talk when their process died without a word; another one has started since."""
    calls = [place(product, api, "es-oil-change") for _ in range(CALLS)]
    for call in calls:
        eventually(lambda call=call: len(conversation(product, api, call)["turns"]) >= 2)
    voice = product.processes.running.pop("voice")
    os.killpg(voice.pid, signal.SIGKILL)
    voice.wait()
    yield [*calls, place(product, api, "es-oil-change")]
    start_voice(product)


def start_voice(product: Product) -> None:
    product.processes.start("voice", procfile()["voice"])
    wait_until_ready(f"http://127.0.0.1:{product.environment['VOICE_PORT']}", product.processes)


def ended(product: Product, api: requests.Session, call: str) -> Json:
    found: Json = eventually(lambda: (it := conversation(product, api, call))["ended_at"] and it)
    return found


def test_its_callers_get_a_person_and_so_does_who_calls_meanwhile(
    product: Product, api: requests.Session, killed: list[str]
) -> None:
    for call in [ended(product, api, one) for one in killed]:
        assert (call["status"], call["end_reason"]) == ("completed", "stream_failed")
        assert "call.forwarded" in [event["type"] for event in call["events"]]
        positions = [turn["position"] for turn in call["turns"]]
        assert positions == list(range(1, len(positions) + 1))


def test_the_next_process_takes_calls(product: Product, api: requests.Session) -> None:
    assert ended(product, api, place(product, api, "es-hang-up"))["end_reason"] == "caller_hangup"
    with contextlib.closing(requests.get(f"{product.url}/health/ready", timeout=10)) as ready:
        assert ready.status_code == 200
