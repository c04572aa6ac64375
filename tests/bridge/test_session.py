"""The session as a table: what has happened, what happens now, what is to be done."""

from dataclasses import dataclass

import pytest

from bridge import events as happened
from bridge.commands import (
    ClearCarrier,
    CloseAgent,
    Command,
    ConnectAgent,
    EndStream,
    Flow,
    LeaveStream,
    Record,
    RouteAudio,
    SendMark,
    SendToAgent,
    StartTimer,
    Step,
    StopTimer,
    WatchAgent,
)
from bridge.events import Event, Heard, Timer
from bridge.facts import AgentIdentified, CallAnswered, CallEnded, CallNoted, TurnTaken
from bridge.session import CallSession, Phase

HALF, ALL = Heard(1, 0.5), Heard(1, 1.0)
STARTED = happened.StreamStarted(0)
CONNECTED = happened.AgentConnected(300)
METADATA = happened.AgentMetadata(400, "conv_1", "ulaw_8000", "ulaw_8000")
TALKING = [STARTED, CONNECTED, METADATA]
HELLO = happened.AgentSaid(500, 1, "Hello, AutoBox.", 600)
END_CALL = happened.ToolCalled(9000, "end_call", "tc_1", {"reason": "done"})
TRANSFER = happened.ToolCalled(9000, "transfer_to_human", "tc_2", {"reason": "asked for a person"})
AGENT_GOODBYE = happened.AgentClosed(9000, 1000, "end_call tool was called", 1500)
LAST_WORDS = happened.TimerFired(9800, Timer.LAST_WORDS, 500)
FORWARD_FAILED = EndStream(Step.FORWARD, "agent_failed")
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


