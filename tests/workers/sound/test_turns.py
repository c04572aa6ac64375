"""Turns are moved to the sound that they belong to."""

import pytest

from workers.sound.spans import Span
from workers.sound.transport import StreamPlace
from workers.sound.turns import TurnTime, align, on_recording

CALLER = [Span(3000, 4500), Span(4800, 6000), Span(9000, 9600)]
AGENT = [Span(500, 2500), Span(6900, 8800), Span(10_400, 12_000)]
TURNS = [
    TurnTime(1, "agent", 480, None),
    TurnTime(2, "user", 3900, 6700),
    TurnTime(3, "agent", 6950, None),
    TurnTime(4, "user", 9000, 10_200),
    TurnTime(5, "agent", 10_400, None),
]


def times(turns: list[TurnTime]) -> list[tuple[float, float | None]]:
    return [(turn.started_ms, turn.ended_ms) for turn in turns]


def test_each_turn_gets_its_sound() -> None:
    expected = [(500, 2500), (3000, 6000), (6900, 8800), (9000, 9600), (10_400, 12_000)]

    assert times(align(TURNS, CALLER, AGENT)) == expected


def test_once_aligned_they_stay() -> None:
    once = align(TURNS, CALLER, AGENT)

    assert align(once, CALLER, AGENT) == once


CASES = {
    "an agent's turn without a pause before it ends with its sound": (
        [TurnTime(1, "agent", 500, None), TurnTime(2, "agent", 1500, None), *TURNS[2::2]],
        [(500, 2500), (1500, 2500), (6900, 8800), (10_400, 12_000)],
    ),
    "a turn that nobody heard stays": ([TurnTime(1, "user", 20_000, 21_000)], [(20_000, 21_000)]),
    "an agent's turn that never sounded stays": (
        [*TURNS[::2], TurnTime(6, "agent", 15_000, 15_000)],
        [(500, 2500), (6900, 8800), (10_400, 12_000), (15_000, 15_000)],
    ),
    "no turns": ([], []),
}


@pytest.mark.parametrize(("turns", "expected"), CASES.values(), ids=CASES)
def test_turns(turns: list[TurnTime], expected: list[tuple[float, float | None]]) -> None:
    assert times(align(turns, CALLER, AGENT)) == expected


def test_nobody_speaks() -> None:
    assert align(TURNS, [], []) == TURNS


def test_the_clock_of_each_stream_is_the_recordings() -> None:
    streams = [StreamPlace(0, 50, 1, 1), StreamPlace(20_000, -10, 1, 3)]
    turns = [TurnTime(1, "agent", 30, None), TurnTime(2, "user", 1000, 2000), TurnTime(3, "agent", 100, None)]

    assert times(on_recording(turns, streams)) == [(0, None), (950, 1950), (20_110, None)]
