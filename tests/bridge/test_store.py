"""What processes share for minutes, with Redis and without."""

import threading
from collections.abc import Iterator

import pytest
import redis

from bridge.commands import Step
from bridge.next_step import NextStep, NextSteps
from bridge.store import Store
from tests.gate import Gate, redis_gate
from tests.waiting import eventually

__all__ = ["redis_gate"]
AWAY = "redis://127.0.0.1:1"


@pytest.mark.usefixtures("clean_redis")
def test_what_one_process_puts_another_gets(redis_url: str) -> None:
    Store(redis_url).put("key", "value", 60)

    assert Store(redis_url).get("key") == "value"
    assert Store(redis_url).get("other") is None


def test_without_redis_a_process_remembers_alone() -> None:
    store = Store(AWAY)
    store.put("key", "value", 60)

    assert store.get("key") == "value"


def test_memory_forgets_in_its_time() -> None:
    store = Store(AWAY)
    store.put("key", "value", 0)

    assert store.get("key") is None


@pytest.mark.usefixtures("clean_redis")
@pytest.mark.parametrize(("copy_seconds", "found"), [(60, "value"), (0, None)])
def test_what_redis_knows_is_kept_here_for_a_moment_only(
    redis_url: str, monkeypatch: pytest.MonkeyPatch, copy_seconds: int, found: str | None
) -> None:
    monkeypatch.setattr("bridge.store.LOCAL_COPY_SECONDS", copy_seconds)
    store = Store(redis_url)
    assert store.put("key", "value", 3600)
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()  # it came back with nothing

    assert store.get("key") == found


def test_memory_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.store.MAX_KEYS", 2)
    store = Store(AWAY)
    for number in range(3):
        store.put(f"key {number}", "value", 60)

    assert [store.get(f"key {number}") for number in range(3)] == [None, "value", "value"]


@pytest.fixture
def pair(
    clean_redis: redis.Redis, redis_url: str, redis_gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Store, Store]]:
    """Two processes' stores: the first loses Redis when the gate shuts, the second never does."""
    monkeypatch.setattr("bridge.store.BACKOFF_SECONDS", 0.05)
    redis_gate.is_open = True
    store = Store(f"redis://127.0.0.1:{redis_gate.port}")
    yield store, Store(redis_url)
    store.close()


def test_a_slot_that_was_released_while_redis_was_away_is_free_soon(
    redis_gate: Gate, pair: tuple[Store, Store]
) -> None:
    """Also if this process has no further call: another one may need the slot."""
    store, other = pair
    assert store.acquire_slot("pool", "CA1", 1, 3600)
    redis_gate.shut()
    store.release_slot("pool", "CA1")
    assert other.slot_holders("pool") == ["CA1"]

    redis_gate.is_open = True
    eventually(lambda: other.acquire_slot("pool", "CA2", 1, 3600))
    assert other.slot_holders("pool") == ["CA2"]


def test_a_slot_that_is_taken_again_while_redis_is_away_is_not_released_later(
    redis_gate: Gate, pair: tuple[Store, Store]
) -> None:
    """As for a call that was forwarded, and that the agent takes back."""
    store, other = pair
    assert store.acquire_slot("pool", "CA1", 2, 3600)
    assert store.acquire_slot("pool", "CA2", 2, 3600)
    redis_gate.shut()
    store.release_slot("pool", "CA1")
    store.release_slot("pool", "CA2")
    assert store.acquire_slot("pool", "CA1", 2, 3600)

    redis_gate.is_open = True
    eventually(lambda: "CA2" not in (other.slot_holders("pool") or ()))
    assert other.slot_holders("pool") == ["CA1"]


def test_a_closed_store_releases_nothing_more(redis_gate: Gate, pair: tuple[Store, Store]) -> None:
    store, _ = pair
    store.acquire_slot("pool", "CA1", 1, 3600)
    before = set(threading.enumerate())
    redis_gate.shut()
    store.release_slot("pool", "CA1")
    assert set(threading.enumerate()) - before

    store.close()
    assert not set(threading.enumerate()) - before


def test_redis_is_not_asked_again_at_once(caplog: pytest.LogCaptureFixture) -> None:
    store = Store(AWAY)
    for _ in range(3):
        store.get("key")

    assert [record.message.split()[0] for record in caplog.records] == ["event=redis_away"]


@pytest.mark.usefixtures("clean_redis")
def test_a_decision_reaches_the_other_process(redis_url: str) -> None:
    decided = NextStep(Step.FORWARD, "agent_failed", turns=4)
    NextSteps(Store(redis_url)).decide("CA1", decided)

    assert NextSteps(Store(redis_url)).of("CA1") == decided
    assert NextSteps(Store(redis_url)).of("CA2") is None
