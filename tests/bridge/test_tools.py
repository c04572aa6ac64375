"""Tools that others fulfil: checked arguments, one question, and always an answer."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from bridge import events as happened
from bridge import tool_requests
from bridge.commands import Command, Record, SendToAgent, UseTool
from bridge.events import Event
from bridge.facts import CallNoted
from bridge.session import CallSession
from bridge.settings import ToolSettings
from bridge.tool_outcomes import Outcome
from bridge.tool_requests import ask
from bridge.tool_schemas import InvalidParametersError, read_parameters
from bridge.tools import Answer
from db.database import Database
from tests.bridge.conftest import RunningBridge, serving
from tests.bridge.dialogues import BYE, script
from tests.bridge.kept import kept_call
from tests.bridge.sessions import AGAIN, CONNECTED, HALF, LOST, METADATA, STARTED
from tests.waiting import eventually

WISH = {"service": "oil_change", "starts_at": "2026-12-01T09:00:00", "plate": "4721LKM"}
LINK = {"purpose": "repair_status"}
CALLED = happened.ToolCalled(5000, "book_appointment", "tc_1", WISH)
ERRAND = UseTool("book_appointment", "tc_1", WISH)


@dataclass
class Workshop:
    """The system behind the tools."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answer: ResponseReturnValue = ""
    may_answer: threading.Event = field(default_factory=threading.Event)

    def serve(self, tool: str) -> ResponseReturnValue:
        self.asked.append({"path": tool} | (request.get_json() or {}))
        self.headers.append(dict(request.headers))
        self.may_answer.wait(20)
        return self.answer


@pytest.fixture
def workshop() -> Workshop:
    workshop = Workshop()
    workshop.may_answer.set()
    return workshop


@pytest.fixture
def tools_url(workshop: Workshop) -> Iterator[str]:
    app = Flask("workshop", static_folder=None)
    app.add_url_rule("/tools/<tool>", view_func=workshop.serve, methods=["POST"], endpoint="tools")
    with serving(app) as url:
        yield f"{url}/tools"
        workshop.may_answer.set()


@pytest.fixture
def bridge_environment(bridge_environment: dict[str, str], tools_url: str) -> dict[str, str]:
    return bridge_environment | {"TOOLS_URL": tools_url, "TOOLS_TOKEN": "a-token"}


@pytest.mark.parametrize(
    ("tool", "parameters", "complaint"),
    [
        pytest.param("book_appointment", {}, "service: Field required", id="nothing"),
        pytest.param("book_appointment", WISH | {"starts_at": "soon"}, "starts_at: ", id="no time"),
        pytest.param("book_appointment", WISH | {"phone": "call me"}, "phone: ", id="no number"),
        pytest.param("book_appointment", WISH | {"seats": 2}, "seats: Extra", id="unknown argument"),
        pytest.param("send_sms_link", {"purpose": " "}, "purpose: ", id="blank"),
    ],
)
def test_wrong_arguments_are_named(tool: str, parameters: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidParametersError, match=complaint):
        read_parameters(tool, parameters)


@pytest.mark.parametrize(("tool", "parameters"), [("book_appointment", WISH), ("send_sms_link", LINK)])
def test_good_arguments_are_carried_as_they_are(tool: str, parameters: dict[str, Any]) -> None:
    assert read_parameters(tool, parameters) == parameters


@pytest.fixture
def session() -> CallSession:
    session = CallSession(can_forward=True, remote_tools=frozenset({"book_appointment"}))
    for event in (STARTED, CONNECTED, METADATA):
        session.handle(event)
    return session


def test_the_answer_goes_to_the_agent_once(session: CallSession) -> None:
    answered = happened.ToolAnswered(5900, "tc_1", {"id": 7}, is_error=False)
    note = {"arguments": WISH, "result": {"id": 7}, "is_error": False}

    assert session.handle(CALLED) == [ERRAND]
    assert session.handle(answered) == [
        SendToAgent(Answer({"id": 7}).message("tc_1")),
        Record(
            CallNoted(
                {"book_appointment": note, "tool:tc_1": {"tool": "book_appointment", "at_ms": 5900, **note}}
            )
        ),
    ]
    assert session.handle(answered) == []


DONE = happened.ToolAnswered(9900, "tc_1", {"id": 7}, is_error=False)
OUTCOME = Outcome(
    UseTool("book_appointment", "tc_1", read_parameters("book_appointment", WISH)),
    {"id": 7},
    is_error=False,
    at_ms=9900,
)
TOLD = SendToAgent({"type": "contextual_update", "text": OUTCOME.words})
KEPT = Record(OUTCOME.fact)
NEW_AGENT = [LOST, happened.AgentConnected(9200), AGAIN]


def test_words_of_what_was_done() -> None:
    assert OUTCOME.words == (
        'Your tool book_appointment (unheard by the caller), called with {"plate": "4721LKM", "service": "oil_change", '
        '"starts_at": "2026-12-01T09:00:00"}, answered {"id": 7}'
    )


@pytest.mark.parametrize(
    ("meanwhile", "commands"),
    [
        pytest.param(NEW_AGENT, [TOLD, KEPT], id="a new agent goes on"),
        pytest.param([LOST], [KEPT], id="the new agent is not there yet"),
        pytest.param([happened.CarrierStopped(9800, HALF)], [KEPT], id="the caller has hung up"),
    ],
)
def test_what_was_done_is_kept_whoever_is_gone(
    session: CallSession, meanwhile: list[Event], commands: list[Command]
) -> None:
    for event in (CALLED, *meanwhile):
        session.handle(event)

    assert session.handle(DONE) == commands
    assert session.handle(DONE) == []


