"""What counts as a telephone number that can be rung."""

import pytest

from db.telephone.numbers import E164

NUMBERS = {
    "the shortest": ("+3497100", True),
    "the longest": ("+" + "1" * 15, True),
    "one digit less": ("+349710", False),
    "one digit more": ("+" + "1" * 16, False),
    "a country that begins with zero": ("+0349710000", False),
    "no plus": ("34971000000", False),
    "blanks": ("+34 971 000 000", False),
    "digits of another script": ("+3497100000٣", False),
    "a line break at the end": ("+34971000000\n", False),
}


@pytest.mark.parametrize(("number", "is_one"), NUMBERS.values(), ids=NUMBERS)
def test_what_is_a_number(number: str, is_one: bool) -> None:
    assert (E164.fullmatch(number) is not None) is is_one
