"""The session as a table: an agent that is lost in mid-call is dialled again, once, and told what was said."""

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
    Reconnect,
    Record,
    RouteAudio,
    SendMark,
    SendToAgent,
    StartTimer,
    Step,
    StopTimer,
)
from bridge.events import Timer
from bridge.facts import AgentIdentified, CallNoted, StreamStopped, TurnTaken
from bridge.session import CallSession
from bridge.transcript import INTRODUCTION, MAX_CHARACTERS, Transcript
from tests.bridge.sessions import (
    AGAIN,
    ALL,
    CONNECTED,
    FORWARD_FAILED,
    HALF,
    HELLO,
    LOST,
    METADATA,
    RECONNECTED,
    TALKING,
    Case,
    commands_after,
)

ASKED = happened.CallerSaid(4000, "Do you fit tyres?")
SO_FAR = f"{INTRODUCTION}\nYou: Hello, AutoBox.\nCaller: Do you fit tyres?"
KEYS = {"type": "user_message", "text": "[keypad] 7"}
END_CALL_SAID = happened.AgentToolResponded(8000, "end_call", is_error=False)


def reconnecting(error: str) -> list[Command]:
    return [
        Record(CallNoted({"agent_error": error, "agent_reconnected": True})),
        RouteAudio(Flow.HELD, Flow.FLOWING),
        StartTimer(Timer.AGENT_CONNECT, 2000),
        Reconnect(),
    ]


CASES = {
    "a crash": Case(TALKING, LOST, reconnecting("closed 1011 crash")),
    "a cut line": Case(TALKING, happened.AgentClosed(9000, 1006, "", 0), reconnecting("closed 1006")),
    "a model that times out": Case(
        TALKING, happened.AgentClosed(9000, 1002, "llm_timeout", 0), reconnecting("closed 1002 llm_timeout")
    ),
    "a broken contract would be broken again": Case(
        TALKING,
        happened.AgentClosed(9000, 1008, "value_error", 0),
        [
            Record(CallNoted({"agent_error": "closed 1008 value_error"})),
            CloseAgent(),
            StopTimer(Timer.LAST_WORDS),
            SendMark("last:1"),
            StartTimer(Timer.PLAYED_OUT, 2000),
        ],
    ),
    "an agent that has said it would close is not called back": Case(
        [*TALKING, END_CALL_SAID],
        happened.AgentClosed(9000, 1006, "", 0),
        [
            CloseAgent(),
            StopTimer(Timer.LAST_WORDS),
            SendMark("last:1"),
            StartTimer(Timer.PLAYED_OUT, 2000),
        ],
    ),
    "the new session is told what was said, before it hears": Case(
        [*TALKING, HELLO, ASKED, LOST, CONNECTED],
        AGAIN,
        [
            StopTimer(Timer.AGENT_CONNECT),
            Record(AgentIdentified("conv_2")),
            SendToAgent({"type": "contextual_update", "text": SO_FAR}),
            RouteAudio(Flow.FLOWING, Flow.FLOWING),
        ],
    ),
    "its first event is a turn of its own": Case(
        [*RECONNECTED[:3], HELLO, *RECONNECTED[3:]],
        happened.AgentSaid(9500, 1, "Hello, AutoBox.", 9600),
        [Record(TurnTaken(2, "agent", "Hello, AutoBox.", 9600))],
    ),
    "an interruption is of the new session's words": Case(
        [*TALKING, HELLO, *RECONNECTED[3:]], happened.Interrupted(9600, 1, HALF), [ClearCarrier(1)]
    ),
    "keys wait for the new session": Case(
        [*TALKING, LOST], happened.DtmfPressed(9100, "#"), [StopTimer(Timer.KEYPAD)]
    ),
    "and reach it": Case(
        [*TALKING, LOST, happened.DtmfPressed(9100, "7")],
        happened.AgentMetadata(9300, "conv_2", "ulaw_8000", "ulaw_8000"),
        [
            StopTimer(Timer.AGENT_CONNECT),
            Record(AgentIdentified("conv_2")),
            SendToAgent({"type": "contextual_update", "text": f"{INTRODUCTION}\n"}),
            RouteAudio(Flow.FLOWING, Flow.FLOWING),
            SendToAgent(KEYS),
            Record(TurnTaken(1, "user", "7", 9100, 9100)),
        ],
    ),
    "no new session within two seconds: forward": Case(
        [*TALKING, LOST], happened.TimerFired(11_000, Timer.AGENT_CONNECT, 0), [CloseAgent(), FORWARD_FAILED]
    ),
    "a new session that is refused: forward": Case(
        [*TALKING, LOST],
        happened.AgentConnectFailed(9100, "429 busy", can_retry=False),
        [Record(CallNoted({"agent_error": "429 busy"})), CloseAgent(), FORWARD_FAILED],
    ),
    "a new session that closes before it speaks: forward": Case(
        [*TALKING, LOST, CONNECTED],
        happened.AgentClosed(9250, 1011, "", 0),
        [Record(CallNoted({"agent_error": "closed 1011"})), CloseAgent(), FORWARD_FAILED],
    ),
    "a caller who hangs up meanwhile": Case(
        [*TALKING, LOST],
        happened.CarrierStopped(9100, ALL),
        [CloseAgent(), Record(StreamStopped("caller_hangup")), LeaveStream("caller_hangup")],
    ),
    "a process that must go meanwhile": Case(
        [*TALKING, LOST], happened.ShutDown(9100), [CloseAgent(), EndStream(Step.FORWARD, "shutdown")]
    ),
}


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_session(case: Case) -> None:
    assert commands_after(case.past, case.event) == case.commands


