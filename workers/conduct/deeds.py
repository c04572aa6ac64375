"""Whether a tool did what the agent promised. Pure: from promises, tool calls and the call's facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from workers.analysis.findings import Promise
from workers.analysis.transcript import Turn
from workers.conduct.dates import When, resolve

State = Literal["done", "otherwise", "failed", "unseen", "open", "words"]
# The tools that fulfil each kind of promise. Promises that no tool can fulfil are not checked.
TOOLS = {
    "booking": ("book_appointment",),
    "change": ("book_appointment", "change_appointment"),
    "cancellation": ("cancel_appointment",),
    "delivery": ("send_sms_link",),
}
TRANSFER = "transfer_to_human"
TOOL_PREFIX = "tool:"  # key prefix of tool calls among a conversation's facts
BROKEN = frozenset({"failed", "otherwise"})
LOOKED_BACK = 4  # turns before a promise in which its day may have been named


@dataclass(frozen=True, slots=True)
class ToolCall:
    """`at_ms` is on the turns' clock; None for calls from before it was stored."""

    tool: str
    at_ms: int | None
    arguments: Mapping[str, Any]
    is_error: bool
    error: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """What became of a promise. `said` and `done` hold the differing days (and times) if it was done otherwise."""

    state: State
    tool: str = ""
    said: str = ""
    done: str = ""
    error: str = ""


def tool_calls(facts: Mapping[str, Any]) -> tuple[ToolCall, ...]:
    """In chronological order; calls from before every tool call was stored have only the last one of each tool."""
    stored = [
        (value.get("tool"), value)
        for key, value in facts.items()
        if key.startswith(TOOL_PREFIX) and isinstance(value, Mapping)
    ]
    if not stored:
        names = {name for tools in TOOLS.values() for name in tools}
        stored = [(name, facts[name]) for name in sorted(names) if isinstance(facts.get(name), Mapping)]
    found = [_call(tool, value) for tool, value in stored if isinstance(tool, str)]
    return tuple(sorted(found, key=lambda one: one.at_ms or 0))


def _call(tool: str, stored: Mapping[str, Any]) -> ToolCall:
    arguments, result, at_ms = (stored.get(name) for name in ("arguments", "result", "at_ms"))
    error = result.get("error") if isinstance(result, Mapping) else None
    return ToolCall(
        tool,
        at_ms if isinstance(at_ms, int) else None,
        arguments if isinstance(arguments, Mapping) else {},
        bool(stored.get("is_error")),
        error if isinstance(error, str) else "",
    )


def deeds(
    promises: Iterable[Promise],
    turns: Sequence[Turn],
    facts: Mapping[str, Any],
    now: datetime,
    *,
    is_forwarded: bool,
) -> tuple[Deed, ...]:
    """One deed per promise, in order. `now` is the time of the call in the organization's time zone."""
    calls = tool_calls(facts)
    places = {turn.position: index for index, turn in enumerate(turns)}
    return tuple(
        deed_of(promise, calls, when_said(promise, turns, places, now), facts, is_forwarded=is_forwarded)
        for promise in promises
    )


def deed_of(
    promise: Promise,
    calls: Sequence[ToolCall],
    said: When | None,
    facts: Mapping[str, Any],
    *,
    is_forwarded: bool,
) -> Deed:
    if promise.kind in TOOLS:
        return by_tool(TOOLS[promise.kind], calls, said)
    if promise.kind == "transfer":
        reached = is_forwarded and not facts.get("forward_unanswered")
        if not is_forwarded and transfer_failed(calls):
            return by_tool((TRANSFER,), calls, None)
        return Deed("done" if reached else "failed" if is_forwarded else "unseen", TRANSFER)
    return Deed("open" if promise.kind == "callback" else "words")


def transfer_failed(calls: Sequence[ToolCall]) -> bool:
    """The agent asked for it, and was told each time that it cannot be."""
    asked = [call for call in calls if call.tool == TRANSFER]
    return bool(asked) and all(call.is_error for call in asked)


def by_tool(tools: Sequence[str], calls: Sequence[ToolCall], said: When | None) -> Deed:
    """A success outweighs earlier failures; among several, one that matches what was said."""
    used = [call for call in calls if call.tool in tools]
    done = [call for call in used if not call.is_error]
    if not used:
        return Deed("unseen")
    if not done:
        return Deed("failed", used[-1].tool, error=used[-1].error)
    compared = [compared_with(call, said) for call in done]
    return next((deed for deed in compared if deed.state == "done"), compared[-1])


def compared_with(call: ToolCall, said: When | None) -> Deed:
    starts_at = moment(call.arguments.get("starts_at"))
    if starts_at is None or said is None or fits(said, starts_at):
        return Deed("done", call.tool)
    hour = said.at.strftime(" %H:%M") if said.at else ""
    return Deed(
        "otherwise", call.tool, f"{said.days[0].isoformat()}{hour}", starts_at.strftime("%Y-%m-%d %H:%M")
    )


def fits(said: When, starts_at: datetime) -> bool:
    """Times are compared only if one was said."""
    return said.holds(starts_at.date()) and (
        said.at is None or said.at == starts_at.time().replace(tzinfo=None)
    )


def moment(value: Any) -> datetime | None:
    """A tool's time without offset is the business's local time."""
    try:
        return datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def when_said(
    promise: Promise, turns: Sequence[Turn], places: Mapping[int, int], now: datetime
) -> When | None:
    """The day the agent named with the promise, or most recently before it."""
    place = places.get(promise.evidence[0].turn) if promise.evidence else None
    if place is None:
        return None
    for turn in reversed(turns[max(place - LOOKED_BACK, 0) : place + 1]):
        found = resolve(turn.text, now)
        if found is not None and turn.role == "agent":
            return found
    return None