CASES = {
    "the agent is dialled as soon as the stream starts, the caller's audio held": Case(
        [],
        STARTED,
        [
            RouteAudio(Flow.HELD, Flow.FLOWING),
            StartTimer(Timer.AGENT_CONNECT, 3000),
            StartTimer(Timer.MAX_DURATION, 1_800_000),
            ConnectAgent(),
            Record(CallAnswered()),
        ],
    ),
    "an open socket is watched for silence": Case([STARTED], CONNECTED, [WatchAgent(30_000)]),
    "metadata lets the audio flow": Case(
        [STARTED, CONNECTED],
        METADATA,
        [
            StopTimer(Timer.AGENT_CONNECT),
            Record(AgentIdentified("conv_1")),
            RouteAudio(Flow.FLOWING, Flow.FLOWING),
        ],
    ),
    "a second metadata changes nothing": Case(TALKING, METADATA, []),
    "a wrong audio format is a failure, not noise": Case(
        [STARTED, CONNECTED],
        happened.AgentMetadata(400, "conv_1", "pcm_16000", "ulaw_8000"),
        [
            Record(AgentIdentified("conv_1")),
            Record(
                CallNoted(
                    {"agent_error": "the agent speaks pcm_16000 and hears ulaw_8000: set both to ulaw_8000"}
                )
            ),
            CloseAgent(),
            EndStream(Step.FORWARD, "agent_failed"),
        ],
    ),
    "no agent after three seconds: forward": Case(
        [STARTED, CONNECTED],
        happened.TimerFired(3000, Timer.AGENT_CONNECT, 0),
        [CloseAgent(), FORWARD_UNREACHABLE],
    ),
    "an agent that refuses: forward at once": Case(
        [STARTED],
        happened.AgentConnectFailed(120, "429 busy", can_retry=False),
        [Record(CallNoted({"agent_error": "429 busy"})), CloseAgent(), FORWARD_UNREACHABLE],
    ),
    "an agent that cannot be reached just now is tried again": Case(
        [STARTED],
        happened.AgentConnectFailed(120, "reset", can_retry=True),
        [StartTimer(Timer.AGENT_RETRY, 300)],
    ),
    "in a moment": Case(
        [STARTED, happened.AgentConnectFailed(120, "reset", can_retry=True)],
        happened.TimerFired(420, Timer.AGENT_RETRY, 0),
        [ConnectAgent()],
    ),
    "but only once": Case(
        [STARTED, happened.AgentConnectFailed(120, "reset", can_retry=True)],
        happened.AgentConnectFailed(500, "reset", can_retry=True),
        [Record(CallNoted({"agent_error": "reset"})), CloseAgent(), FORWARD_UNREACHABLE],
    ),
    "an agent that closes before it speaks: forward": Case(
        [STARTED, CONNECTED],
        happened.AgentClosed(350, 1008, "override_error", 0),
        [Record(CallNoted({"agent_error": "closed 1008 override_error"})), CloseAgent(), FORWARD_UNREACHABLE],
    ),
    "a ping is answered, also with id 0": Case(
        TALKING, happened.AgentPing(1000, 0), [SendToAgent({"type": "pong", "event_id": 0})]
    ),
    "the agent's words are a turn": Case(
        TALKING, HELLO, [Record(TurnTaken(1, "agent", "Hello, AutoBox.", 600))]
    ),
    "the same words of the same event are one turn": Case([*TALKING, HELLO], HELLO, []),
    "the caller's words are a turn that began before its text came": Case(
        [*TALKING, HELLO],
        happened.CallerSaid(4000, "Good morning"),
        [Record(TurnTaken(2, "user", "Good morning", 4000 - 12 * 65, 4000))],
    ),
    "an empty transcript is no turn": Case(TALKING, happened.CallerSaid(4000, " "), []),
    "a turn never begins before the one it answers": Case(
        [*TALKING, HELLO],
        happened.CallerSaid(700, "Good morning"),
        [Record(TurnTaken(2, "user", "Good morning", 600, 700))],
    ),
    "an interruption clears what is not heard and marks the turn": Case(
        [*TALKING, HELLO],
        happened.Interrupted(1200, 1, HALF),
        [
            ClearCarrier(1),
            Record(
                TurnTaken(1, "agent", "Hello,", 600, 1200, is_interrupted=True, full_text="Hello, AutoBox.")
            ),
        ],
    ),
    "an interruption when all was heard still clears": Case(
        [*TALKING, HELLO], happened.Interrupted(1200, 1, ALL), [ClearCarrier(1)]
    ),
    "a second interruption amends nothing": Case(
        [*TALKING, HELLO, happened.Interrupted(1200, 1, HALF)],
        happened.Interrupted(1300, 1, HALF),
        [ClearCarrier(1)],
    ),
    "a correction tells what was heard": Case(
        [*TALKING, HELLO, happened.Interrupted(1200, 1, HALF)],
        happened.AgentCorrected(1210, 1, "Hello, AutoBox.", "Hello,"),
        [
            Record(
                TurnTaken(1, "agent", "Hello,", 600, 1200, is_interrupted=True, full_text="Hello, AutoBox.")
            )
        ],
    ),
    "a correction of an unknown answer is ignored": Case(
        TALKING, happened.AgentCorrected(1210, 7, "a", "b"), []
    ),
    "a key waits for the next": Case(
        TALKING, happened.DtmfPressed(2000, "1"), [StartTimer(Timer.KEYPAD, 2000)]
    ),
    "# sends what was entered": Case(
        [*TALKING, happened.DtmfPressed(2000, "1"), happened.DtmfPressed(2100, "2")],
        happened.DtmfPressed(2200, "#"),
        [StopTimer(Timer.KEYPAD), SendToAgent({"type": "user_message", "text": "[keypad] 12"})],
    ),
    "a pause sends what was entered": Case(
        [*TALKING, happened.DtmfPressed(2000, "7")],
        happened.TimerFired(4000, Timer.KEYPAD, 0),
        [SendToAgent({"type": "user_message", "text": "[keypad] 7"})],
    ),
    "keys pressed before the agent is there wait for it": Case(
        [STARTED, CONNECTED, happened.DtmfPressed(310, "3"), happened.DtmfPressed(320, "#")],
        METADATA,
        [
            StopTimer(Timer.AGENT_CONNECT),
            Record(AgentIdentified("conv_1")),
            RouteAudio(Flow.FLOWING, Flow.FLOWING),
            SendToAgent({"type": "user_message", "text": "[keypad] 3"}),
        ],
    ),
    "a lone # is nothing": Case(TALKING, happened.DtmfPressed(2200, "#"), [StopTimer(Timer.KEYPAD)]),
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
    "an agent that fails in mid-call: what it said is heard, then forward": Case(
        TALKING,
        happened.AgentClosed(9000, 1011, "crash", 700),
        [
            Record(CallNoted({"agent_error": "closed 1011 crash"})),
            CloseAgent(),
            StopTimer(Timer.LAST_WORDS),
            SendMark("last:1"),
            StartTimer(Timer.PLAYED_OUT, 2700),
        ],
    ),
    "and then forward": Case(
        [*TALKING, happened.AgentClosed(9000, 1006, "", 700)],
        happened.MarkReturned(9700, "last:1", 0),
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
    "a caller who hangs up": Case(
        TALKING,
        happened.CarrierStopped(7000, ALL),
        [CloseAgent(), Record(CallEnded("caller_hangup")), LeaveStream("caller_hangup")],
    ),
    "a caller who hangs up into an answer did not hear its end": Case(
        [*TALKING, HELLO],
        happened.CarrierStopped(1200, HALF),
        [
            CloseAgent(),
            Record(
                TurnTaken(1, "agent", "Hello,", 600, 1200, is_interrupted=True, full_text="Hello, AutoBox.")
            ),
            Record(CallEnded("caller_hangup")),
            LeaveStream("caller_hangup"),
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
        [CloseAgent(), Record(CallEnded("agent_hangup")), LeaveStream("agent_hangup")],
    ),
    "a caller who hangs up before the transfer was not transferred": Case(
        [*TALKING, TRANSFER],
        happened.CarrierStopped(9500, ALL),
        [CloseAgent(), Record(CallEnded("caller_hangup")), LeaveStream("caller_hangup")],
    ),
    "a carrier that is lost may have the caller still": Case(
        TALKING,
        happened.CarrierLost(7000, 1006, ALL),
        [CloseAgent(), Record(CallNoted({"stream_lost": 1006})), LeaveStream("stream_failed")],
    ),
    "a person on our side takes the call": Case(
        TALKING, happened.TransferRequested(7000), [CloseAgent(), EndStream(Step.FORWARD, "transferred")]
    ),
    "a person on our side ends the call": Case(
        TALKING,
        happened.HangUpRequested(7000),
        [CloseAgent(), Record(CallEnded("agent_hangup")), EndStream(Step.HANG_UP, "agent_hangup")],
    ),
    "a process that must go forwards its callers": Case(
        TALKING, happened.ShutDown(7000), [CloseAgent(), EndStream(Step.FORWARD, "shutdown")]
    ),
    "nothing happens after the end": Case(
        [*TALKING, happened.CarrierStopped(7000, ALL)], happened.AgentClosed(7010, 1000, "", 0), []
    ),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_session(case: Case) -> None:
    assert commands_after(case.past, case.event) == case.commands


@pytest.mark.parametrize(
    ("tool", "is_error", "says"),
    [
        pytest.param("end_call", False, "ending", id="end_call"),
        pytest.param("transfer_to_human", False, "transferring", id="transfer"),
        pytest.param("book_appointment", True, "not_configured", id="appointments are not configured"),
        pytest.param("send_sms_link", True, "not_configured", id="text messages are not configured"),
        pytest.param("launch_rocket", True, "unknown_tool", id="unknown tool"),
    ],
)
def test_every_tool_call_is_answered(tool: str, is_error: bool, says: str) -> None:
    command = commands_after(TALKING, happened.ToolCalled(9000, tool, "tc_9", {}))[0]

    assert isinstance(command, SendToAgent)
    assert command.message["tool_call_id"] == "tc_9"
    assert command.message["is_error"] is is_error
    assert says in command.message["result"]


def test_a_transfer_to_nobody_is_refused_and_the_call_goes_on() -> None:
    commands = commands_after(TALKING, TRANSFER, can_forward=False)

    assert isinstance(commands[0], SendToAgent)
    assert "nobody_to_transfer_to" in commands[0].message["result"]
    assert len(commands) == 1


def test_of_a_transfer_only_the_reason_is_kept() -> None:
    wanted = {"reason": "x" * 600, "summary": 7, "card": "4111"}
    commands = commands_after(TALKING, happened.ToolCalled(9000, "transfer_to_human", "tc_2", wanted))

    assert commands[1] == Record(CallNoted({"transfer": {"reason": "x" * 500}}))


def test_a_second_goodbye_changes_nothing() -> None:
    commands = commands_after([*TALKING, END_CALL], END_CALL)

    assert len(commands) == 1


def test_a_closed_agent_cannot_be_kept_by_an_interruption() -> None:
    session = CallSession(can_forward=True)
    for event in [*TALKING, AGENT_GOODBYE, happened.Interrupted(9100, 1, ALL)]:
        session.handle(event)

    assert session.phase is Phase.LEAVING


def test_an_event_that_nobody_knows_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError, match="knows no Event"):
        CallSession(can_forward=True).handle(Event(0))


def test_a_keypad_entry_is_bounded() -> None:
    session = CallSession(can_forward=True)
    for event in TALKING:
        session.handle(event)

    commands = [session.handle(happened.DtmfPressed(1000, "1")) for _ in range(32)]

    assert commands[-1] == [
        StopTimer(Timer.KEYPAD),
        SendToAgent({"type": "user_message", "text": "[keypad] " + "1" * 32}),
    ]
