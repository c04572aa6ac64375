"""Tokenization: the words of a turn, folded to lower-case Latin letters without accents, each with its position in the original text."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate, compress
from typing import Any

from workers.analysis.memoization import MemoDict, cached_in_owner

NONE, COMMA, SENTENCE, QUESTION = 0, 1, 2, 3

_WORD = re.compile(r"([a-z]+|\d+(?:[.,]\d{3})+(?!\d)|\d+)")
_BREAKS = {",": COMMA, ";": COMMA, ":": COMMA, "–": COMMA, "—": COMMA, "?": QUESTION}
_BREAKS |= dict.fromkeys(".!…\n", SENTENCE)
_MARK = re.compile("[\u0300-\u036f]")
_MARKED_LETTER = re.compile("[^\u0300-\u036f]?[\u0300-\u036f]*", re.DOTALL)
_LATIN = (*range(0x250), *range(0x1E00, 0x1F00))
_LONGEST_CLAUSE = 80  # recognizers may omit all full stops; nothing reaches further than this


def _plain_letter(code: int) -> str:
    letter = unicodedata.normalize("NFKD", chr(code).lower())[:1]
    return letter if letter.isascii() and letter else chr(code)


# The Catalan middle dot separates: "col·lisió" is read as two words, in patterns and in speech alike.
_FOLD = {
    code: _plain_letter(code)
    for code in _LATIN
    if (chr(code).isalpha() and ord("\x7f") < code) or chr(code).isupper()
}
_FOLD |= {ord("’"): "'", ord("¿"): ",", ord("¡"): ","}
_FOLD |= {  # letters that are not another one with a mark
    ord(letter): plain
    for letters, plain in (
        ("ßẞ", "s"),
        ("øØœŒ", "o"),
        ("æÆ", "e"),
        ("łŁ", "l"),
        ("đĐðÐ", "d"),
        ("þÞ", "t"),
        ("ħĦ", "h"),
        ("ı", "i"),
    )
    for letter in letters
}


_FOLD_LATIN_1 = "".join(map(chr, range(256))).translate(_FOLD).encode("latin-1")


def fold(text: str) -> str:
    """Lower-case without accents, one character for one, so that positions stay the same."""
    if text.isascii():
        return text.lower()
    try:  # byte-wise for Latin-1, which is several times as fast
        return text.encode("latin-1").translate(_FOLD_LATIN_1).decode("latin-1")
    except UnicodeEncodeError:
        return text.translate(_FOLD)


def words_of(text: str) -> frozenset[str]:
    """Return a closed class of words from a space-separated list."""
    return frozenset(text.split())


@dataclass(slots=True)
class Words:
    """Parallel lists: the folded words, their start and end, and the break after each.

    ``sentence_ends`` holds the last words of sentences, ``after_plus`` the words preceded by a plus sign, ``cache`` results of ``cached_in_owner``.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    breaks: list[int]
    sentence_ends: list[int]
    has_question: bool
    after_plus: list[int]
    cache: dict[Callable[..., Any], Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.words)

    def original(self, first: int, last: int) -> str:
        """Return the words ``first`` to ``last`` (exclusive) in their original spelling."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def capitalised(self, index: int) -> bool:
        return self.text[self.starts[index]].isupper()


def split_words(text: str) -> Words:
    """Split into words and the gaps between them; each gap determines a break."""
    if not text.isascii() and _MARK.search(text):
        return _split_marked(text)
    return _split(text)


def _split_marked(text: str) -> Words:
    """A letter followed by its accent as a character of its own is one letter; positions are those of the text as it is."""
    letters = _MARKED_LETTER.findall(text)
    places = list(accumulate(map(len, letters), initial=0))
    words = _split("".join(unicodedata.normalize("NFC", letter)[:1] for letter in letters))
    words.starts = [places[start] for start in words.starts]
    words.ends = [places[end] for end in words.ends]
    words.text = text
    return words


def _split(text: str) -> Words:
    folded = fold(text)
    parts = _WORD.split(folded)
    borders = list(accumulate(map(len, parts)))
    words, starts, ends = parts[1::2], borders[:-1:2], borders[1::2]
    if "ß" in text:
        words = [_spelt_out(text[start:end]) for start, end in zip(starts, ends, strict=True)]
    breaks = list(map(_BREAK_IN.__getitem__, parts[2::2]))
    after_plus = _after_plus(parts) if "+" in text else []
    sentence_ends = _breaks_of(breaks, SENTENCE)
    return Words(text, words, starts, ends, breaks, sentence_ends, QUESTION in breaks, after_plus)


def _break_in(gap: str) -> int:
    """Return the strongest break among the characters between two words."""
    return max((_BREAKS.get(character, NONE) for character in gap), default=NONE)


_BREAK_IN = MemoDict(_break_in)


def _after_plus(parts: list[str]) -> list[int]:
    return [before for before, gap in enumerate(parts[::2]) for _ in range(gap.count("+"))]


def _spelt_out(word: str) -> str:
    """«Stoßdämpfer» reads as «stossdampfer», although its position in the text stays the same."""
    return fold(word.replace("ß", "ss"))


@cached_in_owner
def capitals(words: Words) -> list[int]:
    """Return the indices of capitalized words."""
    text = words.text
    return [index for index, start in enumerate(words.starts) if text[start].isupper()]


@cached_in_owner
def pauses(words: Words) -> list[int]:
    """Return the words before pauses, short or long; the last word is always one."""
    return _breaks_of(words.breaks, COMMA)


def _breaks_of(breaks: list[int], strength: int) -> list[int]:
    """Return the words before breaks of at least that strength; the last word is always one."""
    last = len(breaks) - 1
    return [*compress(range(last), map(strength.__le__, breaks)), last]


def clause_start(words: Words, index: int, strength: int = SENTENCE) -> int:
    """Return the first word of the stretch around ``index`` that contains no break of that strength."""
    breaks = words.sentence_ends if strength == SENTENCE else pauses(words)
    before = bisect_left(breaks, index)
    start = breaks[before - 1] + 1 if before else 0
    return start if index - start <= _LONGEST_CLAUSE else index - _LONGEST_CLAUSE


def clause_end(words: Words, index: int, strength: int = SENTENCE) -> int:
    """Return one past the last word of the stretch around ``index``."""
    breaks = words.sentence_ends if strength == SENTENCE else pauses(words)
    end = breaks[bisect_left(breaks, index)]
    return end + 1 if end - index <= _LONGEST_CLAUSE else index + _LONGEST_CLAUSE + 1
