"""Listening in on a live call: who may, what the browser is sent, and how it ends."""

import json
from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID, uuid4

import pytest
import websocket
from flask import Flask
from sqlalchemy import update

from dashboard_app.live import listening
from dashboard_app.live.listening import messages_of
from db.database import Database
from db.models import User
from db.sound.live import LiveSound
from db.sound.tape import AGENT, CALLER, CLEARED, ENDED, MARK_SENT, Entry
from tests.dashboard_app.calls import make_call
from tests.dashboard_app.conftest import Person
from tests.dashboard_app.test_live_channel import Line
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually


def spoken(audio: bytes) -> bytes:
    return b64encode(audio)


def media(audio: bytes) -> bytes:
    return json.dumps({"event": "media", "media": {"payload": spoken(audio).decode()}}).encode()


def sent(side: str, audio: bytes) -> dict[str, Any]:
    return {"side": side, "audio": spoken(audio).decode()}


CUT = {"side": "agent", "clear": True}


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(
            [(CALLER, media(b"a")), (AGENT, spoken(b"x")), (CALLER, media(b"b")), (AGENT, spoken(b"y"))],
            [sent("caller", b"ab"), sent("agent", b"xy")],
            id="each side in one piece",
        ),
        pytest.param(
            [(AGENT, spoken(b"x")), (CLEARED, b""), (AGENT, spoken(b"y"))],
            [sent("agent", b"x"), CUT, sent("agent", b"y")],
            id="the agent is cut short and goes on",
        ),
        pytest.param([(MARK_SENT, b"m"), (ENDED, b"")], [], id="what is no sound"),
        pytest.param(
            [(CALLER, b"{"), (CALLER, b'{"media": 1}'), (AGENT, b"?"), (CALLER, media(b"a"))],
            [sent("caller", b"a")],
            id="what cannot be read is left out",
        ),
    ],
)
def test_messages(entries: list[tuple[int, bytes]], expected: list[dict[str, Any]]) -> None:
    assert messages_of(Entry(kind, 0.0, body) for kind, body in entries) == expected


@pytest.fixture
def call(database: Database) -> UUID:
    return make_call(database, 1)


@pytest.fixture
def sound(server: Flask) -> LiveSound:
    found: LiveSound = server.extensions["live_sound"]
    return found


def test_a_supervisor_hears_both_sides_until_the_call_is_over(
    url: str, alicia: Person, call: UUID, sound: LiveSound
) -> None:
    line = Line(f"{url}/ws/conversations/{call}/sound", alicia)
    eventually(lambda: sound.listened([call]))

    sound.publish(call, [CALLER, 1.0, media(b"caller"), AGENT, 1.1, spoken(b"agent")])
    heard = [line.next(), line.next()]
    sound.publish(call, [ENDED, 2.0, b""])
    code = line.close_code()
    line.close()

    assert {one["side"]: b64decode(one["audio"]) for one in heard} == {"caller": b"caller", "agent": b"agent"}
    assert code == 1000
    eventually(lambda: not sound.listened([call]))


def test_a_call_that_is_not_recorded_is_told(
    url: str, alicia: Person, call: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "SILENCE_SECONDS", 0.2)
    line = Line(f"{url}/ws/conversations/{call}/sound", alicia)

    assert line.close_code() == 4404
    line.close()


def test_who_leaves_is_no_longer_counted(url: str, alicia: Person, call: UUID, sound: LiveSound) -> None:
    line = Line(f"{url}/ws/conversations/{call}/sound", alicia)
    eventually(lambda: sound.listened([call]))
    line.close()

    eventually(lambda: not sound.listened([call]))


def test_who_may_no_longer_listen_is_cut_off(
    url: str, alicia: Person, call: UUID, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "RECHECK_SECONDS", 0.1)
    monkeypatch.setattr(listening, "SILENCE_SECONDS", TEST_TIMEOUT_SECONDS)
    line = Line(f"{url}/ws/conversations/{call}/sound", alicia)
    with database.transaction() as session:
        session.execute(update(User).values(role="analyst"))

    assert line.close_code() == 4401
    line.close()


def test_analysts_and_strangers_hear_nothing(url: str, alicia: Person, bruno: Person, call: UUID) -> None:
    for person, of_call, status in ((bruno, call, 403), (alicia, uuid4(), 404)):
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            Line(f"{url}/ws/conversations/{of_call}/sound", person)
        assert refused.value.status_code == status
