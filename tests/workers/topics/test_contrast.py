"""What one group says more often than another: and what chance alone does."""

import random

from workers.topics.contrast import standing_out
from workers.topics.phrases import Phrase


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
