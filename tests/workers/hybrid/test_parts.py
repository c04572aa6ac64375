"""Into which parts a long call is cut, so that each fits and nothing is left out."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.hybrid.parts import OVERLAP, most_parts, parts_of, pieces_of, room_for
from workers.prompts import load_prompt

ROOM = 1000
SIZES = st.lists(st.integers(1, int(ROOM * OVERLAP)), max_size=400)


@pytest.mark.parametrize(
    ("sizes", "parts"),
    [
        pytest.param([], [range(0)], id="nobody said anything"),
        pytest.param([100] * 10, [range(10)], id="it fits"),
        pytest.param([50] * 30, [range(20), range(18, 30)], id="two parts share two turns"),
        pytest.param([100] * 12, [range(10), range(9, 12)], id="two parts share one turn"),
        pytest.param([300] * 5, [range(3), range(3, 5)], id="turns too large to be repeated"),
        pytest.param(
            [100, 5000, 100], [range(1), range(1, 2), range(2, 3)], id="a turn that fits nowhere stands alone"
        ),
        pytest.param([50] * 20 + [990], [range(20), range(20, 21)], id="no room beside the next turn"),
    ],
)
def test_parts_of_a_call(sizes: list[int], parts: list[range]) -> None:
    assert parts_of(sizes, ROOM) == parts


@pytest.mark.parametrize(
    ("text", "room", "pieces"),
    [
        pytest.param("", 50, [""], id="nothing"),
        pytest.param("dos palabras", 52, ["dos palabras"], id="it fits"),
        pytest.param("uno dos tres", 48, ["uno dos", " tres"], id="between words"),
        pytest.param("unodostres", 44, ["unod", "ostr", "es"], id="one word"),
    ],
)
def test_a_turn_that_fits_nowhere_is_cut(text: str, room: int, pieces: list[str]) -> None:
    assert pieces_of(text, room) == pieces


@given(st.lists(st.integers(1, 2 * ROOM), min_size=1, max_size=200))
def test_every_turn_is_in_a_part_and_parts_go_on(sizes: list[int]) -> None:
    parts = parts_of(sizes, ROOM)

    assert sorted({place for part in parts for place in part}) == list(range(len(sizes)))
    assert all(one.start < other.start and one.stop < other.stop for one, other in pairwise(parts))
    assert all(len(part) == 1 or sum(sizes[place] for place in part) <= ROOM for part in parts)


@given(SIZES)
def test_a_budget_never_expects_too_few(sizes: list[int]) -> None:
    assert len(parts_of(sizes, ROOM)) <= most_parts(sum(sizes), ROOM)


def test_a_call_of_two_thousand_turns_is_one_question_to_a_usual_model() -> None:
    assert most_parts(56_000 * 3, room_for(load_prompt("workshop"), 128_000)) == 1
