"""Two dozen short calls, twelve at a time: nothing of them is left in the process. `make soak-voice` plays two thousand."""

import gc
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from weakref import WeakSet

import pytest
from _pytest.logging import LogCaptureHandler

from bridge.call import Call
from db.database import Database
from tests.bridge.conftest import RunningBridge
from tests.bridge.dialogues import HELLO, script
from tests.bridge.kept import kept_call
from tests.bridge.leftovers import Leftovers
from tests.waiting import in_the_end

CALLS, AT_ONCE, SPEED = 24, 12, 50


class CallsInMemory:
    """Those that began after this was made: what an earlier test of the process has left is not this one's fault."""

    def __init__(self) -> None:
        self._earlier: WeakSet[Call] = WeakSet(self._all())

    def count(self) -> int:
        return sum(one not in self._earlier for one in self._all())

    def _all(self) -> list[Call]:
        return [one for one in gc.get_objects() if isinstance(one, Call)]


@pytest.fixture
def without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def without_kept_logs() -> Iterator[None]:
    """pytest keeps each record with its arguments: with an error of a busy machine, also the frames that it came through."""
    kept = [one for one in logging.root.handlers if isinstance(one, LogCaptureHandler)]
    for handler in kept:
        logging.root.removeHandler(handler)
    yield
    for handler in kept:
        logging.root.addHandler(handler)


@pytest.mark.usefixtures("without_collector", "without_kept_logs")
def test_many_calls_leave_nothing(running: RunningBridge, database: Database) -> None:
    """A call that is over leaves memory at once, without the collector. Sockets of the simulators may need it: an error
    that they met on a busy machine holds its frames.
    """
    short = script(HELLO, {"hang_up": True})
    in_memory = CallsInMemory()

    def call(_number: int) -> str:
        return running.dial(short, speed=SPEED).call_sid

    with ThreadPoolExecutor(AT_ONCE) as callers:
        list(callers.map(call, range(AT_ONCE)))  # what the process keeps for good it has now
        leftovers = Leftovers(running, database)
        call_sids = list(callers.map(call, range(CALLS)))

    assert in_the_end(in_memory.count, lambda count: count == 0) == 0
    gc.enable()
    gc.collect()
    leftovers.nothing_is_left()
    assert {kept_call(database, call_sid)["end_reason"] for call_sid in call_sids} == {"caller_hangup"}
