"""A browser as the telephone: who may open its stream, what it hears, and how its call ends without any carrier."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import websocket
from flask import Flask
from flask.testing import FlaskClient

from bridge.fact_actions import write_entry
from bridge.facts import CallAnswered, CallNoted, CallStarted
from bridge.reconciler import FORGOTTEN_AFTER, Reconciler
from bridge.simulators.carrier.caller import frames
from bridge.simulators.carrier.signing import sign_upgrade
from bridge.simulators.carrier.stream import MediaStream
from bridge.simulators.mulaw import SILENT_FRAME
from bridge.simulators.speech import Voice, say
from bridge.spool import Entry
from bridge.tokens import Ticket
from db.actions.calls import conversation_id_of
from db.actions.users import create_user
from db.database import Database
from db.models import Conversation, Recording
from db.queries.transcripts import stored_call
from db.queries.users import member_of_email
from db.session_cookie import COOKIE_NAME, cookie_of
from tests.bridge.conftest import RunningBridge
from tests.bridge.kept import kept_call, kept_turns, know_organization, one_of
from tests.bridge.leftovers import Leftovers
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually
from workers.estimated_costs import times_of
from workers.queue import JobQueue

Cookie = dict[str, str]
CLINIC = "+34971880200"
EMAIL, PASSWORD = "ana@autobox.example", "a good password"


def person(database: Database, email: str, organization_id: UUID | None = None) -> Cookie:
    with database.transaction() as session:
        create_user(session, email=email, role="staff", password=PASSWORD, organization_id=organization_id)
    with database.reading() as session:
        found = member_of_email(session, email)
    assert found
    return cookie_of(found[0])


@pytest.fixture
def ana(database: Database) -> Cookie:
    return person(database, EMAIL)


def signed_in(pages: Flask, cookie: Cookie) -> FlaskClient:
    client = pages.test_client()
    with client.session_transaction() as session:
        session.update(cookie)
    return client


@pytest.fixture
def placed(pages: Flask, ana: Cookie) -> dict[str, Any]:
    answer = signed_in(pages, ana).post("/api/test-calls", json={"kind": "browser"})
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


class Telephone:
    """What the page does: the carrier's side of the protocol, without a carrier."""

    def __init__(
        self,
        running: RunningBridge,
        stream: dict[str, str],
        cookie: Cookie | None = None,
        *,
        origin: str = "",
        **headers: str,
    ) -> None:
        serializer = running.app.session_interface.get_signing_serializer(running.app)  # type: ignore[attr-defined]
        cookies = f"{COOKIE_NAME}={serializer.dumps(cookie)}" if cookie else ""
        self.socket = websocket.create_connection(
            running.switchboard.addresses.stream,
            origin=origin or running.url,
            cookie=cookies,
            header={name.replace("_", "-"): value for name, value in headers.items()},
            timeout=TEST_TIMEOUT_SECONDS,
        )
        self.media = MediaStream("browser", stream["call_sid"], "MZ1", {"token": stream["token"]})
        for message in self.media.opening():
            self.socket.send(message)

    def say(self, text: str) -> None:
        for frame in [*frames(say(text, Voice("es"))), *[SILENT_FRAME] * 40]:
            self.socket.send(self.media._media(frame))

    def hear_until(self, event: str) -> dict[str, Any]:
        while message := json.loads(self.socket.recv()):
            if message["event"] == event:
                return dict(message)
        raise AssertionError(event)

    def talk(self) -> str:
        """Says something whenever the agent falls silent, answers marks at once; returns why the call was ended."""
        while True:
            opcode, data = self.socket.recv_data()
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                assert int.from_bytes(data[:2], "big") == 1000
                self.socket.shutdown()
                return str(data[2:], "utf-8")
            message = json.loads(data)
            if message["event"] == "mark":
                self.socket.send(self.media._numbered("mark", message["mark"]))
                for _ in range(25):
                    self.socket.send(self.media._media(SILENT_FRAME))
                self.say("Hola, ¿me oye?")

    def close_code(self) -> int:
        while True:
            opcode, data = self.socket.recv_data()
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                self.socket.shutdown()
                return int.from_bytes(data[:2], "big")


def test_a_browser_talks_to_the_agent(
    running: RunningBridge, placed: dict[str, Any], ana: Cookie, database: Database
) -> None:
    leftovers = Leftovers(running, database)
    call_sid = placed["stream"]["call_sid"]

    assert placed["conversation_id"] == str(conversation_id_of(call_sid))
    assert Telephone(running, placed["stream"], ana).talk() == "agent_hangup"

    eventually(lambda: kept_call(database, call_sid)["ended_at"])
    call = kept_call(database, call_sid)
    assert (call["status"], call["end_reason"], call["is_test"]) == ("completed", "agent_hangup", True)
    assert call["facts"]["channel"] == "browser"
    assert {turn["role"] for turn in kept_turns(database, call_sid)} == {"agent", "user"}
    leftovers.nothing_is_left()


