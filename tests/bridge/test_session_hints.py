"""The session as a table: a colleague tells the agent something while it talks."""

import pytest

from bridge import events as happened
from bridge.commands import Command, Record, SendToAgent
from bridge.facts import HintTaken
from bridge.transcript import HINT, HINTED, INTRODUCTION, Transcript
from tests.bridge.sessions import (
    AGAIN,
    AGENT_GOODBYE,
    ALL,
    CONNECTED,
    END_CALL,
    HELLO,
    LOST,
    METADATA,
    RECONNECTED,
    STARTED,
    TALKING,
    TRANSFER,
    Case,
    commands_after,
)

WORDS = "The part is here since noon."
HINT_GIVEN = happened.HintGiven(5000, "h1", WORDS, "u1")
ASKED = happened.CallerSaid(4000, "Do you fit tyres?")


def told(after: int) -> list[Command]:
    message = {"type": "contextual_update", "text": HINT.format(WORDS)}
    return [SendToAgent(message), Record(HintTaken("h1", after, WORDS, "u1"))]


CASES = {
    "it is context, not a turn, and kept": Case(TALKING, HINT_GIVEN, told(0)),
    "at its place among the turns": Case([*TALKING, HELLO, ASKED], HINT_GIVEN, told(2)),
    "a new session of the agent takes hints as well": Case([*RECONNECTED, HELLO], HINT_GIVEN, told(1)),
    "a goodbye that the caller interrupted goes on as a call": Case(
        [*TALKING, HELLO, END_CALL, happened.Interrupted(4500, 2, ALL)], HINT_GIVEN, told(1)
    ),
    "no agent yet": Case([STARTED], HINT_GIVEN, []),
    "an agent that has not begun": Case([STARTED, CONNECTED], HINT_GIVEN, []),
    "between two sessions of the agent": Case([*TALKING, LOST], HINT_GIVEN, []),
    "the agent takes its leave": Case([*TALKING, END_CALL], HINT_GIVEN, []),
    "the agent has left": Case([*TALKING, AGENT_GOODBYE], HINT_GIVEN, []),
    "the call goes to a person": Case([*TALKING, TRANSFER], HINT_GIVEN, []),
    "the call is over": Case([*TALKING, happened.CarrierStopped(4900, ALL)], HINT_GIVEN, []),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_the_session_does_with_a_hint(case: Case) -> None:
    assert commands_after(case.past, case.event) == case.commands


def test_a_new_session_of_the_agent_is_told_again() -> None:
    commands = commands_after([*TALKING, HELLO, HINT_GIVEN, ASKED, LOST, CONNECTED], AGAIN)

    so_far = f"You: Hello, AutoBox.\n{HINTED}: {WORDS}\nCaller: Do you fit tyres?"
    message = {"type": "contextual_update", "text": f"{INTRODUCTION}\n{so_far}"}
    assert SendToAgent(message) in commands


def test_it_takes_no_position_of_a_turn() -> None:
    spoken = Transcript()
    spoken.hinted(WORDS)

    assert spoken.caller_said("Good morning.", 900).position == 1
    assert spoken.text() == f"{HINTED}: {WORDS}\nCaller: Good morning."


def test_words_that_look_like_a_template_stay_words() -> None:
    (sent, _kept) = commands_after(
        [STARTED, CONNECTED, METADATA], happened.HintGiven(5000, "h2", "{0} {x}", "")
    )

    assert isinstance(sent, SendToAgent)
    assert sent.message["text"].endswith("{0} {x}")
