"""A hundred browsers in twenty rooms, through the death of the web process and of Redis: all end with the same, complete list."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from db.actions.calls import NewCall, open_call
from db.actions.turns import NewTurn, save_turn
from db.actions.users import create_user, issue_token
from db.database import Database
from db.embedded import start_redis, stop
from db.queries.events import events_after
from db.settings import DbSettings
from tests.e2e.follower import Follower
from tests.e2e.web import Web, running
from tests.waiting import TEST_TIMEOUT_SECONDS

ROOMS, PER_ROOM, TURNS = 20, 5, 15


class RedisOfItsOwn:
    """May be killed without harm to the other tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process, self.url = start_redis(folder, persistent=False)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def start(self) -> None:
        self._process, self.url = start_redis(self._folder, persistent=False)

    def stop(self) -> None:
        stop(self._process)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisOfItsOwn]:
    redis = RedisOfItsOwn(tmp_path)
    yield redis
    redis.stop()


@pytest.fixture
def writer(database: Database, own_redis: RedisOfItsOwn) -> Iterator[Database]:
    """What the voice process would be: it writes calls, on the Redis that dies."""
    url = database.settings.database_url
    writer = Database(DbSettings(url, own_redis.url, database.settings.data_dir, pool_size=5))
    yield writer
    writer.close()


@pytest.fixture
def token(database: Database) -> str:
    with database.transaction() as session:
        create_user(session, email="alicia@example.com", role="admin", password="a long password")
    with database.transaction() as session:
        return issue_token(session, email="alicia@example.com")


@pytest.fixture
def web(environment: dict[str, str], own_redis: RedisOfItsOwn) -> Iterator[Web]:
    with running({**environment, "REDIS_URL": own_redis.url}) as web:
        yield web


def open_calls(writer: Database, count: int) -> list[UUID]:
    with writer.transaction() as session:
        return [open_call(session, call=new_call(number)) for number in range(count)]


def new_call(number: int) -> NewCall:
    return NewCall(
        call_sid=f"CA{number:032x}",
        direction="inbound",
        phone_number="+34600111222",
        called_number=None,
        started_at=datetime.now(UTC),
    )


def talk(writer: Database, calls: list[UUID], positions: range) -> None:
    for position in positions:
        for call in calls:
            with writer.transaction() as session:
                turn = NewTurn(position=position, role="user", text="¿Me oye?", started_ms=position * 10)
                save_turn(session, conversation_id=call, turn=turn)


def expected(database: Database, call: UUID | None) -> list[int]:
    with database.reading() as session:
        return [event.id for event in events_after(session, after=0, conversation_id=call, limit=100_000)]


def test_everybody_hears_everything_through_two_deaths(
    database: Database, writer: Database, own_redis: RedisOfItsOwn, web: Web, token: str
) -> None:
    calls = open_calls(writer, ROOMS - 1)
    rooms: list[UUID | None] = [*calls, None]
    paths = ["/ws/metrics" if call is None else f"/ws/conversations/{call}" for call in rooms]
    crowd = [[Follower(web.url + path, token) for _ in range(PER_ROOM)] for path in paths]
    everybody = [follower for room in crowd for follower in room]
    for follower in everybody:
        follower.start()
    assert all(follower.joined.wait(TEST_TIMEOUT_SECONDS) for follower in everybody)

    talk(writer, calls, range(1, 3))
    talking = threading.Thread(target=talk, args=(writer, calls, range(3, TURNS + 1)))
    talking.start()
    web.kill()
    own_redis.kill()
    web.start()
    own_redis.start()
    talking.join()
    talk(writer, calls, range(TURNS + 1, TURNS + 3))

    for call, room in zip(rooms, crowd, strict=True):
        wanted = expected(database, call)
        assert all(follower.hears(wanted[-1]) for follower in room)
        assert [follower.ids for follower in room] == [wanted] * PER_ROOM
    for follower in everybody:
        follower.stop()


def test_a_stop_sends_browsers_to_the_next_process(
    database: Database, writer: Database, web: Web, token: str
) -> None:
    call, *_ = open_calls(writer, 1)
    followers = [Follower(f"{web.url}/ws/conversations/{call}", token) for _ in range(3)]
    for follower in followers:
        follower.start()
    assert all(follower.joined.wait(TEST_TIMEOUT_SECONDS) for follower in followers)

    assert web.stop() == 0
    talk(writer, [call], range(1, 3))
    web.start()

    wanted = expected(database, call)
    assert all(follower.hears(wanted[-1]) for follower in followers)
    assert [follower.ids for follower in followers] == [wanted] * 3
    for follower in followers:
        follower.stop()
