"""Events of a call, in the past tense. `at_ms` counts from the start of the media stream; no event carries audio."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Timer(StrEnum):
    AGENT_CONNECT = "agent_connect"
    AGENT_LEAVES = "agent_leaves"
    AGENT_RETRY = "agent_retry"
    KEYPAD = "keypad"
    LAST_WORDS = "last_words"
    PLAYED_OUT = "played_out"
    MAX_DURATION = "max_duration"


@dataclass(frozen=True, slots=True)
class Heard:
    """How much of the agent's newest sound the caller has heard, from 0 to 1."""

    event_id: int
    share: float


@dataclass(frozen=True, slots=True)
class Event:
    at_ms: int


@dataclass(frozen=True, slots=True)
class StreamStarted(Event):
    """The carrier's stream began, and its token was good."""


@dataclass(frozen=True, slots=True)
class AgentConnected(Event):
    """The socket to the agent is open, but no message has come yet. The agent closes it if it does not allow the overrides."""

    has_overrides: bool = False


@dataclass(frozen=True, slots=True)
class AgentConnectFailed(Event):
    reason: str
    can_retry: bool


@dataclass(frozen=True, slots=True)
class AgentMetadata(Event):
    conversation_id: str
    output_format: str
    input_format: str


@dataclass(frozen=True, slots=True)
class AgentSaid(Event):
    """`starts_ms`: when the caller begins to hear it."""

    event_id: int
    text: str
    starts_ms: int


@dataclass(frozen=True, slots=True)
class AgentCorrected(Event):
    """What was really spoken of an answer that the caller interrupted."""

    event_id: int
    original: str
    corrected: str


@dataclass(frozen=True, slots=True)
class CallerSaid(Event):
    text: str


@dataclass(frozen=True, slots=True)
class Interrupted(Event):
    event_id: int
    heard: Heard


@dataclass(frozen=True, slots=True)
class AgentPing(Event):
    event_id: int


@dataclass(frozen=True, slots=True)
class ToolCalled(Event):
    """`buffered_ms`: how much of what the agent has said the caller has still to hear."""

    tool: str
    tool_call_id: str
    parameters: dict[str, Any]
    buffered_ms: int = 0


@dataclass(frozen=True, slots=True)
class ToolAnswered(Event):
    """The external system behind a tool has answered, or has not in time; `result` is for the agent to read."""

    tool_call_id: str
    result: dict[str, Any]
    is_error: bool


@dataclass(frozen=True, slots=True)
class AgentToolResponded(Event):
    """One of the agent's own tools ran; `end_call` announces that it will close."""

    tool: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class AgentWentQuiet(Event):
    """No message, not even a ping, for `Limits.agent_quiet_ms`."""


@dataclass(frozen=True, slots=True)
class AgentClosed(Event):
    code: int
    reason: str
    buffered_ms: int


@dataclass(frozen=True, slots=True)
class DtmfPressed(Event):
    digit: str


@dataclass(frozen=True, slots=True)
class HintGiven(Event):
    """A colleague of the house tells the agent something; `by` is the id of that user, empty if unknown."""

    hint_id: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class MarkReturned(Event):
    """A mark that the session asked for; `buffered_ms` is what was sent after it."""

    name: str
    buffered_ms: int


@dataclass(frozen=True, slots=True)
class CarrierStopped(Event):
    """The carrier sent `stop`: the caller hung up, or the call was redirected."""

    heard: Heard


@dataclass(frozen=True, slots=True)
class CarrierLost(Event):
    """The carrier's socket ended without `stop`; the call itself may go on."""

    code: int
    heard: Heard


@dataclass(frozen=True, slots=True)
class TimerFired(Event):
    timer: Timer
    buffered_ms: int


@dataclass(frozen=True, slots=True)
class ShutDown(Event):
    """The time for draining is over: this process exits."""
