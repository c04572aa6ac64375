"""A person on our side takes a live call: from another process than the one that carries it."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

import bridge
from bridge.carriers import twilio
from bridge.simulators.carrier.result import CallResult
from db.actions.calls import conversation_id_of
from db.database import Database
from db.models import RealTimeEvent
from db.queries.transcripts import stored_call
from tests.bridge.conftest import MOBILE, RunningBridge
from tests.bridge.dialogues import HELLO, PATIENT, QUICK_FORWARD, script
from tests.bridge.kept import is_kept, kept_call, kept_turns, one_of
from tests.waiting import eventually
from workers.programmatic import rules_reading

CALL = "CA" + "7" * 32


@dataclass
class Desk:
    """Somebody at the pages, while a call is on."""

    running: RunningBridge
    pages: Flask
    database: Database
    results: list[CallResult]

    def begin(self) -> None:
        waiting = script(HELLO, {"silence_seconds": 60}, caller=PATIENT, forward=QUICK_FORWARD)
        ring = threading.Thread(
            target=lambda: self.results.append(self.running.dial(waiting, call_sid=CALL)), daemon=True
        )
        ring.start()
        eventually(lambda: is_kept(self.database, CALL) and kept_turns(self.database, CALL))

    def ask(self, what: str, call_sid: str = CALL) -> TestResponse:
        return self.pages.test_client().post(f"/api/conversation/{conversation_id_of(call_sid)}/{what}")

    def end(self) -> CallResult:
        eventually(lambda: self.results)
        eventually(lambda: kept_call(self.database, CALL)["ended_at"])
        return self.results[0]


@pytest.fixture
def desk(running: RunningBridge, bridge_environment: dict[str, str], database: Database) -> Iterator[Desk]:
    app = Flask("pages", static_folder=None)
    env = bridge_environment | {"PUBLIC_URL": running.url, "SIMULATORS_URL": running.simulators.url}
    switchboard = bridge.init_app(app, env, database, role="server")
    yield Desk(running, app, database, [])
    switchboard.close()


def refusal(answer: TestResponse) -> tuple[int, str]:
    assert answer.json is not None
    return answer.status_code, answer.json["error"]["code"]


def test_a_call_is_put_through(desk: Desk, database: Database) -> None:
    desk.begin()
    answer = desk.ask("transfer")
    assert (answer.status_code, kept_call(database, CALL)["status"]) == (202, "forwarded")
    again = desk.ask("transfer")
    result = desk.end()

    call = kept_call(database, CALL)
    assert refusal(again)[0] == 409
    assert [leg.number for leg in result.dialled] == [MOBILE]
    assert (call["status"], call["end_reason"], call["forwarded_to"]) == ("completed", "transferred", MOBILE)
    assert result.errors == ()


def test_a_call_is_hung_up(desk: Desk, database: Database) -> None:
    desk.begin()
    answer = desk.ask("hang-up")
    result = desk.end()

    assert answer.status_code == 202
    assert (result.ended_by, result.errors) == ("rest", ())
    with database.reading() as session:
        call = stored_call(session, conversation_id_of(CALL))
    assert call is not None
    assert (call.end_reason, call.ended_by) == ("agent_hangup", "staff")
    assert not rules_reading(call).abandonment.value
    event = one_of(database, RealTimeEvent, RealTimeEvent.event_type == "call.ended")[-1]
    assert event["data"]["ended_by"] == "staff"
    assert refusal(desk.ask("hang-up")) == (409, "not_live")


@pytest.mark.parametrize("what", ["transfer", "hang-up"])
def test_a_call_that_nobody_knows(desk: Desk, what: str) -> None:
    assert refusal(desk.ask(what, str(uuid4()))) == (404, "not_found")


def test_a_call_goes_on_when_the_carrier_is_away(desk: Desk, database: Database) -> None:
    desk.begin()
    switchboard = desk.pages.extensions["bridge"]
    carrier = switchboard.settings.carrier
    switchboard.settings = replace(
        switchboard.settings, carrier=replace(carrier, api_url="http://127.0.0.1:1")
    )
    assert refusal(desk.ask("transfer")) == (503, "carrier_away")
    assert refusal(desk.ask("hang-up")) == (503, "carrier_away")
    assert kept_call(database, CALL)["facts"]["taken_over"] is None

    switchboard.settings = replace(switchboard.settings, carrier=carrier)
    assert desk.ask("hang-up").status_code == 202
    desk.end()


def test_a_carrier_that_does_not_answer_may_have_done_it(
    desk: Desk, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twilio, "REQUEST_TIMEOUT_SECONDS", 0.2)
    desk.begin()
    switchboard = desk.pages.extensions["bridge"]
    carrier = switchboard.settings.carrier
    with socket.create_server(("127.0.0.1", 0)) as silent:
        away = replace(carrier, api_url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        switchboard.settings = replace(switchboard.settings, carrier=away)
        assert refusal(desk.ask("transfer")) == (504, "outcome_unknown")
        assert refusal(desk.ask("transfer")) == (504, "outcome_unknown"), "who has looked can ask again"
    assert kept_call(database, CALL)["facts"]["taken_over"] == "transfer", (
        "a stream that stops now was put through"
    )

    switchboard.settings = replace(switchboard.settings, carrier=carrier)
    assert desk.ask("transfer").status_code == 202
    assert refusal(desk.ask("transfer")) == (409, "already_forwarded")
    desk.end()
    assert kept_call(database, CALL)["end_reason"] == "transferred"


def test_nobody_to_transfer_to(desk: Desk) -> None:
    switchboard = desk.pages.extensions["bridge"]
    switchboard.settings = replace(switchboard.settings, mobile_number="")

    assert refusal(desk.ask("transfer")) == (409, "nobody_to_transfer_to")
