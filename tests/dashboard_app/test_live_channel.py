"""The live channel over real sockets: who may follow, what is replayed, what is heard."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import websocket
from flask import Flask
from sqlalchemy import update

from dashboard_app.live import hub
from dashboard_app.live.hub import Hub
from dashboard_app.live.relay import Relay
from db.actions.turns import NewTurn, save_turn
from db.database import Database
from db.models import RealTimeEvent, User
from db.session_cookie import COOKIE_NAME
from tests.dashboard_app.calls import make_call
from tests.dashboard_app.conftest import Person
from tests.waiting import TEST_TIMEOUT_SECONDS

UPGRADE = {"Connection": "Upgrade", "Upgrade": "websocket"}


class Line:
    """One browser's socket."""

    def __init__(self, url: str, person: Person, cookie: str = "") -> None:
        headers = {"Cookie": f"{COOKIE_NAME}={cookie}"} if cookie else person.bearer
        self._socket = websocket.create_connection(url, timeout=TEST_TIMEOUT_SECONDS, header=headers)

    def next(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._socket.recv())
        return found

    def until(self, event_type: str) -> list[dict[str, Any]]:
        """What is heard up to the first of that type."""
        found = [self.next()]
        while found[-1]["type"] != event_type:
            found.append(self.next())
        return found

    def close_code(self) -> int:
        opcode, body = self._socket.recv_data()
        assert opcode == websocket.ABNF.OPCODE_CLOSE
        return int.from_bytes(body[:2], "big")

    def close(self) -> None:
        self._socket.close()
        self._socket.shutdown()  # `close` leaves the socket open where the server said goodbye first


@pytest.fixture
def call(database: Database) -> UUID:
    return make_call(database, 1, text="Hola")


def say(database: Database, call: UUID, position: int) -> None:
    with database.transaction() as session:
        save_turn(session, conversation_id=call, turn=NewTurn(position=position, role="agent", text="¿Sí?"))


def test_what_was_missed_comes_first(database: Database, url: str, alicia: Person, call: UUID) -> None:
    line = Line(f"{url}/ws/conversations/{call}?after=1", alicia)

    replayed = line.until("ping")
    say(database, call, 2)
    heard = line.next()
    line.close()

    assert [event["type"] for event in replayed] == ["call.answered", "turn.added", "call.ended", "ping"]
    assert [event["id"] for event in replayed] == [2, 3, 4, 4]
    assert (heard["id"], heard["type"], heard["data"]["text"]) == (5, "turn.added", "¿Sí?")
    assert heard["conversation_id"] == str(call)


def test_each_room_hears_its_own(database: Database, url: str, alicia: Person, call: UUID) -> None:
    other = make_call(database, 2)
    one, all_ = Line(f"{url}/ws/conversations/{call}", alicia), Line(f"{url}/ws/metrics", alicia)
    first, whole = one.next(), all_.next()

    say(database, other, 2)
    say(database, call, 2)
    mine = one.next()
    both = [all_.next(), all_.next()]
    one.close()
    all_.close()

    assert (first["type"], first["conversation_id"], whole["conversation_id"]) == ("ping", str(call), None)
    assert mine["conversation_id"] == str(call)
    assert [event["conversation_id"] for event in both] == [str(other), str(call)]


def test_an_id_from_another_database_is_told(url: str, alicia: Person, call: UUID) -> None:
    line = Line(f"{url}/ws/metrics?after=99999", alicia)

    ping = line.next()
    line.close()

    assert (ping["id"], ping["data"]) == (4, {"reset": True})


def test_pings_say_how_far_all_is_sent(server: Flask, url: str, alicia: Person, call: UUID) -> None:
    hub: Hub = server.extensions["live_hub"]
    line = Line(f"{url}/ws/conversations/{call}", alicia)
    line.next()

    hub._ping_at = 0
    ping = line.next()
    line.close()

    assert (ping["type"], ping["id"], ping["conversation_id"], ping["data"]) == ("ping", 4, str(call), {})


