"""The machine's clock jumps in the middle of a call: nothing ends early, nothing lasts longer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Self

import pytest

from db.database import Database
from tests.bridge.conftest import RunningBridge
from tests.bridge.dialogues import BYE, HELLO, script
from tests.bridge.kept import kept_call, kept_turns

HOUR = timedelta(hours=1)


class Clock(datetime):
    """Right until it has been read so often, and then off."""

    off = timedelta()
    reads = 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        cls.reads += 1
        return super().now(tz) + (cls.off if cls.reads > 4 else timedelta())


@pytest.fixture(params=[HOUR, -HOUR], ids=["forward", "back"])
def jump(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    clock = type("Jumping", (Clock,), {"off": request.param, "reads": 0})
    for module in ("bridge.recorder", "bridge.call"):
        monkeypatch.setattr(f"{module}.datetime", clock)
    yield
    assert clock.reads > 4, "it never jumped"


@pytest.mark.usefixtures("jump")
def test_a_call_lasts_as_long_as_it_lasts(running: RunningBridge, database: Database) -> None:
    began = datetime.now(UTC)
    result = running.dial(script(HELLO, {"caller": "¿Tienen hueco?"}, BYE))
    lasted = (datetime.now(UTC) - began).total_seconds()

    call = kept_call(database, result.call_sid)
    assert (call["status"], call["end_reason"]) == ("completed", "agent_hangup")
    assert 0 <= call["duration_seconds"] <= lasted + 1
    times = [turn["started_ms"] for turn in kept_turns(database, result.call_sid)]
    assert len(times) == 3
    assert times == sorted(times)
    assert times[-1] < lasted * 1000
