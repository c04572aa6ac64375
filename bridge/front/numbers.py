"""What a caller's number reveals, and whether it is withheld. Pure."""

from bridge.settings import E164

# How networks spell that a caller withheld the number, or that they do not know it: digits that look like a telephone's.
WITHHELD = frozenset({"+266696687", "+7378742833", "+2562533", "+8656696", "+86282452253", "+464"})


def is_callable(number: str) -> bool:
    """Whether the number can be called back, so that it may identify a person."""
    return E164.fullmatch(number) is not None and number not in WITHHELD
