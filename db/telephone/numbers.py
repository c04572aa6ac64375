"""What a number says about who is at the other end. Pure."""

import re

E164 = re.compile(r"\+[1-9][0-9]{6,14}")  # not \d, which takes the digits of every script

# How networks spell that a caller withheld the number, or that they do not know it: digits that look like a telephone's.
WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+464"})
ANONYMOUS = "anonymous"  # the word that carriers send for the same


def kept_number(number: str | None) -> str | None:
    """As calls keep it: kept as digits, one withheld number would make one caller, who calls again and again, of all who hide theirs."""
    return ANONYMOUS if number in WITHHELD else number
