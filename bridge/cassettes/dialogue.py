"""Turns a stored call into a script: the same lines on both sides, the same interruptions, the same end. Pure.

What was not recorded cannot be replayed: tone of voice, noise, and the agent's tools other than a transfer.
"""

from typing import Any

from bridge.cassettes.lines import SpokenLine, lines_of
from bridge.simulators.script import AgentTurn, CallerTurn, Script
from db.cassettes import RecordedCall
from db.telephone.rules import LANGUAGES

PATIENCE_SECONDS = 30.0
NO_AGENT = "agent_unreachable"
ENDS_ALIKE = {"agent_hangup", "caller_hangup", "transferred", "forward_unanswered", "agent_failed", NO_AGENT}


def script_of(call: RecordedCall) -> Script:
    """If the original's end cannot be reproduced (a restart, a limit), the caller hangs up."""
    lines = lines_of(call.turns)
    language = call.language if call.language in LANGUAGES else "es"
    content: dict[str, Any] = {
        "name": f"cassette-{call.id}",
        "title": f"Cassette {call.id}",
        "language": language,
        "caller": {"patience_seconds": PATIENCE_SECONDS},
        "forward": forward_of(call),
    }
    if call.end_reason == NO_AGENT or not lines:
        return Script.model_validate(content | {"outage": {"http_status": 503}})
    return Script.model_validate(
        content | {"turns": [*ended([turn_of(line, before) for line, before in pairs(lines)], call)]}
    )


def pairs(lines: list[SpokenLine]) -> list[tuple[SpokenLine, SpokenLine | None]]:
    return list(zip(lines, [None, *lines], strict=False))


def turn_of(line: SpokenLine, before: SpokenLine | None) -> AgentTurn | CallerTurn:
    if line.role == "agent":
        return AgentTurn(agent=line.text)
    if before is not None and before.is_interrupted:
        return CallerTurn(caller=line.text, pause_seconds=0, barge_in_seconds=barge_in(line, before))
    return CallerTurn(caller=line.text)


def barge_in(line: SpokenLine, before: SpokenLine) -> float:
    """How many seconds the caller listened before interrupting: until the interrupted line ended, else until their own began."""
    began = before.started_ms or 0
    spoke = before.ended_ms if before.ended_ms is not None else line.started_ms
    return min(max(((spoke or began) - began) / 1000, 0.2), 20.0)


def ended(turns: list[AgentTurn | CallerTurn], call: RecordedCall) -> list[AgentTurn | CallerTurn]:
    last = turns[-1]
    match call.end_reason:
        case "agent_hangup":
            return say_last(turns, {"end_call": True}, {"fault": {"kind": "close", "code": 1000}})
        case "transferred" | "forward_unanswered":
            tool = {"tool": {"name": "transfer_to_human"}}
            return say_last(turns, tool, tool)
        case "agent_failed":
            fault = {"fault": {"kind": "close", "code": 1008}}
            return say_last(turns, fault, fault)
    if isinstance(last, CallerTurn):
        return [*turns[:-1], last.model_copy(update={"hang_up": True})]
    return [*turns, CallerTurn(hang_up=True)]


def say_last(
    turns: list[AgentTurn | CallerTurn], with_line: dict[str, Any], alone: dict[str, Any]
) -> list[AgentTurn | CallerTurn]:
    """Adds `with_line` to the agent's last turn, or appends a turn of `alone` if the caller spoke last."""
    last = turns[-1]
    if isinstance(last, AgentTurn):
        return [*turns[:-1], AgentTurn.model_validate({"agent": last.text} | with_line)]
    return [*turns, AgentTurn.model_validate(alone)]


def forward_of(call: RecordedCall) -> dict[str, Any]:
    is_answered = call.end_reason != "forward_unanswered"
    return {"outcome": "answered" if is_answered else "no-answer", "ring_seconds": 1, "talk_seconds": 2}