def test_a_server_that_stops_sends_everybody_away(server: Flask, url: str, alicia: Person) -> None:
    line = Line(f"{url}/ws/metrics", alicia)
    line.next()

    server.extensions["live_hub"].stop()

    assert line.close_code() == 1012
    line.close()
    assert alicia.client.get("/ws/metrics", headers=UPGRADE).status_code == 503


@pytest.fixture
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "PASSES_SECONDS", 0.05)


@pytest.mark.usefixtures("looks_often")
@pytest.mark.parametrize(
    ("change", "code"),
    [({"is_active": False}, 4401), ({"role": "analyst"}, 4401), ({"token_hash": "another"}, 1012)],
    ids=["deactivated", "another role", "another token"],
)
def test_who_may_not_come_in_any_more_hears_no_more(
    server: Flask,
    url: str,
    database: Database,
    alicia: Person,
    bruno: Person,
    call: UUID,
    change: dict[str, Any],
    code: int,
) -> None:
    line, other = Line(f"{url}/ws/metrics", alicia), Line(f"{url}/ws/metrics", bruno)
    line.next()
    with database.transaction() as session:
        session.execute(update(User).where(User.email == alicia.email).values(**change))

    assert line.close_code() == code
    say(database, call, 2)
    assert other.until("turn.added"), "nobody else is sent away"
    line.close()
    other.close()


@pytest.mark.usefixtures("looks_often")
@pytest.mark.parametrize(
    ("signs_out", "code"), [(True, 4401), (False, 1012)], ids=["signed out", "new password"]
)
def test_a_session_that_is_over_hears_no_more(
    url: str, database: Database, alicia: Person, signs_out: bool, code: int
) -> None:
    with alicia.client.session_transaction() as session:
        session["session"] = "of this browser"
    cookie = alicia.client.get_cookie(COOKIE_NAME)
    assert cookie is not None
    line = Line(f"{url}/ws/metrics", alicia, cookie.value)
    line.next()
    if signs_out:
        alicia.client.post("/logout")
    else:
        with database.transaction() as writing:
            writing.execute(update(User).values(password_hash="another"))

    assert line.close_code() == code
    line.close()


def test_there_is_room_for_so_many(server: Flask, url: str, alicia: Person) -> None:
    lines = [Line(f"{url}/ws/metrics", alicia) for _ in range(3)]

    with pytest.raises(websocket.WebSocketBadStatusException, match="503"):
        Line(f"{url}/ws/metrics", alicia)
    for line in lines:
        line.close()
    server.extensions["live_seats"].wait_free(3, TEST_TIMEOUT_SECONDS)
    Line(f"{url}/ws/metrics", alicia).close()


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        pytest.param(f"/ws/conversations/{uuid4()}", 404, "unknown_conversation", id="unknown conversation"),
        pytest.param("/ws/conversations/7", 404, "unknown_conversation", id="no conversation's id"),
        pytest.param("/ws/metrics?after=x", 422, "invalid_after", id="no id"),
        pytest.param("/ws/metrics?after=-1", 422, "invalid_after", id="negative id"),
        pytest.param(f"/ws/metrics?after={'9' * 5000}", 422, "invalid_after", id="endless id"),
        pytest.param(f"/ws/metrics?after={2**63}", 422, "invalid_after", id="beyond all ids"),
    ],
)
def test_refusals_come_before_the_handshake(alicia: Person, path: str, status: int, code: str) -> None:
    answer = alicia.client.get(path, headers=UPGRADE)

    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["error"]["code"] == code


def test_strangers_and_foreign_pages_follow_nothing(server: Flask, alicia: Person) -> None:
    foreign = {**UPGRADE, "Origin": "https://evil.example.com"}

    assert server.test_client().get("/ws/metrics", headers=UPGRADE).status_code == 401
    assert alicia.client.get("/ws/metrics", headers=foreign).status_code == 403


def test_what_nobody_published_is_published(
    server: Flask, database: Database, alicia: Person, call: UUID
) -> None:
    with database.transaction() as session:
        session.execute(
            update(RealTimeEvent).values(
                delivered=False, created_at=RealTimeEvent.created_at - timedelta(seconds=10)
            )
        )

    assert Relay(database).publish_again()

    with database.reading() as session:
        assert session.query(RealTimeEvent).where(~RealTimeEvent.delivered).count() == 0
