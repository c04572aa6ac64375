"""Commands of the session, in the imperative. They are data: drivers carry them out."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bridge.events import Timer
from bridge.facts import CallNoted, Fact, TurnTaken


class Flow(StrEnum):
    """What happens to one side's audio."""

    HELD = "held"
    FLOWING = "flowing"
    DROPPED = "dropped"


class Step(StrEnum):
    """The carrier's next instruction once the stream is closed."""

    HANG_UP = "hang_up"
    FORWARD = "forward"
    RECONNECT = "reconnect"


@dataclass(frozen=True, slots=True)
class ConnectAgent:
    """`plain`: without the overrides that were refused."""

    plain: bool = False


@dataclass(frozen=True, slots=True)
class UseStandIn:
    """Drops the other agent of an experiment, and dials the usual one, without overrides."""


@dataclass(frozen=True, slots=True)
class Reconnect:
    """Opens a new session of the agent after one was lost; its event ids start again."""


@dataclass(frozen=True, slots=True)
class SendToAgent:
    message: dict[str, Any]


@dataclass(frozen=True, slots=True)
class UseTool:
    """Asks the external system; ToolAnswered must follow within seconds, whatever happens."""

    tool: str
    tool_call_id: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WatchAgent:
    """Report AgentWentQuiet when the agent sends nothing for this long."""

    quiet_ms: int


@dataclass(frozen=True, slots=True)
class CloseAgent:
    pass


@dataclass(frozen=True, slots=True)
class RouteAudio:
    caller: Flow
    agent: Flow


@dataclass(frozen=True, slots=True)
class ClearCarrier:
    """Drops queued audio here and at the carrier, and ignores events before `before_event_id`."""

    before_event_id: int


@dataclass(frozen=True, slots=True)
class SendMark:
    name: str


@dataclass(frozen=True, slots=True)
class StartTimer:
    """Restarts the timer if it is running."""

    timer: Timer
    after_ms: int


@dataclass(frozen=True, slots=True)
class StopTimer:
    timer: Timer


@dataclass(frozen=True, slots=True)
class EndStream:
    """Remember the step, then close the carrier's socket; no command follows it."""

    step: Step
    reason: str


@dataclass(frozen=True, slots=True)
class LeaveStream:
    """The carrier has closed the stream already: release everything."""

    reason: str


@dataclass(frozen=True, slots=True)
class Record:
    fact: Fact


Command = (
    ConnectAgent
    | UseStandIn
    | Reconnect
    | SendToAgent
    | UseTool
    | WatchAgent
    | CloseAgent
    | RouteAudio
    | ClearCarrier
    | SendMark
    | StartTimer
    | StopTimer
    | EndStream
    | LeaveStream
    | Record
)


def recorded(turn: TurnTaken | None) -> list[Command]:
    return [Record(turn)] if turn else []


def note(**details: object) -> Record:
    return Record(CallNoted(dict(details)))
