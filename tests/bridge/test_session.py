"""The session as a table: how a call begins and how it is talked."""

import pytest

from bridge import events as happened
from bridge.commands import (
    ClearCarrier,
    CloseAgent,
    ConnectAgent,
    EndStream,
    Flow,
    Record,
    RouteAudio,
    SendToAgent,
    StartTimer,
    Step,
    StopTimer,
    WatchAgent,
)
from bridge.events import Event, Timer
from bridge.facts import AgentIdentified, CallAnswered, CallNoted, TurnTaken
from bridge.phases import Phase
from bridge.session import CallSession
from tests.bridge.sessions import (
    AGENT_GOODBYE,
    ALL,
    CONNECTED,
    END_CALL,
    FORWARD_UNREACHABLE,
    HALF,
    HELLO,
    METADATA,
    NOT_READY,
    STARTED,
    TALKING,
    TRANSFER,
    Case,
    commands_after,
)

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
        [NOT_READY, CloseAgent(), FORWARD_UNREACHABLE],
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
        [
            StopTimer(Timer.KEYPAD),
            SendToAgent({"type": "user_message", "text": "[keypad] 12"}),
            Record(TurnTaken(1, "user", "12", 2000, 2200)),
        ],
    ),
    "a pause sends what was entered": Case(
        [*TALKING, happened.DtmfPressed(2000, "7")],
        happened.TimerFired(4000, Timer.KEYPAD, 0),
        [
            SendToAgent({"type": "user_message", "text": "[keypad] 7"}),
            Record(TurnTaken(1, "user", "7", 2000, 2000)),
        ],
    ),
    "keys pressed before the agent is there wait for it": Case(
        [STARTED, CONNECTED, happened.DtmfPressed(310, "3"), happened.DtmfPressed(320, "#")],
        METADATA,
        [
            StopTimer(Timer.AGENT_CONNECT),
            Record(AgentIdentified("conv_1")),
            RouteAudio(Flow.FLOWING, Flow.FLOWING),
            SendToAgent({"type": "user_message", "text": "[keypad] 3"}),
            Record(TurnTaken(1, "user", "3", 310, 320)),
        ],
    ),
    "a lone # is nothing": Case(TALKING, happened.DtmfPressed(2200, "#"), [StopTimer(Timer.KEYPAD)]),
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
    refused = {"tool": "transfer_to_human", "at_ms": TRANSFER.at_ms, "is_error": True}
    (noted,) = commands[1:]
    assert isinstance(noted, Record)
    assert isinstance(noted.fact, CallNoted)
    ((key, kept),) = noted.fact.details.items()
    assert key == f"tool:{TRANSFER.tool_call_id}"
    assert refused.items() <= kept.items()
    assert kept["result"]["error"] == "nobody_to_transfer_to"


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
        Record(TurnTaken(1, "user", "1" * 32, 1000, 1000)),
    ]
