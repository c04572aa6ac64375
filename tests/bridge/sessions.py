"""What the tables of the session share: a case, the usual events, and a way through them."""

from dataclasses import dataclass

from bridge import events as happened
from bridge.commands import (
    Command,
    EndStream,
    Step,
    note,
)
from bridge.events import Event, Heard, Timer
from bridge.session import CallSession

HALF, ALL = Heard(1, 0.5), Heard(1, 1.0)
STARTED = happened.StreamStarted(0)
CONNECTED = happened.AgentConnected(300)
METADATA = happened.AgentMetadata(400, "conv_1", "ulaw_8000", "ulaw_8000")
TALKING = [STARTED, CONNECTED, METADATA]
HELLO = happened.AgentSaid(500, 1, "Hello, AutoBox.", 600)
END_CALL = happened.ToolCalled(9000, "end_call", "tc_1", {"reason": "done"}, 500)
TRANSFER = happened.ToolCalled(9000, "transfer_to_human", "tc_2", {"reason": "asked for a person"}, 500)
SILENT_END_CALL = happened.ToolCalled(9000, "end_call", "tc_1", {})
BYE = happened.AgentSaid(10_400, 2, "Goodbye.", 10_500)
AGENT_GOODBYE = happened.AgentClosed(9000, 1000, "end_call tool was called", 1500)
LAST_WORDS = happened.TimerFired(9800, Timer.LAST_WORDS, 500)
LOST = happened.AgentClosed(9000, 1011, "crash", 700)
AGAIN = happened.AgentMetadata(9300, "conv_2", "ulaw_8000", "ulaw_8000")
RECONNECTED = [*TALKING, LOST, happened.AgentConnected(9200), AGAIN]
FORWARD_FAILED = EndStream(Step.FORWARD, "agent_failed")
NOT_READY = note(agent_error="not ready in time")
FORWARD_UNREACHABLE = EndStream(Step.FORWARD, "agent_unreachable")


def commands_after(past: list[Event], event: Event, *, can_forward: bool = True) -> list[Command]:
    session = CallSession(can_forward)
    for earlier in past:
        session.handle(earlier)
    return session.handle(event)


@dataclass(frozen=True)
class Case:
    past: list[Event]
    event: Event
    commands: list[Command]
