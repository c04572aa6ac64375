"""What one group says more often than another: against exact values, and against chance."""

import random

import pytest

from workers.topics.contrast import Sides, standing_out
from workers.topics.phrases import Phrase

# `scipy.stats.hypergeom.sf(said - 1, callers + others, said + others_said, callers)`
EXACT: dict[str, tuple[Sides, float]] = {
    "many more": (Sides(12, 100, 5, 300), 6.760450856e-05),
    "as often": (Sides(10, 100, 30, 300), 0.566237136),
    "nobody else": (Sides(5, 50, 0, 150), 0.000835588),
    "nobody at all": (Sides(0, 50, 0, 150), 1.0),
    "everybody": (Sides(50, 50, 150, 150), 1.0),
}


@pytest.mark.parametrize(("sides", "expected"), EXACT.values(), ids=EXACT)
def test_the_chance_is_fishers(sides: Sides, expected: float) -> None:
    assert sides.chance == pytest.approx(expected, rel=1e-3)


def groups(inside: int, outside: int) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(f"i{one}" for one in range(inside)), frozenset(f"o{one}" for one in range(outside))


def test_what_is_much_more_frequent_stands_out_surest_first() -> None:
    callers, others = groups(100, 300)
    phrases: dict[Phrase, frozenset[str]] = {
        ("granizo",): frozenset(sorted(callers)[:30]) | frozenset(sorted(others)[:3]),
        ("abolladuras",): frozenset(sorted(callers)[:20]) | frozenset(sorted(others)[:3]),
        ("cita",): frozenset(sorted(callers)[:60]) | frozenset(sorted(others)[:180]),
        ("playa",): frozenset(sorted(others)[:100]),
        ("cuatro",): frozenset(sorted(callers)[:4]),
    }

    assert standing_out(phrases, callers, others) == [("granizo",), ("abolladuras",)]


def test_chance_alone_seldom_stands_out() -> None:
    """Two groups drawn from the same callers: most of fifty draws name nothing."""
    drawn = random.Random(7)
    callers, others = groups(100, 300)
    everybody = sorted(callers | others)

    named = 0
    for _ in range(50):
        phrases = {
            (f"word{place}",): frozenset(drawn.sample(everybody, drawn.randint(5, 60)))
            for place in range(200)
        }
        named += bool(standing_out(phrases, callers, others))

    assert named <= 5
