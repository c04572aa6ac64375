"""Two calls, line by line."""

import pytest

from bridge.cassettes.comparison import compare
from db.cassettes import RecordedCall
from tests.bridge.cassettes.calls import call, turn

HELLO, ASK, BYE = (
    turn("agent", "Hola."),
    turn("user", "¿Está listo?", 2000, 3000),
    turn("agent", "Sí. Adiós.", 3800),
)
ORIGINAL = call(HELLO, ASK, BYE)


@pytest.mark.parametrize(
    ("replay", "outcomes", "is_same"),
    [
        pytest.param(ORIGINAL, "= = =", True, id="the same"),
        pytest.param(call(turn("agent", "¡Hola!"), turn("user", "¿está listo", 2000, 3000), BYE), "= = =", True, id="spelt otherwise"),
        pytest.param(call(HELLO, ASK, turn("agent", "Todavía no.", 3800)), "= = ~", False, id="another answer"),
        pytest.param(call(HELLO, ASK), "= = -", False, id="an answer is missing"),
        pytest.param(call(HELLO, ASK, BYE, turn("user", "Adiós.", 6000)), "= = = +", False, id="something was said after it"),
        pytest.param(call(ASK, BYE), "- = =", False, id="no greeting"),
        pytest.param(call(HELLO, ASK, BYE, end="agent_failed"), "= = =", False, id="another end"),
        pytest.param(call(), "- - -", False, id="nothing"),
        pytest.param(call(HELLO, ASK, turn("agent", "Sí. Adiós.", 5200)), "= = =", True, id="late, within limits"),
        pytest.param(call(HELLO, ASK, turn("agent", "Sí. Adiós.", 5400)), "= = =", False, id="too late"),
    ],
)  # fmt: skip
def test_compare(replay: RecordedCall, outcomes: str, is_same: bool) -> None:
    comparison = compare(ORIGINAL, replay)

    signs = {"same": "=", "changed": "~", "missing": "-", "added": "+"}
    assert " ".join(signs[line.outcome] for line in comparison.lines) == outcomes
    assert comparison.is_same is is_same


def test_an_answer_is_late_by_so_much() -> None:
    late = compare(ORIGINAL, call(HELLO, ASK, turn("agent", "Sí. Adiós.", 4100)))

    assert [line.delta_ms for line in late.lines] == [None, None, 300]


def test_a_faster_replay_is_stretched() -> None:
    fast = compare(
        ORIGINAL,
        call(HELLO, turn("user", "¿Está listo?", 200, 300), turn("agent", "Sí. Adiós.", 380)),
        speed=10,
    )

    assert fast.lines[2].delta_ms == 0


@pytest.mark.parametrize(("end", "is_same"), [("shutdown", True), ("transferred", False)])
def test_an_end_that_no_replay_can_have_is_not_compared(end: str, is_same: bool) -> None:
    assert compare(call(HELLO, end=end), call(HELLO, end="caller_hangup")).is_same is is_same
