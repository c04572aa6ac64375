"""Words of a turn: folded to plain lower-case Latin letters, each with its place in the text as it was said."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate, compress
from typing import Any

from workers.analysis.memory import Memory, once

NONE, COMMA, SENTENCE, QUESTION = 0, 1, 2, 3

_WORD = re.compile(r"([a-z]+|\d+(?:[.,]\d{3})+(?!\d)|\d+)")
_BREAKS = {",": COMMA, ";": COMMA, ":": COMMA, "–": COMMA, "—": COMMA, "?": QUESTION}
_BREAKS |= dict.fromkeys(".!…\n", SENTENCE)
_LATIN = 0x250
_LONGEST_CLAUSE = 80  # recognisers may leave out every full stop; nothing reaches further than this


def _plain_letter(code: int) -> str:
    letter = unicodedata.normalize("NFKD", chr(code).lower())[:1]
    return letter if letter.isascii() and letter else chr(code)


# The catalan middle dot is no border: "col·lisió" is read as two words on both sides, in patterns and in speech.
_FOLD = {
    code: _plain_letter(code)
    for code in range(_LATIN)
    if (chr(code).isalpha() and ord("\x7f") < code) or chr(code).isupper()
}
_FOLD |= {ord("ß"): "s", ord("ø"): "o", ord("æ"): "e", ord("’"): "'", ord("¿"): ",", ord("¡"): ","}


_FOLD_LATIN_1 = "".join(map(chr, range(256))).translate(_FOLD).encode("latin-1")


def fold(text: str) -> str:
    """Lower-case without accents, one character for one, so that places stay the same."""
    if text.isascii():
        return text.lower()
    try:  # by bytes, where one stands for each character: several times as fast
        return text.encode("latin-1").translate(_FOLD_LATIN_1).decode("latin-1")
    except UnicodeEncodeError:
        return text.translate(_FOLD)


def words_of(text: str) -> frozenset[str]:
    """Return a closed class of words, written as they are read: one after the other."""
    return frozenset(text.split())


@dataclass(slots=True)
class Words:
    """Parallel lists: the folded words, where each starts and ends, and the break that follows it.

    ``stops`` holds the last words of sentences, ``plus`` the words before which a plus sign stands, ``known`` what ``once`` keeps.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    breaks: list[int]
    stops: list[int]
    asks: bool
    plus: list[int]
    known: dict[Callable[..., Any], Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.words)

    def said(self, first: int, last: int) -> str:
        """Return the words ``first`` to ``last`` (exclusive) as they were said."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def capitalised(self, index: int) -> bool:
        return self.text[self.starts[index]].isupper()


def split_words(text: str) -> Words:
    """Cut into words and the gaps between them; what a gap says is its break."""
    folded = fold(text)
    parts = _WORD.split(folded)
    borders = list(accumulate(map(len, parts)))
    words, starts, ends = parts[1::2], borders[:-1:2], borders[1::2]
    if "ß" in text:
        words = [_spelt_out(text[start:end]) for start, end in zip(starts, ends, strict=True)]
    breaks = list(map(_BREAK_IN.__getitem__, parts[2::2]))
    plus = _plus_signs(parts) if "+" in text else []
    stops = _breaks_of(breaks, SENTENCE)
    return Words(text, words, starts, ends, breaks, stops, QUESTION in breaks, plus)


def _break_in(gap: str) -> int:
    """Return the strongest break among the signs between two words."""
    return max((_BREAKS.get(sign, NONE) for sign in gap), default=NONE)


_BREAK_IN = Memory(_break_in)


def _plus_signs(parts: list[str]) -> list[int]:
    return [before for before, gap in enumerate(parts[::2]) for _ in range(gap.count("+"))]


def _spelt_out(said: str) -> str:
    """«Stoßdämpfer» is the word «stossdampfer», though it keeps its place in the text."""
    return fold(said.replace("ß", "ss"))


@once
def capitals(words: Words) -> list[int]:
    """Return the words that are written with a capital."""
    text = words.text
    return [at for at, start in enumerate(words.starts) if text[start].isupper()]


@once
def pauses(words: Words) -> list[int]:
    """Return the words before pauses, short and long; the last word always is."""
    return _breaks_of(words.breaks, COMMA)


def _breaks_of(breaks: list[int], strength: int) -> list[int]:
    """Return the words before breaks of that strength; the last word always is."""
    last = len(breaks) - 1
    return [*compress(range(last), map(strength.__le__, breaks)), last]


def clause_start(words: Words, index: int, strength: int = SENTENCE) -> int:
    """Return the first word of the stretch without a break of that strength that holds the word at ``index``."""
    breaks = words.stops if strength == SENTENCE else pauses(words)
    before = bisect_left(breaks, index)
    start = breaks[before - 1] + 1 if before else 0
    return start if index - start <= _LONGEST_CLAUSE else index - _LONGEST_CLAUSE


def clause_end(words: Words, index: int, strength: int = SENTENCE) -> int:
    """Return one past the last word of the stretch that holds the word at ``index``."""
    breaks = words.stops if strength == SENTENCE else pauses(words)
    end = breaks[bisect_left(breaks, index)]
    return end + 1 if end - index <= _LONGEST_CLAUSE else index + _LONGEST_CLAUSE + 1
