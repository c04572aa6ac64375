"""Many browsers that ask the same at once get one answer, never one that is older than their question."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dashboard_app.coalescing import TTL_SECONDS, Answer, Rounds
from dashboard_app.shared_answers import asked, heard, kind_of

TEST_TIMEOUT_SECONDS = 5.0


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

    def __init__(self, kept_seconds: float = TTL_SECONDS) -> None:
        self.told, self.made = Told(), 0
        self.rounds = Rounds(self.told, kept_seconds=kept_seconds)
        self.has_begun, self.may_end = threading.Event(), threading.Event()

    def ask(self, fails: bool = False, heard: int | None = None, seen: int = 0) -> str | None:
        found = self.rounds.join("key", heard=heard, seen=seen)
        assert found is not None
        if found.is_over:
            return found.answer.body.decode() if found.answer else None
        self.made += 1
        read = f"read {self.made}"
        if self.made == 1:
            self.has_begun.set()
            assert self.may_end.wait(TEST_TIMEOUT_SECONDS)
        self.rounds.end("key", found, None if fails else Answer(read.encode(), ()))
        return read


def test_who_asks_meanwhile_shares_an_answer_that_is_begun_afterwards() -> None:
    counter = Counter()
    with ThreadPoolExecutor(6) as browsers:
        first = browsers.submit(counter.ask)
        assert counter.has_begun.wait(TEST_TIMEOUT_SECONDS)
        others = [browsers.submit(counter.ask) for _ in range(5)]
        assert all(counter.told.waiting.acquire(timeout=TEST_TIMEOUT_SECONDS) for _ in others)
        counter.may_end.set()

        assert first.result(TEST_TIMEOUT_SECONDS) == "read 1"
        assert {other.result(TEST_TIMEOUT_SECONDS) for other in others} == {"read 2"}
    assert counter.ask() == "read 3", "nothing is kept once everybody has been told"


def test_who_asks_because_of_an_event_shares_an_answer_that_was_begun_after_it() -> None:
    counter = Counter()
    with ThreadPoolExecutor(6) as browsers:
        first = browsers.submit(counter.ask, heard=7, seen=7)
        assert counter.has_begun.wait(TEST_TIMEOUT_SECONDS)
        others = [browsers.submit(counter.ask, heard=one, seen=9) for one in (7, 6, 8, None)]
        assert all(counter.told.waiting.acquire(timeout=TEST_TIMEOUT_SECONDS) for _ in others)
        counter.may_end.set()

        assert [one.result(TEST_TIMEOUT_SECONDS) for one in (first, *others)] == [
            *["read 1"] * 3,
            *["read 2"] * 2,
        ]
    assert counter.ask(heard=9, seen=9) == "read 2", "begun when event 9 had been seen"
    assert counter.ask(heard=10, seen=10) == "read 3"
    assert counter.ask(seen=10) == "read 4", "who names no event may have any reason"


def test_an_answer_is_not_kept_for_long() -> None:
    counter = Counter(kept_seconds=0.0)
    counter.may_end.set()

    assert [counter.ask(heard=1, seen=1) for _ in range(2)] == ["read 1", "read 2"]


def test_an_answer_that_fails_is_made_again() -> None:
    counter = Counter()
    with ThreadPoolExecutor(2) as browsers:
        browsers.submit(counter.ask, fails=True)
        assert counter.has_begun.wait(TEST_TIMEOUT_SECONDS)
        other = browsers.submit(counter.ask)
        assert counter.told.waiting.acquire(timeout=TEST_TIMEOUT_SECONDS)
        counter.may_end.set()

        assert other.result(TEST_TIMEOUT_SECONDS) == "read 2"


def test_nobody_waits_for_ever() -> None:
    rounds = Rounds()
    assert rounds.join("key") is not None

    assert rounds.join("key", seconds=0) is None
    assert rounds.join("another") is not None


BODY: dict[str, Any] = {
    "output": "panel-figures.children",
    "changedPropIds": ["panel-changed.data"],
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


@pytest.mark.parametrize(
    ("value", "reasons", "expected"),
    [
        pytest.param({"tick": 8, "heard": 41}, ["panel-changed.data"], 41, id="an event"),
        pytest.param({"tick": 8, "heard": None}, ["panel-changed.data"], None, id="the timer"),
        pytest.param({"tick": 8, "heard": "41"}, ["panel-changed.data"], None, id="no number"),
        pytest.param(8, ["panel-changed.data"], None, id="a tick alone"),
        pytest.param(
            {"tick": 8, "heard": 41}, ["panel-changed.data", "panel-filters.data"], None, id="a filter, too"
        ),
        pytest.param({"tick": 8, "heard": 41}, ["panel-filters.data"], None, id="a filter after an event"),
        pytest.param({"tick": 8, "heard": 41}, [], None, id="no reason said"),
    ],
)
def test_which_event_is_the_reason(value: object, reasons: list[str], expected: int | None) -> None:
    [filters, changed] = BODY["inputs"]
    body = {**BODY, "inputs": [filters, {**changed, "value": value}], "changedPropIds": reasons}

    assert heard(body, frozenset({"panel-changed"})) == expected


@pytest.mark.parametrize(
    ("output", "kind"),
    [
        ("panel-figures.children", "panel-figures.children"),
        ('{"id":"8d","type":"board-chart"}.children', "board-chart.children"),
        ("..a.children...b.data..", "..a.children...b.data.."),
        ('{"id":"8d"}.children', '{"id":"8d"}.children'),
    ],
)
def test_charts_of_a_board_are_of_one_kind(output: str, kind: str) -> None:
    assert kind_of(output) == kind
