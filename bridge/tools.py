"""The client tools that the agent may call during a conversation, and the answer to each. Pure.

Every tool call gets an answer, even for an unknown tool: an agent without an answer waits in silence.
"""

import json
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bridge.events import ToolCalled
from bridge.tool_schemas import InvalidParametersError, read_parameters

NOT_CONFIGURED = {
    "book_appointment": "appointments cannot be booked by this line yet: note the wish, and say that a person will confirm it",
    "send_sms_link": "this line cannot send text messages yet: offer that a person will send the link",
}
MAX_NOTE_CHARACTERS = 500
MAX_ID_CHARACTERS = 64
TOOL_PREFIX = "tool:"


class CallChange(StrEnum):
    """What a tool changes about the call itself."""

    NOTHING = "nothing"
    END_CALL = "end_call"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True)
class Answer:
    result: dict[str, Any]
    is_error: bool = False
    call_change: CallChange = CallChange.NOTHING

    def message(self, tool_call_id: str) -> dict[str, Any]:
        """The `client_tool_result` message; the protocol takes the result as a string."""
        return {
            "type": "client_tool_result",
            "tool_call_id": tool_call_id,
            "result": json.dumps(self.result, ensure_ascii=False),
            "is_error": self.is_error,
        }


@dataclass(frozen=True, slots=True)
class ToolRequest:
    """A request that an external system must answer first."""

    arguments: dict[str, Any]


def answer_tool(call: ToolCalled, *, can_forward: bool, remote: Container[str] = ()) -> Answer | ToolRequest:
    if call.tool == "end_call":
        return Answer(
            {"status": "ending", "note": "say goodbye; the call ends when it has been heard"},
            call_change=CallChange.END_CALL,
        )
    if call.tool == "transfer_to_human":
        return _transfer(can_forward)
    if call.tool in remote:
        return _request(call)
    if call.tool in NOT_CONFIGURED:
        return _refusal("not_configured", NOT_CONFIGURED[call.tool])
    return _refusal("unknown_tool", f"there is no tool named {call.tool[:64]!r}")


REFUSABLE = frozenset({*NOT_CONFIGURED, "transfer_to_human"})
"""Tools of which it is kept that they were asked for in vain: callers may have been promised what they do."""


def tool_key(tool_call_id: str) -> str:
    """The key of one tool use among the call's facts: `workers/conduct/deeds.py` compares it with what was promised."""
    return f"{TOOL_PREFIX}{tool_call_id[:MAX_ID_CHARACTERS]}"


def is_tool_key(key: str) -> bool:
    return key.startswith(TOOL_PREFIX)


def transfer_reason(call: ToolCalled) -> dict[str, str]:
    """Why the caller wants a person, according to the agent; anything else it sends is not kept."""
    given = {name: call.parameters.get(name) for name in ("reason", "summary")}
    return {name: value[:MAX_NOTE_CHARACTERS] for name, value in given.items() if isinstance(value, str)}


def _request(call: ToolCalled) -> Answer | ToolRequest:
    try:
        return ToolRequest(read_parameters(call.tool, call.parameters))
    except InvalidParametersError as error:
        return _refusal("invalid_arguments", f"ask the caller for what is missing, and call again: {error}")


def _transfer(can_forward: bool) -> Answer:
    if can_forward:
        return Answer(
            {"status": "transferring", "note": "the caller is put through in a moment"},
            call_change=CallChange.TRANSFER,
        )
    return _refusal(
        "nobody_to_transfer_to", "nobody can take the call now: offer that a person will call back"
    )


def _refusal(code: str, message: str) -> Answer:
    return Answer({"error": code, "message": message}, is_error=True)
