"""Who answers, waits and interrupts: tables of spans, in tenths of a second."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.sound.spans import Span, common, joined, outside, total_ms
from workers.sound.turn_taking import Waiting, gaps, interruptions, silences

Pairs = list[tuple[int, int]]


def spans(pairs: Pairs) -> list[Span]:
    return [Span(start * 100.0, stop * 100.0) for start, stop in pairs]


GAPS: dict[str, tuple[Pairs, Pairs, Pairs]] = {
    "an answer": ([(0, 10)], [(15, 30)], [(10, 15)]),
    "only the first sound of an answer": ([(0, 10)], [(15, 30), (35, 50)], [(10, 15)]),
    "from the last sound of a question": ([(0, 10), (13, 20)], [(28, 40)], [(20, 28)]),
    "two answers": ([(0, 10), (40, 50)], [(15, 30), (60, 70)], [(10, 15), (50, 60)]),
    "a greeting answers nobody": ([], [(5, 20)], []),
    "an agent that interrupts does not answer": ([(0, 20)], [(15, 30)], []),
    "an answer at once": ([(0, 10)], [(10, 20)], [(10, 10)]),
    "after the caller has interrupted": ([(0, 10), (20, 30)], [(12, 24), (38, 50)], [(10, 12), (30, 38)]),
}


@pytest.mark.parametrize(("caller", "agent", "expected"), GAPS.values(), ids=GAPS)
def test_gaps(caller: Pairs, agent: Pairs, expected: Pairs) -> None:
    found = gaps(spans(caller), spans(agent))
    assert [(gap.caller_stopped_ms / 100, gap.agent_started_ms / 100) for gap in found] == expected


NOBODY = Waiting()
SILENCES: dict[str, tuple[Pairs, Pairs, Waiting, list[tuple[int, int, str]]]] = {
    "the agent owes an answer": ([(0, 10)], [(20, 30)], NOBODY, [(10, 20, "agent")]),
    "the caller thinks": ([(20, 30)], [(0, 10)], NOBODY, [(10, 20, "caller")]),
    "nobody has said anything yet": ([], [(8, 30)], NOBODY, [(0, 8, "agent")]),
    "the agent is not there yet": (
        [],
        [(8, 30)],
        Waiting((Span(0, 500),)),
        [(0, 5, "bridge"), (5, 8, "agent")],
    ),
    "the agent is lost and comes back": (
        [(0, 10)],
        [(30, 40)],
        Waiting((Span(1200, 2500),)),
        [(10, 12, "agent"), (12, 25, "bridge"), (25, 30, "agent")],
    ),
    "a tool runs": ([(0, 10)], [(30, 40)], Waiting((), (1100.0,)), [(10, 30, "hold")]),
    "a tool was begun with the last word": (
        [],
        [(0, 10), (30, 40)],
        Waiting((), (900.0,)),
        [(10, 30, "hold")],
    ),
    "a tool of another time": ([(0, 10)], [(30, 40)], Waiting((), (9000.0,)), [(10, 30, "agent")]),
    "a breath is no silence": ([(0, 10)], [(11, 40)], NOBODY, []),
}


@pytest.mark.parametrize(("caller", "agent", "waiting", "expected"), SILENCES.values(), ids=SILENCES)
def test_silences(
    caller: Pairs, agent: Pairs, waiting: Waiting, expected: list[tuple[int, int, str]]
) -> None:
    end = max(stop for _, stop in [*caller, *agent]) * 100
    found = silences(spans(caller), spans(agent), end, waiting)
    assert [(one.span.start_ms / 100, one.span.stop_ms / 100, one.owner) for one in found] == expected


INTERRUPTIONS: dict[str, tuple[Pairs, Pairs, list[tuple[str, int, int, bool]]]] = {
    "the caller cuts in": ([(10, 30)], [(0, 14)], [("caller", 10, 4, False)]),
    "a yes while the agent goes on": ([(10, 14)], [(0, 40)], [("caller", 10, 4, True)]),
    "a long objection while the agent goes on": ([(10, 25)], [(0, 40)], [("caller", 10, 15, False)]),
    "the agent cuts in": ([(0, 20)], [(15, 40)], [("agent", 15, 5, False)]),
    "a moment together is nothing": ([(10, 30)], [(0, 11)], []),
    "one after the other": ([(10, 30)], [(0, 10)], []),
}


@pytest.mark.parametrize(("caller", "agent", "expected"), INTERRUPTIONS.values(), ids=INTERRUPTIONS)
def test_interruptions(caller: Pairs, agent: Pairs, expected: list[tuple[str, int, int, bool]]) -> None:
    found = interruptions(spans(caller), spans(agent))
    assert [
        (one.side, one.start_ms / 100, one.overlap_ms / 100, one.is_backchannel) for one in found
    ] == expected


def test_an_agent_that_falls_silent_at_once_was_interrupted_all_the_same() -> None:
    (one,) = interruptions(spans([(10, 30)]), spans([(0, 11)]), cuts_ms=[1100.0])

    assert (one.side, one.overlap_ms, one.is_backchannel) == ("caller", 100, False)


many = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 30)), max_size=12).map(
    lambda pairs: joined((Span(start * 100.0, (start + length) * 100.0) for start, length in pairs), 0.0)
)


@given(many, many, many)
def test_all_of_a_call_is_spoken_or_silent_and_every_silence_has_one_owner(
    caller: list[Span], agent: list[Span], away: list[Span]
) -> None:
    end_ms = 14_000.0
    found = silences(caller, agent, end_ms, Waiting(tuple(away)))

    spoken = joined([*caller, *agent], 0.0)
    silent = [silence.span for silence in found]
    assert common(spoken, silent) == []
    missing = total_ms(outside(spoken, end_ms)) - total_ms(silent)
    assert 0 <= missing <= 200 * (len(outside(spoken, end_ms)) + 2 * len(away))  # the shortest do not count
