"""A person on our side takes a live call: from another process than the one that carries it."""

import socket
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask

from bridge.carriers import twilio
from db.actions.calls import conversation_id_of
from db.database import Database
from db.models import RealTimeEvent
from db.queries.transcripts import stored_call
from tests.bridge.conftest import MOBILE, RunningBridge
from tests.bridge.desk import CALL, Desk, refusal
from tests.bridge.dialogues import HELLO, PATIENT, QUICK_FORWARD, script
from tests.bridge.kept import kept_call, one_of
from workers.programmatic import rules_reading

WAITING = script(HELLO, {"silence_seconds": 60}, caller=PATIENT, forward=QUICK_FORWARD)


@pytest.fixture
def desk(running: RunningBridge, pages: Flask, database: Database) -> Desk:
    return Desk(running, pages, database)


def test_a_call_is_put_through(desk: Desk, database: Database) -> None:
    desk.begin(WAITING)
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
    desk.begin(WAITING)
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
    desk.begin(WAITING)
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
    desk.begin(WAITING)
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