@pytest.mark.parametrize(
    ("says_stop", "end_reason"),
    [
        pytest.param(True, "caller_hangup", id="hang up"),
        pytest.param(False, "caller_hangup", id="tab closed"),
    ],
)
def test_a_browser_leaves(
    running: RunningBridge,
    placed: dict[str, Any],
    ana: Cookie,
    database: Database,
    says_stop: bool,
    end_reason: str,
) -> None:
    leftovers = Leftovers(running, database)
    telephone = Telephone(running, placed["stream"], ana)
    telephone.hear_until("media")
    if says_stop:
        telephone.socket.send(telephone.media.closing()[0])
    telephone.socket.close(1000 if says_stop else 1001)

    eventually(lambda: kept_call(database, placed["stream"]["call_sid"])["ended_at"])
    assert kept_call(database, placed["stream"]["call_sid"])["end_reason"] == end_reason
    leftovers.nothing_is_left()


def test_it_is_hung_up_on_another_page(
    running: RunningBridge, pages: Flask, placed: dict[str, Any], ana: Cookie, database: Database
) -> None:
    leftovers = Leftovers(running, database)
    telephone = Telephone(running, placed["stream"], ana)
    telephone.hear_until("media")
    eventually(lambda: kept_call(database, placed["stream"]["call_sid"])["status"] == "in_progress")
    path = f"/api/conversation/{placed['conversation_id']}"

    put_through = pages.test_client().post(f"{path}/transfer")
    assert (put_through.status_code, put_through.get_json()["error"]["code"]) == (409, "no_carrier")
    assert pages.test_client().post(f"{path}/hang-up").status_code == 202
    assert telephone.talk() == "agent_hangup"
    assert kept_call(database, placed["stream"]["call_sid"])["end_reason"] == "agent_hangup"
    leftovers.nothing_is_left()


class TestRecorded:
    @pytest.fixture
    def bridge_environment(self, bridge_environment: dict[str, str]) -> dict[str, str]:
        return bridge_environment | {"RECORD_CALLS": "on"}

    def test_it_is_recorded_as_the_page_has_said(
        self, running: RunningBridge, pages: Flask, ana: Cookie, database: Database
    ) -> None:
        know_organization(database, pages.extensions["bridge"].front_desk)
        placed = signed_in(pages, ana).post("/api/test-calls", json={"kind": "browser"}).get_json()
        assert Telephone(running, placed["stream"], ana).talk() == "agent_hangup"

        [call] = one_of(database, Conversation, Conversation.id == UUID(placed["conversation_id"]))
        assert call["facts"]["recording_notice"] == "page"
        is_of_call = Recording.conversation_id == call["id"]
        eventually(lambda: [one["status"] for one in one_of(database, Recording, is_of_call)] == ["captured"])


class TestWithoutAgent:
    @pytest.fixture
    def bridge_environment(self, bridge_environment: dict[str, str]) -> dict[str, str]:
        return bridge_environment | {"ELEVENLABS_API_URL": "http://127.0.0.1:1"}

    def test_nobody_is_rung_and_the_browser_is_told(
        self, running: RunningBridge, placed: dict[str, Any], ana: Cookie, database: Database
    ) -> None:
        assert Telephone(running, placed["stream"], ana).talk() == "agent_unreachable"

        eventually(lambda: kept_call(database, placed["stream"]["call_sid"])["ended_at"])
        call = kept_call(database, placed["stream"]["call_sid"])
        assert (call["end_reason"], call["forwarded_to"]) == ("agent_unreachable", None)


def is_good(running: RunningBridge, stream: dict[str, str], member: str) -> bool:
    """Whether the token still opens the stream of whom it was given to."""
    found = running.switchboard.tokens.redeem(stream["token"], stream["call_sid"], member)
    return found.call_sid == stream["call_sid"]


