"""What the provider's report of a native call is understood to say."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bridge.agents.native_call import end_reason, turns
from bridge.agents.postcall import read_failure, read_report
from bridge.facts import CallStarted, ConversationReported

CALL = "CA" + "1" * 32
VARIABLES = {
    "call_sid": CALL,
    "carried_by": "provider",
    "is_test": False,
    "caller_number": "+34600111222",
    "called_number": "+34971550100",
    "call_direction": "inbound",
}
DATA: dict[str, Any] = {
    "conversation_id": "conv_1",
    "status": "done",
    "metadata": {"start_time_unix_secs": 1739537297, "call_duration_secs": 22},
    "transcript": [
        {"role": "agent", "message": "Hola, diga.", "time_in_call_secs": 0},
        {"role": "agent", "message": None, "time_in_call_secs": 2, "tool_calls": [{"tool_name": "x"}]},
        {"role": "user", "message": " Buenas. ", "time_in_call_secs": 3},
    ],
    "conversation_initiation_client_data": {"dynamic_variables": VARIABLES},
}


@pytest.mark.parametrize(
    ("said", "more", "expected"),
    [
        ("end_call tool was called", {}, "agent_hangup"),
        ("Call ended by remote party", {}, "caller_hangup"),
        ("Client disconnected: 1000", {}, "caller_hangup"),
        ("Conversation ended due to silence timeout", {}, "silence"),
        ("Exceeded the max conversation duration", {}, "max_duration"),
        ("transfer_to_number tool was called", {}, "transferred"),
        ("", {}, "caller_hangup"),
        (None, {}, "caller_hangup"),
        ("LLM cascade failed", {"error": {"code": 1011}}, "agent_failed"),
        ("", {"status": "failed"}, "agent_failed"),
    ],
)
def test_an_ending_is_of_the_closed_list(said: str | None, more: dict[str, Any], expected: str) -> None:
    metadata = {"termination_reason": said, "error": more.get("error")}

    assert end_reason({"status": more.get("status", "done"), "metadata": metadata}) == expected


@pytest.mark.parametrize(
    ("transcript", "expected"),
    [
        pytest.param(DATA["transcript"], [(1, "agent", "Hola, diga.", 0), (2, "user", "Buenas.", 3000)], id="tools are no turns"),
        pytest.param(
            [{"role": "user", "message": "a", "time_in_call_secs": 5}, {"role": "agent", "message": "b", "time_in_call_secs": 4}],
            [(1, "user", "a", 5000), (2, "agent", "b", 5000)],
            id="time goes on",
        ),
        pytest.param([{"role": "user", "message": "a"}], [(1, "user", "a", 0)], id="no time"),
        pytest.param([{"role": "user", "message": "a", "time_in_call_secs": "soon"}], [(1, "user", "a", 0)], id="a strange time"),
        pytest.param(["x", 7, {"role": "system", "message": "a"}, {"role": "user", "message": "  "}], [], id="nothing spoken"),
        pytest.param(None, [], id="no transcript"),
    ],
)  # fmt: skip
def test_turns(transcript: Any, expected: list[tuple[int, str, str, int]]) -> None:
    found = [(one["position"], one["role"], one["text"], one["started_ms"]) for one in turns(transcript)]

    assert found == expected


def test_what_an_interrupted_agent_meant_to_say() -> None:
    entry = {"role": "agent", "message": "Mire,", "interrupted": True, "original_message": "Mire, el lunes."}
    (turn,) = turns([entry])

    assert (turn["text"], turn["full_text"], turn["is_interrupted"]) == ("Mire,", "Mire, el lunes.", True)


def test_the_report_of_a_native_call_tells_all_of_it() -> None:
    report = read_report(DATA)

    assert report is not None
    kinds = [type(fact).__name__ for fact, _ in report.facts]
    assert kinds == ["CallStarted", "CarriedNatively", "AgentReported", "CallNoted", "ConversationReported"]
    started, reported = report.facts[0][0], report.facts[-1]
    assert isinstance(started, CallStarted)
    assert (started.phone_number, started.called_number, started.is_test) == (
        "+34600111222",
        "+34971550100",
        False,
    )
    assert isinstance(reported[0], ConversationReported)
    assert reported[1] == datetime.fromtimestamp(1739537297 + 22, UTC)


def test_the_report_of_a_bridged_call_tells_only_what_it_cost() -> None:
    bridged = {"dynamic_variables": {name: VARIABLES[name] for name in VARIABLES if name != "carried_by"}}
    report = read_report(DATA | {"conversation_initiation_client_data": bridged})

    assert report is not None
    assert [type(fact).__name__ for fact, _ in report.facts] == ["AgentReported", "CallNoted"]


@pytest.mark.parametrize(
    ("why", "expected"),
    [("busy", "busy"), ("no-answer", "no_answer"), ("unknown", "carrier_failed"), (None, "carrier_failed")],
)
def test_a_call_that_never_came_to_be(why: str | None, expected: str) -> None:
    body = {"CallSid": CALL, "CallStatus": "busy"}
    report = read_failure({"failure_reason": why, "metadata": {"type": "twilio", "body": body}})

    assert report is not None
    assert (report.call_sid, report.facts[0][0].reason) == (CALL, expected)


def test_a_failure_of_nobodys_call() -> None:
    assert read_failure({"failure_reason": "busy", "metadata": {"type": "sip", "body": {}}}) is None
