"""Whether a caller's number may identify a person. Pure."""

from db.telephone.numbers import E164, WITHHELD


def is_callable(number: str) -> bool:
    """Whether the number can be called back, so that it may identify a person."""
    return E164.fullmatch(number) is not None and number not in WITHHELD