class TestUpgrade:
    @pytest.mark.parametrize(
        "changed",
        [
            pytest.param({"cookie": None}, id="nobody is signed in"),
            pytest.param({"cookie": {"member": "00000000-0000-0000-0000-000000000000"}}, id="nobody we know"),
            pytest.param({"stamp": "of an older password"}, id="the password has changed since"),
            pytest.param({"origin": "https://evil.example.com"}, id="another site"),
            pytest.param({"Sec_Fetch_Site": "cross-site"}, id="another site, as the browser says"),
        ],
    )
    def test_who_is_no_page_of_ours_is_refused_before_it(
        self, running: RunningBridge, placed: dict[str, Any], ana: Cookie, changed: dict[str, Any]
    ) -> None:
        stamp = changed.pop("stamp", None)
        wanted = {"cookie": ana | ({"stamp": stamp} if stamp else {})} | changed
        with pytest.raises(websocket.WebSocketBadStatusException) as refused:
            Telephone(running, placed["stream"], **wanted)

        assert refused.value.status_code == 403

    def test_somebody_elses_call_is_refused_and_stays_theirs(
        self, running: RunningBridge, placed: dict[str, Any], ana: Cookie, database: Database
    ) -> None:
        other = person(database, "joan@autobox.example")

        assert Telephone(running, placed["stream"], other).close_code() == 1008
        assert is_good(running, placed["stream"], ana["member"])

    def test_a_token_is_good_once(self, running: RunningBridge, placed: dict[str, Any], ana: Cookie) -> None:
        first = Telephone(running, placed["stream"], ana)
        first.hear_until("media")

        assert Telephone(running, placed["stream"], ana).close_code() == 1008
        first.socket.close(1000)
        eventually(lambda: running.switchboard.pump.leg_count == 0)

    def test_a_browser_cannot_take_a_carriers_call(self, running: RunningBridge, ana: Cookie) -> None:
        ticket = Ticket("CA" + "4" * 32, "inbound", "+34600111222", "+34971550100")
        stream = {"call_sid": ticket.call_sid, "token": running.switchboard.tokens.issue(ticket)}

        assert Telephone(running, stream, ana).close_code() == 1008
        assert is_good(running, stream, "")

    def test_a_carrier_cannot_take_a_browsers_call(
        self, running: RunningBridge, placed: dict[str, Any], ana: Cookie
    ) -> None:
        carrier = running.switchboard.settings.carrier
        signature = sign_upgrade(running.switchboard.addresses.stream, carrier.auth_token)
        telephone = Telephone(running, placed["stream"], X_Twilio_Signature=signature)

        assert telephone.close_code() == 1008
        assert is_good(running, placed["stream"], ana["member"])


class TestPlacing:
    def test_only_a_signed_in_browser_can_be_a_telephone(self, pages: Flask) -> None:
        answer = pages.test_client().post("/api/test-calls", json={"kind": "browser"})

        assert (answer.status_code, answer.get_json()["error"]["code"]) == (403, "no_browser")

    def test_a_full_house_says_so(
        self, pages: Flask, ana: Cookie, monkeypatch: pytest.MonkeyPatch, running: RunningBridge
    ) -> None:
        capacity = pages.extensions["bridge"].capacity
        monkeypatch.setattr(capacity, "_max_calls", 1)
        assert capacity.take("CA" + "1" * 32)
        answer = signed_in(pages, ana).post("/api/test-calls", json={"kind": "browser"})

        assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "full")

    def test_without_a_script_to_play_no_place_is_kept(
        self, pages: Flask, ana: Cookie, running: RunningBridge
    ) -> None:
        answer = signed_in(pages, ana).post("/api/test-calls", json={"kind": "browser", "script": "nothing"})

        assert (answer.status_code, answer.json["error"]["code"]) == (422, "unknown_script")
        assert running.switchboard.store._redis.zcard("calls:live") == 0


def begin(database: Database, call_sid: str, *, at: datetime, is_answered: bool) -> None:
    started = CallStarted("inbound", None, "+34971550100", is_test=True, is_simulated=True)
    facts = [started, CallNoted({"channel": "browser"}), *([CallAnswered()] if is_answered else [])]
    with database.transaction() as session:
        for fact in facts:
            write_entry(session, Entry(call_sid, at, fact))


@pytest.mark.parametrize(
    ("minutes", "is_answered", "end_reason"),
    [
        pytest.param(15, False, "canceled", id="never begun"),
        pytest.param(15, True, None, id="still talking"),
        pytest.param(60, True, "stream_failed", id="longer than any call"),
    ],
)
def test_a_forgotten_call_ends_without_asking_a_carrier(
    running: RunningBridge, database: Database, minutes: int, is_answered: bool, end_reason: str | None
) -> None:
    call_sid, now = "CA" + "6" * 32, datetime.now(UTC)
    assert timedelta(minutes=minutes) > FORGOTTEN_AFTER
    begin(database, call_sid, at=now - timedelta(minutes=minutes), is_answered=is_answered)
    jobs = JobQueue(database.settings.redis_url)
    Reconciler(running.switchboard.settings, database, running.switchboard.store, jobs).run(now)
    jobs.close()

    assert kept_call(database, call_sid)["end_reason"] == end_reason


def test_its_bill_has_no_carrier_in_it(database: Database) -> None:
    call_sid = "CA" + "7" * 32
    begin(database, call_sid, at=datetime.now(UTC), is_answered=True)
    with database.reading() as session:
        call = stored_call(session, conversation_id_of(call_sid))

    assert call is not None
    assert not times_of(call).has_carrier
