"""A colleague tells the agent something in mid-call: asked at one process, told by the one that carries the call."""

import logging
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
import redis
from flask import Flask
from werkzeug.test import TestResponse

from bridge.facts import CallForwarded, CarriedNatively
from bridge.hints import CHANNEL, Hints
from db.actions.calls import conversation_id_of
from db.database import Database
from db.models import RealTimeEvent
from tests.bridge.conftest import RunningBridge
from tests.bridge.desk import CALL, Desk, refusal
from tests.bridge.dialogues import BYE, HELLO, PATIENT, script
from tests.bridge.kept import kept_call, kept_turns, one_of
from tests.waiting import eventually

WORDS = "La pieza ha llegado al mediodía."


class HintingDesk(Desk):
    def listen(self, *turns: dict[str, Any]) -> None:
        self.begin(script(HELLO, *(turns or ({"silence_seconds": 60},)), caller=PATIENT))

    def tell(self, text: Any = WORDS, call_sid: str = CALL) -> TestResponse:
        return self.ask("hint", call_sid, json={"text": text})

    def hang_up(self) -> None:
        assert self.ask("hang-up").status_code == 202
        self.end()

    def context(self) -> list[str]:
        """What the simulated agent was told without a turn."""
        (record,) = self.running.simulators.agent.records()
        return record.context


@pytest.fixture
def desk(running: RunningBridge, pages: Flask, database: Database) -> HintingDesk:
    return HintingDesk(running, pages, database)


def test_the_agent_is_told(desk: HintingDesk, database: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk.listen()
    answer = desk.tell(f"  {WORDS}\n")
    assert answer.status_code == 200
    said = dict(answer.json or {})
    assert datetime.fromisoformat(said.pop("at")).tzinfo is not None
    assert said == {"conversation_id": str(conversation_id_of(CALL)), "status": "taken", "text": WORDS}
    (told,) = eventually(desk.context)
    assert told.endswith(WORDS)
    assert "do not read it out" in told
    (hint,) = eventually(lambda: kept_call(database, CALL)["facts"].get("hints", {}).values())
    assert (hint["text"], hint["after"], hint["by"]) == (WORDS, 1, "")
    desk.hang_up()

    assert [turn["text"] for turn in kept_turns(database, CALL)] == ["Hola, diga."], "it is nobody's turn"
    events = one_of(database, RealTimeEvent, RealTimeEvent.event_type == "call.annotated")
    assert [event["data"] for event in events] == [{"what": "hints"}]
    assert WORDS not in caplog.text
    assert refusal(desk.tell()) == (409, "not_live")


@pytest.mark.parametrize("said", ["{", "7", '{"conversation_id": "1", "of_another_version": true}'])
def test_what_cannot_be_read_keeps_nobody_from_listening(
    desk: HintingDesk, redis_url: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk.listen()
    with redis.Redis.from_url(redis_url) as another:
        eventually(lambda: another.publish(CHANNEL, said) == 1)
    eventually(lambda: "hint_unreadable" in caplog.text)

    assert desk.tell().status_code == 200
    desk.hang_up()


def test_several_are_kept(desk: HintingDesk, database: Database) -> None:
    desk.listen()
    assert [desk.tell(text).status_code for text in ("uno", "dos")] == [200, 200]

    kept = eventually(
        lambda: len(found := kept_call(database, CALL)["facts"].get("hints", {})) == 2 and found
    )
    assert sorted(hint["text"] for hint in kept.values()) == ["dos", "uno"]
    desk.hang_up()


@pytest.mark.parametrize("text", ["", " \n ", "x" * 501, 7, None])
def test_what_is_no_hint(desk: HintingDesk, text: object) -> None:
    answer = desk.tell(text)
    assert refusal(answer) == (422, "invalid_hint")
    assert answer.json is not None
    assert answer.json["error"]["details"][0]["field"] == "text"


def test_a_body_that_is_no_object(desk: HintingDesk) -> None:
    answer = desk.pages.test_client().post(f"/api/conversation/{uuid4()}/hint", data="text")
    assert refusal(answer) == (422, "invalid_hint")


def test_a_call_that_nobody_knows(desk: HintingDesk) -> None:
    assert refusal(desk.tell(call_sid=str(uuid4()))) == (404, "not_found")


@pytest.mark.parametrize(
    "fact",
    [CallForwarded("+34600999888", "transferred"), CarriedNatively("conv_1")],
    ids=["person", "native"],
)
def test_no_agent_of_ours(desk: HintingDesk, fact: CallForwarded | CarriedNatively) -> None:
    desk.listen()
    desk.running.switchboard.recorder.record(CALL, fact)
    desk.running.switchboard.recorder.flush(5)

    assert refusal(desk.tell()) == (409, "no_agent")
    assert desk.context() == []
    desk.hang_up()


def test_nobody_carries_it_now(desk: HintingDesk) -> None:
    """Its stream was cut, and the carrier has not come back."""
    desk.listen()
    hints = desk.running.switchboard.hints
    (call,) = hints._calls.values()
    hints.leave(conversation_id_of(CALL), call)

    assert refusal(desk.tell()) == (409, "no_agent")
    desk.hang_up()


def test_the_agent_takes_its_leave(desk: HintingDesk) -> None:
    desk.listen({"caller": "Adiós."}, BYE)
    desk.end()
    assert refusal(desk.tell()) == (409, "not_live")


def test_redis_is_away(desk: HintingDesk) -> None:
    desk.listen()
    switchboard = desk.pages.extensions["bridge"]
    away = Hints("redis://127.0.0.1:1/0", switchboard.pump_of_process)
    desk.pages.view_functions["hints.hint"].__self__._hints = away

    assert refusal(desk.tell()) == (503, "hints_away")
    desk.hang_up()
    away.close()


def test_an_agent_that_comes_back_is_told_again(desk: HintingDesk) -> None:
    lost = {"agent": "", "fault": {"kind": "drop"}}
    asks = {"caller": "¿Y la pieza?", "silence_seconds": 20}
    desk.listen(asks, lost, {"caller": "¿Sigue ahí?"}, BYE)
    assert desk.tell().status_code == 200
    desk.end()

    again, first = desk.running.simulators.agent.records()
    assert [WORDS in text for text in (*first.context, *again.context)] == [True, True]
