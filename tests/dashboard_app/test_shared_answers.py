"""Many browsers that ask the same at once get one answer, never one that is older than their question."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dashboard_app.rounds import Answer, Rounds
from dashboard_app.shared_answers import asked

PATIENCE_SECONDS = 5.0


class Told(threading.Condition):
    """Says of each that it waits."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = threading.Semaphore(0)

    def wait_for(self, predicate: Callable[[], Any], timeout: float | None = None) -> Any:
        self.waiting.release()
        return super().wait_for(predicate, timeout)


class Counter:
    """What is asked for: how often it has been read. The first reader takes its time."""

    def __init__(self) -> None:
        self.told, self.made = Told(), 0
        self.rounds = Rounds(self.told)
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def ask(self, fails: bool = False) -> str | None:
        found = self.rounds.join("key")
        assert found is not None
        if found.is_over:
            return found.answer.body.decode() if found.answer else None
        self.made += 1
        read = f"read {self.made}"
        if self.made == 1:
            self.has_begun.set()
            assert self.may_end.wait(PATIENCE_SECONDS)
        self.rounds.end("key", found, None if fails else Answer(read.encode(), ()))
        return read


def test_who_asks_meanwhile_shares_an_answer_that_is_begun_afterwards() -> None:
    counter = Counter()
    with ThreadPoolExecutor(6) as browsers:
        first = browsers.submit(counter.ask)
        assert counter.has_begun.wait(PATIENCE_SECONDS)
        others = [browsers.submit(counter.ask) for _ in range(5)]
        assert all(counter.told.waiting.acquire(timeout=PATIENCE_SECONDS) for _ in others)
        counter.may_end.set()

        assert first.result(PATIENCE_SECONDS) == "read 1"
        assert {other.result(PATIENCE_SECONDS) for other in others} == {"read 2"}
    assert counter.ask() == "read 3", "nothing is kept once everybody has been told"


def test_an_answer_that_fails_is_made_again() -> None:
    counter = Counter()
    with ThreadPoolExecutor(2) as browsers:
        browsers.submit(counter.ask, fails=True)
        assert counter.has_begun.wait(PATIENCE_SECONDS)
        other = browsers.submit(counter.ask)
        assert counter.told.waiting.acquire(timeout=PATIENCE_SECONDS)
        counter.may_end.set()

        assert other.result(PATIENCE_SECONDS) == "read 2"


def test_nobody_waits_for_ever() -> None:
    rounds = Rounds()
    assert rounds.join("key") is not None

    assert rounds.join("key", seconds=0) is None
    assert rounds.join("another") is not None


BODY: dict[str, Any] = {
    "output": "panel-figures.children",
    "inputs": [
        {"id": "panel-filters", "property": "data", "value": {"language": "es"}},
        {"id": "panel-changed", "property": "data", "value": 7},
    ],
}


@pytest.mark.parametrize(
    ("place", "value", "is_same"),
    [
        pytest.param(1, 8, True, id="a tick"),
        pytest.param(0, {"language": "ca"}, False, id="a filter"),
    ],
)
def test_what_is_the_same_question(place: int, value: object, is_same: bool) -> None:
    inputs = [
        {**one, "value": value} if number == place else one for number, one in enumerate(BODY["inputs"])
    ]
    ticks = frozenset({"panel-changed"})

    assert (asked(BODY, ticks) == asked({**BODY, "inputs": inputs}, ticks)) is is_same
