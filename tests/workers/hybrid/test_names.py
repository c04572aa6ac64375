"""Names beside known ones, found alike in every process."""

import itertools

import pytest

from workers.hybrid.names import beside

SAID = "Hola, soy Ana-María Ribas Vidal."


@pytest.mark.parametrize("parts", list(itertools.permutations(["Ana", "Ana-María", "María"])))
def test_the_longest_known_part_is_read_in_whatever_order_they_come(parts: tuple[str, ...]) -> None:
    assert list(beside(parts, [SAID])) == ["Ana-María Ribas Vidal"]