def test_of_a_long_call_the_end_is_told() -> None:
    transcript = Transcript()
    for minute in range(200):
        transcript.caller_said("word " * 20 + str(minute), minute * 60_000)

    told = transcript.so_far()
    assert told.endswith(" 199")
    assert len(told) == len(INTRODUCTION) + 1 + MAX_CHARACTERS


WITH_OVERRIDES = happened.AgentConnected(300, has_overrides=True)
REFUSED = happened.AgentClosed(500, 1008, "override_error", 0)


@pytest.mark.parametrize(
    ("past", "plain"),
    [
        pytest.param([happened.StreamStarted(0), WITH_OVERRIDES], True, id="once without"),
        pytest.param([happened.StreamStarted(0), CONNECTED], False, id="there were none"),
        pytest.param(
            [happened.StreamStarted(0), WITH_OVERRIDES, REFUSED, CONNECTED], False, id="it is not for them"
        ),
    ],
)
def test_an_agent_that_refuses_overrides(past: list[happened.Event], plain: bool) -> None:
    commands = commands_after(past, REFUSED)

    if plain:
        refused = Record(CallNoted({"overrides_refused": "closed 1008 override_error"}))
        assert commands == [refused, ConnectAgent(plain=True)]
    else:
        assert commands[-1] == EndStream(Step.FORWARD, "agent_unreachable")


OPENED = [happened.StreamStarted(0), WITH_OVERRIDES, METADATA]
DIALLED_PLAIN = [
    Record(CallNoted({"overrides_refused": "closed 1008 override_error"})),
    RouteAudio(Flow.HELD, Flow.FLOWING),
    StartTimer(Timer.AGENT_CONNECT, 3000),
    ConnectAgent(plain=True),
]


@pytest.mark.parametrize(
    ("past", "is_dialled"),
    [
        pytest.param(OPENED, True, id="before it has said anything"),
        pytest.param([*RECONNECTED[:-2], WITH_OVERRIDES, AGAIN], True, id="in mid-call"),
        pytest.param([*OPENED, HELLO], False, id="one that talks has taken them"),
        pytest.param(
            [*OPENED, REFUSED, CONNECTED, METADATA], False, id="without overrides it is not for them"
        ),
    ],
)
def test_overrides_may_be_refused_after_the_metadata(past: list[happened.Event], is_dialled: bool) -> None:
    commands = commands_after(past, REFUSED)

    assert (commands == DIALLED_PLAIN) is is_dialled
    assert (CloseAgent() in commands) is not is_dialled


def test_an_agent_that_takes_a_call_up_is_told_what_was_said() -> None:
    session = CallSession(can_forward=False, introduction="Nobody answered.")
    for event in TALKING[:-1]:
        session.handle(event)

    told = SendToAgent({"type": "contextual_update", "text": "Nobody answered."})
    assert told in session.handle(TALKING[-1])
