"""Spoken VINs: seventeen characters without I, O, Q; where several readings are possible, the check digit decides."""

import re
from collections.abc import Iterator

from workers.analysis.plates import PlateMention
from workers.analysis.spelling import spelt_runs
from workers.analysis.text import Words

_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def has_valid_check_digit(vin: str) -> bool:
    """Tell whether the ninth character is the ISO 3779 check digit, which is optional for European makers."""
    total = sum(
        (int(character) if character.isdigit() else _VALUES[character]) * weight
        for character, weight in zip(vin, _WEIGHTS, strict=True)
    )
    remainder = total % 11
    return vin[8] == ("X" if remainder == 10 else str(remainder))


def vins_in(words: Words) -> list[PlateMention]:
    """Return the VIN said, preferring one with a valid check digit."""
    found = [*_written(words), *_spelt(words)]
    return sorted(found, key=lambda mention: not has_valid_check_digit(mention.value))[:1]


def _written(words: Words) -> Iterator[PlateMention]:
    first = 0
    for index in range(len(words)):
        if index + 1 < len(words) and words.starts[index + 1] == words.ends[index]:
            continue
        characters = words.original(first, index + 1).upper()
        if _is_vin(characters):
            yield PlateMention(characters, first, index + 1)
        first = index + 1


def _spelt(words: Words) -> Iterator[PlateMention]:
    for run in spelt_runs(words):
        for start in range(len(run.characters) - 16):
            characters = run.characters[start : start + 17]
            if _is_vin(characters):
                yield PlateMention(characters, run.words[start][0], run.words[start + 16][1])


def _is_vin(characters: str) -> bool:
    mixed = any(character.isdigit() for character in characters) and any(
        character.isalpha() for character in characters
    )
    return mixed and _VIN.fullmatch(characters) is not None
