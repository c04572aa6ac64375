"""Two dozen short calls, twelve at a time: nothing of them is left in the process. `make soak-voice` plays two thousand."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bridge.call import Call
from db.database import Database
from tests.bridge.conftest import RunningBridge
from tests.bridge.dialogues import HELLO, script
from tests.bridge.kept import kept_call
from tests.bridge.leftovers import Leftovers
from tests.waiting import eventually

CALLS, AT_ONCE, SPEED = 24, 12, 50


@pytest.fixture
def no_collector() -> Iterator[None]:
    """A call that is over goes at once, not when the collector comes round."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def calls_in_memory() -> int:
    return sum(isinstance(one, Call) for one in gc.get_objects())


@pytest.mark.usefixtures("no_collector")
def test_many_calls_leave_nothing(running: RunningBridge, database: Database) -> None:
    short = script(HELLO, {"hang_up": True})

    def call(_number: int) -> str:
        return running.dial(short, speed=SPEED).call_sid

    with ThreadPoolExecutor(AT_ONCE) as callers:
        list(callers.map(call, range(AT_ONCE)))  # what the process keeps for good it has now
        leftovers = Leftovers(running, database)
        call_sids = list(callers.map(call, range(CALLS)))

    leftovers.nothing_is_left()
    assert {kept_call(database, call_sid)["end_reason"] for call_sid in call_sids} == {"caller_hangup"}
    eventually(lambda: calls_in_memory() == 0)
