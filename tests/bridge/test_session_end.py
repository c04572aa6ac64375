"""The session as a table: how a call ends, by whom, and what is heard until then."""

import pytest

from bridge import events as happened
from bridge.commands import (
    ClearCarrier,
    CloseAgent,
    Command,
    EndStream,
    LeaveStream,
    Record,
    SendMark,
    StartTimer,
    Step,
    StopTimer,
)
from bridge.events import Event, Heard, Timer
from bridge.facts import CallEnded, CallNoted, StreamStopped, TurnTaken
from bridge.session import CallSession
from tests.bridge.sessions import (
    AGENT_GOODBYE,
    ALL,
    BYE,
    END_CALL,
    FORWARD_FAILED,
    HALF,
    HELLO,
    LAST_WORDS,
    RECONNECTED,
    SILENT_END_CALL,
    TALKING,
    TRANSFER,
    Case,
    commands_after,
)

HEAR_WORDS = StartTimer(Timer.LAST_WORDS, 800)
CASES = {
    "the agent's own end_call gives it time to close": Case(
        TALKING,
        happened.AgentToolResponded(8000, "end_call", is_error=False),
        [StartTimer(Timer.AGENT_LEAVES, 5000)],
    ),
    "a failed end_call of the agent ends nothing": Case(
        TALKING, happened.AgentToolResponded(8000, "end_call", is_error=True), []
    ),
    "an agent that said it would close and does not is helped": Case(
        TALKING,
        happened.TimerFired(13000, Timer.AGENT_LEAVES, 0),
        [StartTimer(Timer.LAST_WORDS, 800)],
    ),
    "a goodbye is played out by its mark": Case(
        TALKING,
        AGENT_GOODBYE,
        [CloseAgent(), StopTimer(Timer.LAST_WORDS), SendMark("last:1"), StartTimer(Timer.PLAYED_OUT, 3500)],
    ),
    "the mark ends the call": Case(
        [*TALKING, AGENT_GOODBYE],
        happened.MarkReturned(10500, "last:1", 0),
        [CloseAgent(), Record(CallEnded("agent_hangup")), EndStream(Step.HANG_UP, "agent_hangup")],
    ),
    "a lost mark ends the call after its time": Case(
        [*TALKING, AGENT_GOODBYE],
        happened.TimerFired(12500, Timer.PLAYED_OUT, 0),
        [CloseAgent(), Record(CallEnded("agent_hangup")), EndStream(Step.HANG_UP, "agent_hangup")],
    ),
    "another mark than the last is nothing": Case(
        [*TALKING, AGENT_GOODBYE], happened.MarkReturned(9500, "last:0", 0), []
    ),
    "words after the mark are heard, too": Case(
        [*TALKING, END_CALL, LAST_WORDS],
        happened.MarkReturned(10500, "last:1", 400),
        [SendMark("last:2"), StartTimer(Timer.PLAYED_OUT, 2400)],
    ),
    "an agent that closes for its maximum duration": Case(
        [*TALKING, happened.AgentClosed(9000, 1000, "max_duration_exceeded", 0)],
        happened.MarkReturned(9100, "last:1", 0),
        [CloseAgent(), Record(CallEnded("max_duration")), EndStream(Step.HANG_UP, "max_duration")],
    ),
    "an agent that closes because nobody speaks": Case(
        [*TALKING, happened.AgentClosed(9000, 1000, "Silence timeout", 0)],
        happened.MarkReturned(9100, "last:1", 0),
        [CloseAgent(), Record(CallEnded("silence")), EndStream(Step.HANG_UP, "silence")],
    ),
    "an agent that fails again: what it said is heard, then forward": Case(
        RECONNECTED,
        happened.AgentClosed(19_000, 1011, "crash", 700),
        [
            Record(CallNoted({"agent_error": "closed 1011 crash"})),
            CloseAgent(),
            StopTimer(Timer.LAST_WORDS),
            SendMark("last:1"),
            StartTimer(Timer.PLAYED_OUT, 2700),
        ],
    ),
    "and then forward": Case(
        [*RECONNECTED, happened.AgentClosed(19_000, 1006, "", 700)],
        happened.MarkReturned(19_700, "last:1", 0),
        [CloseAgent(), FORWARD_FAILED],
    ),
    "an agent that says nothing any more has failed": Case(
        TALKING,
        happened.AgentWentQuiet(40_000),
        [Record(CallNoted({"agent_error": "no message for 30000 ms"})), CloseAgent(), FORWARD_FAILED],
    ),
    "end_call waits for the goodbye": Case(
        TALKING,
        happened.TimerFired(1_800_000, Timer.MAX_DURATION, 0),
        [StartTimer(Timer.LAST_WORDS, 800)],
    ),
    "after the last words a mark is sent": Case(
        [*TALKING, END_CALL], LAST_WORDS, [SendMark("last:1"), StartTimer(Timer.PLAYED_OUT, 2500)]
    ),
    "an agent that calls end_call in silence has time for its goodbye": Case(
        [*TALKING, SILENT_END_CALL], BYE, [Record(TurnTaken(1, "agent", "Goodbye.", 10_500)), HEAR_WORDS]
    ),
    "what it says after that changes no time": Case(
        [*TALKING, SILENT_END_CALL, BYE],
        happened.AgentSaid(10_700, 3, "Bye, bye.", 11_000),
        [Record(TurnTaken(2, "agent", "Bye, bye.", 11_000))],
    ),
    "an agent that says nothing after end_call does not hold the caller": Case(
        [*TALKING, SILENT_END_CALL],
        happened.TimerFired(12_000, Timer.LAST_WORDS, 0),
        [SendMark("last:1"), StartTimer(Timer.PLAYED_OUT, 2000)],
    ),
    "words while the last ones are played out wait for no more": Case(
        [*TALKING, SILENT_END_CALL, happened.TimerFired(12_000, Timer.LAST_WORDS, 0)],
        BYE,
        [Record(TurnTaken(1, "agent", "Goodbye.", 10_500))],
    ),
    "a caller who speaks into the goodbye keeps the call": Case(
        [*TALKING, HELLO, END_CALL],
        happened.Interrupted(9300, 1, HALF),
        [
            ClearCarrier(1),
            Record(
                TurnTaken(1, "agent", "Hello,", 600, 9300, is_interrupted=True, full_text="Hello, AutoBox.")
            ),
            StopTimer(Timer.LAST_WORDS),
            StopTimer(Timer.PLAYED_OUT),
            StopTimer(Timer.AGENT_LEAVES),
        ],
    ),
    "a caller who speaks into the announcement of a transfer is still transferred": Case(
        [*TALKING, TRANSFER], happened.Interrupted(9300, 1, ALL), [ClearCarrier(1)]
    ),
    "a transfer is played out before the call is forwarded": Case(
        [*TALKING, TRANSFER, LAST_WORDS],
        happened.MarkReturned(10_300, "last:1", 0),
        [CloseAgent(), EndStream(Step.FORWARD, "transferred")],
    ),
    "a person who is asked for in the goodbye is rung: what was played before ends nothing": Case(
        [*TALKING, END_CALL, LAST_WORDS, TRANSFER], happened.MarkReturned(10_300, "last:1", 0), []
    ),
    "a transfer instead of the goodbye is played out before the call is forwarded": Case(
        [*TALKING, END_CALL, LAST_WORDS, TRANSFER, LAST_WORDS],
        happened.MarkReturned(10_300, "last:3", 0),
        [CloseAgent(), EndStream(Step.FORWARD, "transferred")],
    ),
    "an end_call after a transfer hangs up on nobody": Case(
        [*TALKING, TRANSFER, END_CALL, LAST_WORDS],
        happened.MarkReturned(10_300, "last:1", 0),
        [CloseAgent(), EndStream(Step.FORWARD, "transferred")],
    ),
    "a caller who hangs up": Case(
        TALKING,
        happened.CarrierStopped(7000, ALL),
        [CloseAgent(), Record(StreamStopped("caller_hangup")), LeaveStream("caller_hangup")],
    ),
    "a caller who hangs up into an answer did not hear its end": Case(
        [*TALKING, HELLO],
        happened.CarrierStopped(1200, HALF),
        [
            CloseAgent(),
            Record(
                TurnTaken(1, "agent", "Hello,", 600, 1200, is_interrupted=True, full_text="Hello, AutoBox.")
            ),
            Record(StreamStopped("caller_hangup")),
            LeaveStream("caller_hangup"),
        ],
    ),
    "a caller who hangs up after the last key has typed it": Case(
        [*TALKING, happened.DtmfPressed(6000, "4"), happened.DtmfPressed(6300, "2")],
        happened.CarrierStopped(7000, ALL),
        [
            CloseAgent(),
            Record(TurnTaken(1, "user", "42", 6000, 6300)),
            Record(StreamStopped("caller_hangup")),
            LeaveStream("caller_hangup"),
        ],
    ),
    "a stream that is lost after the last key": Case(
        [*TALKING, happened.DtmfPressed(6000, "4")],
        happened.CarrierLost(7000, 1006, ALL),
        [
            CloseAgent(),
            Record(TurnTaken(1, "user", "4", 6000, 6000)),
            Record(CallNoted({"stream_lost": 1006})),
            LeaveStream("stream_failed"),
        ],
    ),
    "an answer without a sound yet was not heard at all": Case(
        [*TALKING, HELLO],
        happened.Interrupted(1200, 1, Heard(0, 1.0)),
        [
            ClearCarrier(1),
            Record(TurnTaken(1, "agent", "", 600, 1200, is_interrupted=True, full_text="Hello, AutoBox.")),
        ],
    ),
    "an answer before the sound that plays was heard whole": Case(
        [*TALKING, HELLO], happened.Interrupted(1200, 1, Heard(2, 0.1)), [ClearCarrier(1)]
    ),
    "a caller who hangs up during the goodbye did not end it": Case(
        [*TALKING, AGENT_GOODBYE],
        happened.CarrierStopped(9500, ALL),
        [CloseAgent(), Record(StreamStopped("agent_hangup")), LeaveStream("agent_hangup")],
    ),
    "a caller who hangs up before the transfer was not transferred": Case(
        [*TALKING, TRANSFER],
        happened.CarrierStopped(9500, ALL),
        [CloseAgent(), Record(StreamStopped("caller_hangup")), LeaveStream("caller_hangup")],
    ),
    "a carrier that is lost may have the caller still": Case(
        TALKING,
        happened.CarrierLost(7000, 1006, ALL),
        [CloseAgent(), Record(CallNoted({"stream_lost": 1006})), LeaveStream("stream_failed")],
    ),
    "a process that must go forwards its callers": Case(
        TALKING, happened.ShutDown(7000), [CloseAgent(), EndStream(Step.FORWARD, "shutdown")]
    ),
    "nothing happens after the end": Case(
        [*TALKING, happened.CarrierStopped(7000, ALL)], happened.AgentClosed(7010, 1000, "", 0), []
    ),
}


