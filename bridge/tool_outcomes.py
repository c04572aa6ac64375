"""What became of the requests to the systems behind the agent's tools: whoever asked may be gone, and they were carried out all the same.
Pure.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from bridge.commands import UseTool
from bridge.events import ToolAnswered
from bridge.facts import CallNoted
from bridge.tools import Answer, tool_key

USED = "Your tool {} (unheard by the caller), called with {}, answered {}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`is_awaited`: by the agent that asked, which is still there."""

    request: UseTool
    result: dict[str, Any]
    is_error: bool
    at_ms: int
    is_awaited: bool = False

    @property
    def fact(self) -> CallNoted:
        request = self.request
        outcome = {"arguments": request.arguments, "result": self.result, "is_error": self.is_error}
        kept = {"tool": request.tool, "at_ms": self.at_ms, **outcome}
        return CallNoted({request.tool: outcome, tool_key(request.tool_call_id): kept})

    @property
    def message(self) -> dict[str, Any]:
        return Answer(self.result, self.is_error).message(self.request.tool_call_id)

    @property
    def words(self) -> str:
        """For an agent that did not ask."""
        told = (json.dumps(one, ensure_ascii=False) for one in (self.request.arguments, self.result))
        return USED.format(self.request.tool, *told)


@dataclass(slots=True)
class OpenRequests:
    asked: dict[str, UseTool] = field(default_factory=dict)
    lost: dict[str, UseTool] = field(default_factory=dict)

    def ask(self, request: UseTool) -> UseTool:
        self.asked[request.tool_call_id] = request
        return request

    def lose(self) -> None:
        """The agent that asked is gone."""
        self.lost |= self.asked
        self.asked.clear()

    def take(self, event: ToolAnswered) -> Outcome | None:
        """None for a second answer."""
        awaited = self.asked.pop(event.tool_call_id, None)
        request = awaited or self.lost.pop(event.tool_call_id, None)
        if request is None:
            return None
        return Outcome(request, event.result, event.is_error, event.at_ms, awaited is not None)