@pytest.mark.parametrize(
    "past",
    [
        pytest.param([CALLED, DONE, LOST], id="done before"),
        pytest.param([CALLED, LOST, DONE], id="done before it joins"),
    ],
)
def test_a_new_agent_learns_what_the_lost_one_did(session: CallSession, past: list[Event]) -> None:
    """It would do it again: an appointment twice."""
    for event in past:
        session.handle(event)

    reminded = [one for one in session.handle(AGAIN) if isinstance(one, SendToAgent)]
    assert OUTCOME.words in reminded[0].message["text"]


def test_wrong_arguments_ask_nobody(session: CallSession) -> None:
    command, noted = session.handle(happened.ToolCalled(5000, "book_appointment", "tc_1", {}))

    assert isinstance(command, SendToAgent)
    assert isinstance(noted, Record)
    assert isinstance(noted.fact, CallNoted)
    assert noted.fact.details["tool:tc_1"]["result"]["error"] == "invalid_arguments"
    assert command.message["is_error"]
    assert "service: Field required" in command.message["result"]


def outcome_of(tools_url: str, tool: str = "book_appointment") -> tuple[dict[str, Any], bool]:
    settings = ToolSettings({tool: f"{tools_url}/{tool}"}, "a-token")
    return ask(settings, UseTool(tool, "tc_1", WISH), {"call_sid": "CA1"})


@pytest.mark.parametrize(
    ("answer", "result", "is_error"),
    [
        pytest.param({"id": 7}, {"id": 7}, False, id="done"),
        pytest.param(Response(iter(['{"id"', ": 7}"])), {"id": 7}, False, id="done in pieces"),
        pytest.param(("", 204), {"status": "done"}, False, id="done without a word"),
        pytest.param('{"id": 7, "price": NaN}', {"id": 7, "price": None}, False, id="a number that is none"),
        pytest.param(({"message": "nothing free"}, 409), {"message": "nothing free"}, True, id="refused"),
        pytest.param(({}, 404), {"message": "refused with 404"}, True, id="refused without a word"),
        pytest.param(("oops", 500), {"error": "failed"}, True, id="failed"),
        pytest.param("<html>", {"error": "failed"}, True, id="no JSON"),
        pytest.param("[1]", {"error": "failed"}, True, id="no object"),
        pytest.param({"text": "x" * 20_000}, {"error": "failed"}, True, id="too long"),
        pytest.param(
            ("", 302, {"Location": "http://127.0.0.1:1"}), {"error": "refused"}, True, id="elsewhere"
        ),
    ],
)
def test_what_the_agent_is_told(
    workshop: Workshop, tools_url: str, answer: ResponseReturnValue, result: dict[str, Any], is_error: bool
) -> None:
    workshop.answer = answer
    told, failed = outcome_of(tools_url)

    assert failed == is_error
    assert told.items() >= result.items()
    assert workshop.headers[0]["Authorization"] == "Bearer a-token"
    assert workshop.headers[0]["Idempotency-Key"] == "tc_1"


def test_a_system_that_is_away_is_an_error() -> None:
    told, failed = outcome_of("http://127.0.0.1:1")

    assert (told["error"], failed) == ("unreachable", True)


def booking(**tool: Any) -> Any:
    turn = {"agent": "Un momento.", "tool": {"name": "book_appointment", "parameters": WISH} | tool}
    return script(
        turn | {"text_after_tool": "Hecho.", "text_after_error": "No puedo."}, {"caller": "Bien."}, BYE
    )


def test_an_appointment_is_booked_in_a_call(
    running: RunningBridge, workshop: Workshop, database: Database
) -> None:
    workshop.answer = {"id": 7}
    result = running.dial(booking())

    call = kept_call(database, result.call_sid)
    (asked,) = workshop.asked
    assert asked["arguments"] == WISH
    assert (asked["path"], asked["call_sid"]) == ("book_appointment", result.call_sid)
    assert (asked["conversation_id"], asked["is_test"]) == (str(call["id"]), True)
    assert call["facts"]["book_appointment"]["result"] == {"id": 7}
    [kept] = [value for key, value in call["facts"].items() if key.startswith("tool:")]
    assert (kept["tool"], kept["arguments"], kept["is_error"]) == ("book_appointment", WISH, False)
    assert running.simulators.agent.records()[0].complaints == []


def test_what_is_done_for_a_caller_who_has_hung_up_is_kept(
    running: RunningBridge, workshop: Workshop, database: Database
) -> None:
    workshop.answer = {"id": 7}
    workshop.may_answer.clear()
    turn = {"agent": "Un momento.", "tool": {"name": "book_appointment", "parameters": WISH}}
    result = running.dial(script(turn, {"hang_up": True}))
    assert kept_call(database, result.call_sid)["ended_at"]
    workshop.may_answer.set()

    kept = eventually(lambda: kept_call(database, result.call_sid)["facts"].get("book_appointment"))
    assert (kept["result"], kept["is_error"]) == ({"id": 7}, False)


def test_a_slow_system_keeps_nobody_waiting(
    running: RunningBridge, workshop: Workshop, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tool_requests, "ANSWER_TIMEOUT_SECONDS", 0.3)
    workshop.may_answer.clear()
    result = running.dial(booking())

    kept = kept_call(database, result.call_sid)
    assert kept["facts"]["book_appointment"]["result"]["error"] == "timeout"
    assert kept["end_reason"] == "agent_hangup"
    assert running.simulators.agent.records()[0].complaints == []
