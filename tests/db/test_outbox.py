"""A change and its events: one transaction, published after the commit, again until delivered."""

import json
import threading
from collections.abc import Iterator

import pytest
import redis
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.actions.calls import NewCall, open_call
from db.actions.events import mark_delivered, take_undelivered
from db.actions.turns import NewTurn, save_turn
from db.channel import CHANNEL, Channel
from db.database import Database
from db.queries.events import events_after, newest_event_id
from tests.db.test_calls import CALL, new_call
from tests.waiting import TEST_TIMEOUT_SECONDS


@pytest.fixture
def call(database: Database) -> NewCall:
    with database.transaction() as session:
        open_call(session, call=new_call())
    return new_call()


def add(database: Database, position: int, words: str = "Hola") -> None:
    with database.transaction() as session:
        save_turn(session, conversation_id=CALL, turn=NewTurn(position=position, role="user", text=words))


def types(database: Database) -> list[str]:
    with database.reading() as session:
        return [event.event_type for event in events_after(session, after=0)]


def test_an_event_is_published_with_what_it_says(
    database: Database, call: NewCall, clean_redis: redis.Redis
) -> None:
    with clean_redis.pubsub(ignore_subscribe_messages=True) as listener:
        listener.subscribe(CHANNEL)
        listener.get_message(timeout=TEST_TIMEOUT_SECONDS)
        add(database, 1)
        message = listener.get_message(timeout=TEST_TIMEOUT_SECONDS)

    assert message is not None
    body = json.loads(message["data"])
    assert (body["type"], body["conversation_id"]) == ("turn.added", str(CALL))
    assert body["data"] == {"position": 1, "role": "user", "text": "Hola", "is_interrupted": False}


def test_a_turn_said_twice_is_announced_once_and_a_changed_one_is_amended(
    database: Database, call: NewCall
) -> None:
    add(database, 1)
    add(database, 1)
    add(database, 1, "Hola, buenos días")

    assert types(database) == ["call.started", "turn.added", "turn.amended"]


def test_a_change_that_fails_leaves_no_event(database: Database, call: NewCall) -> None:
    with pytest.raises(IntegrityError):
        add(database, -1)

    assert types(database) == ["call.started"]


@pytest.fixture
def unmarkable(database: Database) -> Iterator[None]:
    """No event can be marked as published."""
    refuse = "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'refused'; END $$"
    watch = "CREATE TRIGGER refuse BEFORE UPDATE ON real_time_events EXECUTE FUNCTION refuse()"
    with database.engine.begin() as connection:
        connection.execute(text(refuse))
        connection.execute(text(watch))
    yield
    with database.engine.begin() as connection:
        connection.execute(text("DROP FUNCTION refuse CASCADE"))


@pytest.mark.usefixtures("unmarkable")
def test_a_change_that_is_stored_succeeds_even_if_its_event_cannot_be_marked(
    database: Database, call: NewCall, caplog: pytest.LogCaptureFixture
) -> None:
    add(database, 1)

    assert types(database) == ["call.started", "turn.added"]
    assert "published again" in caplog.text


def test_what_redis_did_not_take_is_published_later_and_once(database: Database, call: NewCall) -> None:
    good, database.channel = database.channel, Channel("redis://127.0.0.1:1")
    add(database, 1)
    database.channel = good

    with database.transaction() as session:
        missed = take_undelivered(session, older_than_seconds=0)
        mark_delivered(session, ids=[event.id for event in missed])
        again = take_undelivered(session, older_than_seconds=0)

    assert [event.event_type for event in missed] == ["turn.added"]
    assert again == []


def test_ids_grow_in_the_order_of_the_commits(database: Database, call: NewCall) -> None:
    """A reader who follows the ids while eight writers commit at once never meets a lower one later."""
    seen: list[int] = []
    writers = [
        threading.Thread(target=lambda first=n: [add(database, first * 10 + i) for i in range(1, 6)])
        for n in range(8)
    ]
    for writer in writers:
        writer.start()
    while len(seen) < 41:
        with database.reading() as session:
            seen += [event.id for event in events_after(session, after=seen[-1] if seen else 0)]
    for writer in writers:
        writer.join()

    with database.reading() as session:
        assert seen == [event.id for event in events_after(session, after=0)]
        assert newest_event_id(session) == seen[-1]
