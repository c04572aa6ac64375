"""Events for other processes while Redis stands still."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from db import channel
from db.channel import Channel, Event
from tests.mute_server import mute_server

EVENT = Event(1, uuid4(), None, "call.started", {}, datetime(2026, 11, 28, tzinfo=UTC))


def test_a_redis_that_does_not_answer_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The facts of all calls of the process wait behind what is published."""
    monkeypatch.setattr(channel, "TIMEOUT_SECONDS", 0.1)
    with mute_server() as server:
        events = Channel(server.redis_url)

        assert [events.publish([EVENT]) for _ in range(3)] == [False] * 3
        assert server.connections() == 1
