"""The sound of a live call, from its tape to whoever listens, over real Redis."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from bridge.listening import Listening
from bridge.taping import Tape, Taping
from db.actions.calls import conversation_id_of
from db.sound.live import LiveSound, Subscription
from db.sound.tape import AGENT, CALLER, ENDED, Entry, Label, read_entries, read_label, tape_path
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually

CALL = "CA" + "2" * 32
LABEL = Label(call_sid=CALL, stream_sid="MZ2", started_at=datetime(2026, 11, 27, tzinfo=UTC), started=0.0)
CONVERSATION = conversation_id_of(CALL)


@pytest.fixture
def sound(redis_url: str) -> Iterator[LiveSound]:
    sound = LiveSound(redis_url)
    yield sound
    sound.close()


@pytest.fixture
def listening(redis_url: str) -> Iterator[Listening]:
    listening = Listening(LiveSound(redis_url))
    yield listening
    listening.close()


@pytest.fixture
def writer(tmp_path: Path, listening: Listening) -> Iterator[Taping]:
    writer = Taping(tmp_path, listening)
    yield writer
    writer.close()


def heard_while_talking(tape: Tape, subscription: Subscription) -> list[Entry]:
    """The call goes on until the listener has something."""

    def talk() -> list[Entry]:
        tape.keep(CALLER, 1.0, b"caller")
        tape.keep(AGENT, 1.0, b"agent")
        return subscription.next(seconds=0.05)

    found: list[Entry] = eventually(talk)
    return found


def rest(subscription: Subscription) -> list[Entry]:
    found: list[Entry] = []
    while not found or found[-1].kind != ENDED:
        block = subscription.next(seconds=TEST_TIMEOUT_SECONDS)
        assert block
        found += block
    return found


def test_both_sides_are_heard_until_the_end_and_recorded_too(
    writer: Taping, sound: LiveSound, tmp_path: Path
) -> None:
    tape = writer.open(LABEL, lambda _failure: None)
    with sound.subscribed(CONVERSATION) as subscription:
        first = heard_while_talking(tape, subscription)
        tape.end(2.0)
        found = first + rest(subscription)

    assert {(entry.kind, entry.body) for entry in found} == {
        (CALLER, b"caller"),
        (AGENT, b"agent"),
        (ENDED, b""),
    }
    assert writer.flush(TEST_TIMEOUT_SECONDS)
    with tape_path(tmp_path, LABEL).open("rb") as file:
        kept = list(read_entries(file, read_label(file)))
    assert len(kept) > len(found)  # what was said before somebody came is on the tape alone


def test_who_listens_to_another_call_hears_nothing_and_nothing_is_published_once_they_leave(
    writer: Taping, listening: Listening, sound: LiveSound
) -> None:
    tape = writer.open(LABEL, lambda _failure: None)
    with sound.subscribed(CONVERSATION) as subscription, sound.subscribed(uuid4()) as another:
        heard_while_talking(tape, subscription)
        assert another.next(seconds=0.1) == []
    assert tape.is_on_air
    eventually(lambda: not listening.listened)

    tape.end(4.0)
    assert writer.flush(TEST_TIMEOUT_SECONDS)
    assert not tape.is_on_air


def test_a_call_is_recorded_where_redis_is_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "bridge.listening")
    listening = Listening(LiveSound("redis://127.0.0.1:1/0"))
    writer = Taping(tmp_path, listening)
    tape = writer.open(LABEL, lambda _failure: None)
    tape.keep(CALLER, 1.0, b"caller")
    eventually(lambda: "nobody_can_listen" in caplog.text)
    tape.end(2.0)

    assert writer.flush(TEST_TIMEOUT_SECONDS)
    with tape_path(tmp_path, LABEL).open("rb") as file:
        assert [entry.body for entry in read_entries(file, read_label(file))] == [b"caller", b""]
    writer.close()
    listening.close()
