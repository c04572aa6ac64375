"""Where the signs of a call stand in a model's matrix. Signs of words are looked up by what they are made of, not spelt out first."""

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any, TypeVar

from workers.analysis.memory import Memory
from workers.analysis.signs import PLACES, Block, Said, parts_of

Key = TypeVar("Key")
_PAIR = re.compile(r"(<\w>|[^ >]+)[ >](.+)")


class Rows:
    """The rows of a model, by place and kind of sign."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        self._rows = rows
        parts = Memory(parts_of)
        self._places = {place: _Place(rows, place, parts) for place in PLACES}

    def of(self, block: Block) -> list[int]:
        """Return a row for each sign that the model knows, in the order of ``Block.signs``."""
        if block.said is None:
            return _known(self._rows, block.others)
        found = self._places[block.place].of(block.said)
        return found + _known(self._rows, block.others) if block.others else found


class _Place:
    def __init__(self, rows: Mapping[str, int], place: str, parts: Memory[list[str]]) -> None:
        self._whole = _with(rows, f"{place}w ")
        self._rows_of_parts = _with(rows, f"{place}c ")
        self._neighbours = _by_pair(_with(rows, f"{place}b "))
        self._meanings: dict[Any, int] = {**_with(rows, f"{place}m ")}
        self._meanings |= _by_pair(_with(rows, f"{place}p "))
        self._parts = parts
        self._words = Memory(self._of_word)

    def of(self, said: Said) -> list[int]:
        found = list(chain.from_iterable(map(self._words.__getitem__, said.words)))
        found += _known(self._neighbours, said.neighbours)
        if said.meanings:
            found += _known(self._meanings, chain(said.meanings, said.pairs))
        return found

    def _of_word(self, word: str) -> list[int]:
        return [*_known(self._whole, (word,)), *_known(self._rows_of_parts, self._parts[word])]


def _with(rows: Mapping[str, int], begin: str) -> dict[str, int]:
    return {sign.removeprefix(begin): row for sign, row in rows.items() if sign.startswith(begin)}


def _by_pair(rows: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """Take «before word» and «meaning>meaning» apart."""
    return {(pair[1], pair[2]): row for key, row in rows.items() if (pair := _PAIR.fullmatch(key))}


def _known(rows: Mapping[Key, int], keys: Iterable[Key]) -> list[int]:
    return list(map(rows.__getitem__, filter(rows.__contains__, keys)))