GOODBYE, TRANSFERRING = [*TALKING, AGENT_GOODBYE], [*TALKING, TRANSFER]


@pytest.mark.parametrize(
    ("past", "after_loss", "left"),
    [
        pytest.param(
            TALKING, Step.RECONNECT, EndStream(Step.RECONNECT, "stream_failed"), id="a first stream"
        ),
        pytest.param(TALKING, Step.FORWARD, EndStream(Step.FORWARD, "stream_failed"), id="a second one"),
        pytest.param(
            GOODBYE, Step.RECONNECT, EndStream(Step.HANG_UP, "agent_hangup"), id="after the goodbye"
        ),
        pytest.param(
            TRANSFERRING, Step.RECONNECT, EndStream(Step.FORWARD, "transferred"), id="in a transfer"
        ),
        pytest.param(GOODBYE, None, LeaveStream("stream_failed"), id="a browser asks nothing"),
    ],
)
def test_what_follows_a_stream_that_is_lost(
    past: list[Event], after_loss: Step | None, left: Command
) -> None:
    session = CallSession(can_forward=True, after_loss=after_loss)
    for event in past:
        session.handle(event)

    assert session.handle(happened.CarrierLost(9600, 1006, ALL))[-1] == left


@pytest.mark.parametrize("tool", ["end_call", "transfer_to_human"])
@pytest.mark.parametrize(
    ("buffered_ms", "expected_ms"),
    [
        pytest.param(0, 3000, id="a silent agent speaks after its tool call was answered"),
        pytest.param(700, 800, id="the agent is heard speaking"),
    ],
)
def test_how_long_last_words_are_waited_for(tool: str, buffered_ms: int, expected_ms: int) -> None:
    commands = commands_after(TALKING, happened.ToolCalled(9000, tool, "tc_1", {}, buffered_ms))

    assert commands[-1] == StartTimer(Timer.LAST_WORDS, expected_ms)


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_session(case: Case) -> None:
    assert commands_after(case.past, case.event) == case.commands
