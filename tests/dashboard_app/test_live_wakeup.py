"""Redis wakes the hub; without it the hub waits, and without the database it waits too."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from dashboard_app.live.hub import Hub
from dashboard_app.live.relay import Relay
from dashboard_app.live.wakeup import Wakeup
from db.channel import CHANNEL
from db.database import Database
from db.embedded import start_redis, stop
from tests.dashboard_app.calls import make_call

LONG = 30.0


def test_redis_goes_and_comes_back(tmp_path: Path) -> None:
    process, url = start_redis(tmp_path, persistent=False)
    wakeup, stopping = Wakeup(url), threading.Event()
    woken_by(url, wakeup, stopping)

    process.kill()
    process.wait()
    assert waited(wakeup, stopping) < LONG  # the subscription is lost
    wakeup.wait(0.01, stopping)  # and now there is nothing to wait with but time

    process, url = start_redis(tmp_path, persistent=False)
    wakeup._retry_at = 0
    woken_by(url, wakeup, stopping)
    wakeup.close()
    stop(process)


def woken_by(url: str, wakeup: Wakeup, stopping: threading.Event) -> None:
    """The first wait subscribes; what is published after it wakes the next, however long that would last."""
    wakeup.wait(0.01, stopping)
    with redis.Redis.from_url(url) as publisher:
        while publisher.publish(CHANNEL, "{}") == 0:
            pass
        publisher.publish(CHANNEL, "{}")
    assert waited(wakeup, stopping) < LONG


def waited(wakeup: Wakeup, stopping: threading.Event) -> float:
    """Seconds, of the long time that it may take."""
    started = time.monotonic()
    wakeup.wait(LONG, stopping)
    return time.monotonic() - started


def test_who_is_told_to_stop_does_not_wait(redis_url: str) -> None:
    wakeup, stopping = Wakeup(redis_url), threading.Event()
    stopping.set()

    assert waited(wakeup, stopping) < LONG
    wakeup.close()


def test_the_hub_waits_for_the_database(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    url = database.settings.database_url.set(database="away")
    away = Database(replace(database.settings, database_url=url))
    hub = Hub(away, database.settings.redis_url)

    hub._turn = lambda turn=hub._turn: (turn(), hub.stop())  # type: ignore[method-assign,assignment]
    hub.start()
    hub.wait_stopped(LONG)
    hub.start()

    assert not hub.is_ready(0)
    assert "live hub waits for the database" in caplog.text
    away.close()


def test_what_redis_does_not_take_stays_undelivered(database: Database) -> None:
    away = Database(replace(database.settings, redis_url="unix:///nowhere.sock"))
    make_call(away, 1)
    relay = Relay(away)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dashboard_app.live.relay.OLD_SECONDS", -1.0)
        assert not relay.publish_again()
        assert Relay(database).publish_again()
        assert relay.publish_again()
    away.close()
