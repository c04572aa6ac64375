"""Maps a call's features to rows of a model's matrix. Word features are looked up by their components, without building their names.

Row numbers are kept as packed C ints, so that those of a word, a turn and a call are concatenated and read by numpy as they are.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import chain
from struct import Struct
from typing import Any

from workers.analysis.features import TURN_PREFIXES, FeatureBlock, TurnFeatures, character_ngrams
from workers.analysis.memoization import MemoDict

_ROW = Struct("i")
ROW_BYTES = _ROW.size
_PAIR = re.compile(r"(<\w>|[^ >]+)[ >](.+)")


class FeatureIndex:
    """The rows of a model, by prefix and kind of feature."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        self._rows = {feature: _ROW.pack(row) for feature, row in rows.items()}
        ngrams = MemoDict(character_ngrams)
        self._turns = {prefix: _TurnIndex(self._rows, prefix, ngrams) for prefix in TURN_PREFIXES}

    def rows_of(self, block: FeatureBlock) -> bytes:
        """Return a row for each feature that the model knows, in the order of ``FeatureBlock.names``."""
        if block.turn is None:
            return _look_up(self._rows, block.others)
        found = self._turns[block.prefix].rows_of(block.turn)
        return found + _look_up(self._rows, block.others) if block.others else found


class _TurnIndex:
    """The rows of the word features with one prefix; those of a word and its n-grams are memoized together."""

    def __init__(self, rows: Mapping[str, bytes], prefix: str, ngrams: MemoDict[list[str]]) -> None:
        self._whole_words = _beginning_with(f"{prefix}w ", rows)
        self._ngrams = _beginning_with(f"{prefix}c ", rows)
        self._bigrams = _by_pair(_beginning_with(f"{prefix}b ", rows))
        self._meanings: dict[Any, bytes] = {**_beginning_with(f"{prefix}m ", rows)}
        self._meanings |= _by_pair(_beginning_with(f"{prefix}p ", rows))
        self._ngrams_of = ngrams
        self._words = MemoDict(self._word_rows)

    def rows_of(self, turn: TurnFeatures) -> bytes:
        found = b"".join(map(self._words.__getitem__, turn.words)) + _look_up(self._bigrams, turn.bigrams)
        if turn.meanings:
            found += _look_up(self._meanings, chain(turn.meanings, turn.meaning_pairs))
        return found

    def _word_rows(self, word: str) -> bytes:
        return self._whole_words.get(word, b"") + _look_up(self._ngrams, self._ngrams_of[word])


def _beginning_with(prefix: str, rows: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the rows of the features with this prefix, keyed by what follows it."""
    return {feature.removeprefix(prefix): row for feature, row in rows.items() if feature.startswith(prefix)}


def _by_pair(rows: Mapping[str, bytes]) -> dict[tuple[str, str], bytes]:
    """Split «before word» and «meaning>meaning» into pairs."""
    return {(pair[1], pair[2]): row for key, row in rows.items() if (pair := _PAIR.fullmatch(key))}


def _look_up(rows: Mapping[Any, bytes], keys: Iterable[Any]) -> bytes:
    return b"".join(filter(None, map(rows.get, keys)))
