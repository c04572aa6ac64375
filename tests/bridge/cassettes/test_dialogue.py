"""A stored call becomes a script: the same lines, interruptions and end."""

from typing import Any

import pytest

from bridge.cassettes.dialogue import script_of
from bridge.simulators.script import AgentTurn, CallerTurn
from db.cassettes import RecordedCall
from tests.bridge.cassettes.calls import call, turn

HELLO, ASK = turn("agent", "Hola."), turn("user", "¿Está listo?", 2000, 3000)
TOOL = {"tool": {"name": "transfer_to_human"}}


@pytest.mark.parametrize(
    ("kept", "last"),
    [
        pytest.param(call(HELLO), AgentTurn(agent="Hola.", end_call=True), id="the agent says goodbye"),
        pytest.param(
            call(HELLO, ASK),
            AgentTurn.model_validate({"fault": {"kind": "close", "code": 1000}}),
            id="without a word",
        ),
        pytest.param(
            call(HELLO, ASK, end="caller_hangup"),
            CallerTurn(caller="¿Está listo?", hang_up=True),
            id="the caller does",
        ),
        pytest.param(
            call(HELLO, end="caller_hangup"), CallerTurn(hang_up=True), id="the caller, after listening"
        ),
        pytest.param(
            call(HELLO, end="transferred"),
            AgentTurn.model_validate({"agent": "Hola."} | TOOL),
            id="put through",
        ),
        pytest.param(
            call(HELLO, ASK, end="forward_unanswered"), AgentTurn.model_validate(TOOL), id="to nobody"
        ),
        pytest.param(
            call(HELLO, end="agent_failed"),
            AgentTurn.model_validate({"agent": "Hola.", "fault": {"kind": "close", "code": 1008}}),
            id="the agent fails",
        ),
        pytest.param(
            call(HELLO, end="shutdown"), CallerTurn(hang_up=True), id="an end that cannot be played"
        ),
    ],
)
def test_it_ends_as_it_ended(kept: RecordedCall, last: AgentTurn | CallerTurn) -> None:
    assert script_of(kept).turns[-1] == last


@pytest.mark.parametrize(
    "kept",
    [call(HELLO, end="agent_unreachable"), call(), call(turn("agent", "…"))],
    ids=["no agent", "no turn", "no word"],
)
def test_where_nothing_was_said_no_agent_answers(kept: RecordedCall) -> None:
    assert script_of(kept).outage.http_status == 503


@pytest.mark.parametrize(
    ("interrupted", "seconds"),
    [
        pytest.param(turn("agent", "Verá, lo que", 1000, 3500, cut=True), 2.5, id="as long as it was heard"),
        pytest.param(turn("agent", "Verá, lo que", 1000, 1010, cut=True), 0.2, id="at once"),
        pytest.param(turn("agent", "Verá, lo que", 1000, None, cut=True), 4.0, id="until the caller spoke"),
    ],
)
def test_an_interruption_comes_when_it_came(interrupted: Any, seconds: float) -> None:
    spoken = script_of(call(interrupted, turn("user", "No, no.", 5000))).turns[1]

    assert isinstance(spoken, CallerTurn)
    assert spoken.barge_in_seconds == seconds


def test_what_nobody_answered_is_one_line() -> None:
    script = script_of(
        call(HELLO, turn("agent", "¿Sigue ahí?"), turn("user", "Sí."), turn("user", "Dígame."), HELLO)
    )

    assert [item.text for item in script.turns] == ["Hola. ¿Sigue ahí?", "Sí. Dígame.", "Hola."]


def test_a_language_that_the_simulator_does_not_speak_is_spoken_as_spanish() -> None:
    assert script_of(call(HELLO, language="fr")).language == "es"
