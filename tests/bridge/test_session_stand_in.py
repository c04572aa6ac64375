"""The session as a table: an agent on trial that does not begin, and the usual one that answers instead."""

import pytest

from bridge import events as happened
from bridge.commands import CloseAgent, EndStream, Reconnect, Record, StartTimer, Step, UseStandIn
from bridge.events import Timer
from bridge.facts import AgentIdentified, CallNoted
from bridge.session import CallSession
from tests.bridge.sessions import CONNECTED, FORWARD_UNREACHABLE, LOST, NOT_READY, STARTED, TALKING, Case

LIMIT = StartTimer(Timer.AGENT_CONNECT, 3000)
REFUSED = happened.AgentConnectFailed(120, "404 no such agent", can_retry=False)
RESET = happened.AgentConnectFailed(120, "reset", can_retry=True)
PCM = happened.AgentMetadata(400, "conv_1", "pcm_16000", "pcm_16000")
PCM_TEXT = "the agent speaks pcm_16000 and hears pcm_16000: set both to ulaw_8000"


def instead(error: str) -> list[object]:
    return [Record(CallNoted({"stand_in": error})), LIMIT, UseStandIn()]


CASES = {
    "one that refuses": Case([STARTED], REFUSED, instead("404 no such agent")),
    "one that cannot be reached is not tried twice": Case([STARTED], RESET, instead("reset")),
    "one that closes before it speaks": Case(
        [STARTED, CONNECTED],
        happened.AgentClosed(350, 1008, "no such agent", 0),
        instead("closed 1008 no such agent"),
    ),
    "one that speaks another format": Case(
        [STARTED, CONNECTED], PCM, [Record(AgentIdentified("conv_1")), *instead(PCM_TEXT)]
    ),
    "one that lets the caller wait: a person, and no second wait": Case(
        [STARTED, CONNECTED],
        happened.TimerFired(3000, Timer.AGENT_CONNECT, 0),
        [NOT_READY, CloseAgent(), FORWARD_UNREACHABLE],
    ),
    "the usual one is dialled once": Case(
        [STARTED, REFUSED], RESET, [Record(CallNoted({"agent_error": "reset"})), CloseAgent(), FORWARD_UNREACHABLE]
    ),
    "the usual one is not replaced again": Case(
        [STARTED, CONNECTED, PCM, CONNECTED],
        PCM,
        [
            Record(AgentIdentified("conv_1")),
            Record(CallNoted({"agent_error": PCM_TEXT})),
            CloseAgent(),
            EndStream(Step.FORWARD, "agent_failed"),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_where_it_does_not_begin(case: Case) -> None:
    session = CallSession(True, has_stand_in=True)
    for earlier in case.past:
        session.handle(earlier)

    assert session.handle(case.event) == case.commands


def test_one_that_is_lost_in_mid_call_is_dialled_again_itself() -> None:
    session = CallSession(True, has_stand_in=True)
    for earlier in TALKING:
        session.handle(earlier)

    assert Reconnect() in session.handle(LOST)
    assert UseStandIn() not in session.handle(happened.AgentConnectFailed(9500, "404", can_retry=False))
