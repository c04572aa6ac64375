"""Real telephones rung for a test: once for one request, only where it is allowed, and no agent talks to a machine."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from flask import Flask, Response, request
from flask.testing import FlaskClient
from urllib3.exceptions import ProtocolError

import bridge
from bridge.carriers.twilio import is_silence
from bridge.errors import PlacingError
from bridge.placing import check_destination
from bridge.settings import BridgeSettings, PlacingSettings
from db.database import Database
from db.environment import ConfigurationError
from db.models import Conversation
from tests.bridge.conftest import RunningBridge, serving
from tests.bridge.kept import kept_call, one_of
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually

TO, MACHINE = "+34600123123", "+34600404040"
PHONE = {"kind": "phone", "to": TO}


class Unreliable:
    """A carrier's REST API that loses the connection of some requests before it answers.

    A time-out would look the same to the product; but on a busy machine, it would also end requests that are answered.
    """

    def __init__(self, behind: str) -> None:
        self.behind = behind
        # Of the next attempts to create a call: the "question" or the "answer", or it is "late": answered by nobody, and
        # created only when the test says so.
        self.loses: list[str] = []
        self.may_create = threading.Event()
        self.may_lose = threading.Event()
        self.may_lose.set()
        self.lists_calls = True
        self.fails_with = 0
        self.created = 0

    def answer(self, path: str) -> Response:
        if self.fails_with and request.method == "POST":
            return Response(
                '{"code": 20500, "message": "no"}', self.fails_with, content_type="application/json"
            )
        if request.method == "GET" and not self.lists_calls:
            return lose_connection()
        form = request.form  # read before the connection is lost, and what is sent with it
        lost = self.loses.pop(0) if request.method == "POST" and self.loses else ""
        if lost in ("question", "late"):
            gone = lose_connection()
            if lost == "question":
                return gone
            self.may_create.wait(TEST_TIMEOUT_SECONDS)
        answer = requests.request(
            request.method,
            f"{self.behind}/{path}",
            params=request.args,
            data=form,
            headers={"Authorization": request.headers["Authorization"]},
            timeout=TEST_TIMEOUT_SECONDS,
        )
        self.created += request.method == "POST"
        if lost == "late":
            return gone
        if lost == "answer":
            self.may_lose.wait(TEST_TIMEOUT_SECONDS)
            return lose_connection()
        return Response(answer.content, answer.status_code, content_type="application/json")


def lose_connection() -> Response:
    """What is answered afterwards goes nowhere."""
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    return Response(status=504)


@pytest.fixture
def carrier(running: RunningBridge) -> Iterator[tuple[Unreliable, str]]:
    app = Flask("carrier", static_folder=None)
    unreliable = Unreliable(running.simulators.url)
    app.add_url_rule("/<path:path>", "answer", unreliable.answer, methods=["GET", "POST"])
    with serving(app) as url:
        yield unreliable, url


@pytest.fixture
def rules() -> dict[str, str]:
    return {}


@pytest.fixture
def client(
    running: RunningBridge,
    bridge_environment: dict[str, str],
    carrier: tuple[Unreliable, str],
    rules: dict[str, str],
    database: Database,
) -> Iterator[FlaskClient]:
    app = Flask("pages", static_folder=None)
    env = bridge_environment | {"PUBLIC_URL": running.url, "SIMULATORS_URL": running.simulators.url}
    switchboard = bridge.init_app(app, env | {"TWILIO_API_URL": carrier[1]} | rules, database, role="server")
    yield app.test_client()
    switchboard.close()


def place(client: FlaskClient, body: dict[str, Any] = PHONE, key: str = "") -> tuple[int, dict[str, Any]]:
    answer = client.post("/api/test-calls", json=body, headers={"Idempotency-Key": key} if key else {})
    content: dict[str, Any] = answer.get_json()
    return answer.status_code, content


def all_calls(database: Database) -> list[dict[str, Any]]:
    return one_of(database, Conversation, Conversation.id.is_not(None))


@pytest.mark.parametrize(
    ("loses", "created"),
    [
        pytest.param([], 1, id="it answers"),
        pytest.param(["answer"], 1, id="it took the call, and did not say so"),
    ],
)
def test_somebody_is_rung_once(
    client: FlaskClient,
    carrier: tuple[Unreliable, str],
    database: Database,
    loses: list[str],
    created: int,
) -> None:
    carrier[0].loses = loses
    status, content = place(client)

    assert (status, carrier[0].created) == (202, created)
    eventually(lambda: len(all_calls(database)) == 1)
    assert str(all_calls(database)[0]["id"]) == content["conversation_id"]
    assert all_calls(database)[0]["is_test"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(requests.ReadTimeout("read timed out"), True, id="no answer in time"),
        pytest.param(requests.ConnectionError(ProtocolError("aborted")), True, id="cut before the answer"),
        pytest.param(requests.ConnectTimeout("connect timed out"), False, id="never sent"),
        pytest.param(requests.ConnectionError("refused"), False, id="refused"),
    ],
)
def test_what_may_have_been_acted_upon(error: Exception, expected: bool) -> None:
    assert is_silence(error) is expected


def test_a_carrier_that_does_not_answer_is_asked_once(
    client: FlaskClient, carrier: tuple[Unreliable, str], database: Database
) -> None:
    carrier[0].loses = ["question"]
    status, content = place(client)

    assert (status, content["error"]["code"], carrier[0].created) == (504, "outcome_unknown", 0)
    assert all_calls(database) == []


def test_a_carrier_that_calls_only_after_our_time_out_rings_once(
    client: FlaskClient, carrier: tuple[Unreliable, str], database: Database
) -> None:
    carrier[0].loses = ["late"]
    answers = [place(client, key="a") for _ in range(2)]
    assert [(status, content["error"]["code"]) for status, content in answers] == [
        (504, "outcome_unknown")
    ] * 2

    carrier[0].may_create.set()
    eventually(lambda: carrier[0].created == 1)
    status, content = place(client, key="a")

    assert (status, carrier[0].created) == (202, 1)
    eventually(lambda: [str(call["id"]) for call in all_calls(database)] == [content["conversation_id"]])
    assert place(client, key="a") == (202, content)


def test_a_carrier_that_does_not_say_which_calls_it_has_leaves_the_outcome_unknown(
    client: FlaskClient, carrier: tuple[Unreliable, str]
) -> None:
    carrier[0].loses = ["answer"]
    carrier[0].lists_calls = False
    answers = [place(client, key="a")[1]["error"]["code"]]
    carrier[0].lists_calls = True

    assert answers == ["outcome_unknown"]
    assert (place(client, key="a")[0], carrier[0].created) == (202, 1)


@pytest.mark.parametrize(
    ("code", "expected"), [(500, "outcome_unknown"), (504, "outcome_unknown"), (400, "carrier_refused")]
)
def test_an_error_of_the_carrier_itself_does_not_say_that_nobody_is_rung(
    client: FlaskClient, carrier: tuple[Unreliable, str], code: int, expected: str
) -> None:
    carrier[0].fails_with = code

    assert place(client)[1]["error"]["code"] == expected


class TestKey:
    def test_asked_again_it_is_the_same_call(
        self, client: FlaskClient, carrier: tuple[Unreliable, str]
    ) -> None:
        assert place(client, key="a") == place(client, key="a")
        assert carrier[0].created == 1

    def test_another_key_is_another_call(self, client: FlaskClient, carrier: tuple[Unreliable, str]) -> None:
        assert place(client, key="a")[1] != place(client, key="b")[1]
        assert carrier[0].created == 2

    def test_one_key_is_for_one_request(self, client: FlaskClient) -> None:
        place(client, key="a")
        status, content = place(client, PHONE | {"to": "+34600123124"}, key="a")

        assert (status, content["error"]["code"]) == (422, "key_reused")

    def test_while_it_is_being_placed_it_is_not_placed_again(
        self, client: FlaskClient, carrier: tuple[Unreliable, str]
    ) -> None:
        carrier[0].loses = ["answer"]
        carrier[0].may_lose.clear()
        first = threading.Thread(target=place, args=(client, PHONE, "a"))
        first.start()
        eventually(lambda: carrier[0].created == 1)
        status, content = place(client.application.test_client(), key="a")
        carrier[0].may_lose.set()
        first.join()

        assert (status, content["error"]["code"]) == (409, "in_progress")
        assert carrier[0].created == 1

    def test_where_no_call_was_made_it_may_try_again(
        self, client: FlaskClient, carrier: tuple[Unreliable, str]
    ) -> None:
        carrier[0].fails_with = 400
        refused = place(client, key="a")[0]
        carrier[0].fails_with = 0

        assert (refused, place(client, key="a")[0]) == (502, 202)


class TestRules:
    @pytest.fixture
    def rules(self) -> dict[str, str]:
        return {"TEST_CALL_DESTINATIONS": "+346, +4930", "TEST_CALLS_A_DAY": "2"}

    def test_so_many_a_day(self, client: FlaskClient, carrier: tuple[Unreliable, str]) -> None:
        answers = [place(client) for _ in range(3)]

        assert [status for status, _ in answers] == [202, 202, 429]
        assert answers[2][1]["error"]["code"] == "daily_cap"
        assert carrier[0].created == 2

    def test_only_where_it_is_allowed(self, client: FlaskClient, carrier: tuple[Unreliable, str]) -> None:
        status, content = place(client, PHONE | {"to": "+442079460301"})

        assert (status, content["error"]["code"]) == (403, "destination_not_allowed")
        assert carrier[0].created == 0


@pytest.mark.parametrize(
    ("to", "destinations", "is_allowed"),
    [
        pytest.param("+34600123123", ("+34",), True, id="a mobile"),
        pytest.param("+34971550100", ("+34",), True, id="a landline"),
        pytest.param("+34806123456", ("+34",), False, id="at a premium rate"),
        pytest.param("+449098790000", ("+",), False, id="at a premium rate abroad"),
        pytest.param("+447700900123", ("+34",), False, id="abroad"),
        pytest.param("+447700900123", ("+34", "+44"), True, id="abroad, allowed"),
        pytest.param("+34600123123", (), False, id="nowhere"),
    ],
)
def test_destinations(to: str, destinations: tuple[str, ...], is_allowed: bool) -> None:
    settings = PlacingSettings(destinations)
    if is_allowed:
        check_destination(to, settings)
    else:
        with pytest.raises(PlacingError):
            check_destination(to, settings)


def test_settings_say_what_is_allowed(environment: dict[str, str]) -> None:
    real = {
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": "t",
        "TWILIO_PHONE_NUMBER": "+34971550100",
    }

    def placing(**more: str) -> PlacingSettings:
        return BridgeSettings.from_environment(environment | more).placing

    assert placing() == PlacingSettings(("+",), 1000)
    assert placing(**real) == PlacingSettings(("+34",), 20)
    assert placing(TEST_CALL_DESTINATIONS="+346,+4930").destinations == ("+346", "+4930")
    with pytest.raises(ConfigurationError, match="TEST_CALL_DESTINATIONS"):
        placing(TEST_CALL_DESTINATIONS="Spain")


def test_the_agent_does_not_talk_to_a_machine(
    client: FlaskClient, running: RunningBridge, database: Database
) -> None:
    place(client, PHONE | {"to": MACHINE})
    eventually(lambda: all_calls(database)[0]["ended_at"])

    call = kept_call(database, all_calls(database)[0]["twilio_call_sid"])
    assert (call["status"], call["end_reason"]) == ("completed", "no_answer")
    assert call["facts"]["answered_by"] == "machine_start"
    assert call["forwarded_to"] is None


def test_a_person_is_talked_to(client: FlaskClient, database: Database) -> None:
    place(client)
    eventually(lambda: all_calls(database)[0]["facts"].get("answered_by"))

    assert all_calls(database)[0]["facts"]["answered_by"] == "human"
    assert all_calls(database)[0]["end_reason"] is None
