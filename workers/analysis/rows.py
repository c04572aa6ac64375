"""Maps a call's features to rows of a model's matrix. Word features are looked up by their components, without building their names.

Row numbers are kept as packed C ints, so that those of a word, a turn and a call are concatenated and read by numpy as they are.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from struct import Struct
from typing import Any

from workers.analysis.memory import Memory
from workers.analysis.signs import PLACES, Block, TurnSigns, parts_of

_NUMBER = Struct("i")
SIZE = _NUMBER.size
"""Bytes per row number."""
_PAIR = re.compile(r"(<\w>|[^ >]+)[ >](.+)")


class Rows:
    """The rows of a model, by place and kind of feature."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        self._rows = {sign: _NUMBER.pack(row) for sign, row in rows.items()}
        parts = Memory(parts_of)
        self._places = {place: _Place(self._rows, place, parts) for place in PLACES}

    def rows_of(self, block: Block) -> bytes:
        """Return a row for each feature that the model knows, in the order of ``Block.signs``."""
        if block.said is None:
            return _known(self._rows, block.others)
        found = self._places[block.place].rows_of(block.said)
        return found + _known(self._rows, block.others) if block.others else found


class _Place:
    def __init__(self, rows: Mapping[str, bytes], place: str, parts: Memory[list[str]]) -> None:
        self._whole = _with(rows, f"{place}w ")
        self._rows_of_parts = _with(rows, f"{place}c ")
        self._neighbours = _by_pair(_with(rows, f"{place}b "))
        self._meanings: dict[Any, bytes] = {**_with(rows, f"{place}m ")}
        self._meanings |= _by_pair(_with(rows, f"{place}p "))
        self._parts = parts
        self._words = Memory(self._word_rows)

    def rows_of(self, said: TurnSigns) -> bytes:
        found = b"".join(map(self._words.__getitem__, said.words)) + _known(self._neighbours, said.neighbours)
        if said.meanings:
            found += _known(self._meanings, chain(said.meanings, said.pairs))
        return found

    def _word_rows(self, word: str) -> bytes:
        return self._whole.get(word, b"") + _known(self._rows_of_parts, self._parts[word])


def _with(rows: Mapping[str, bytes], begin: str) -> dict[str, bytes]:
    return {sign.removeprefix(begin): row for sign, row in rows.items() if sign.startswith(begin)}


def _by_pair(rows: Mapping[str, bytes]) -> dict[tuple[str, str], bytes]:
    """Split «before word» and «meaning>meaning» into pairs."""
    return {(pair[1], pair[2]): row for key, row in rows.items() if (pair := _PAIR.fullmatch(key))}


def _known(rows: Mapping[Any, bytes], keys: Iterable[Any]) -> bytes:
    return b"".join(filter(None, map(rows.get, keys)))
