"""Words of a turn: folded to plain lower-case Latin letters, each with its place in the text as it was said."""

import re
import unicodedata
from dataclasses import dataclass, field

NONE, COMMA, SENTENCE, QUESTION = 0, 1, 2, 3

_TOKEN = re.compile(r"[a-z]+|\d+(?:[.,]\d{3})+(?!\d)|\d+|[,;:–—]|[.!…\n]+|\?|\+")
_BREAKS = {",": COMMA, ";": COMMA, ":": COMMA, "–": COMMA, "—": COMMA, "?": QUESTION}
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


def fold(text: str) -> str:
    """Lower-case without accents, one character for one, so that places stay the same."""
    return text.translate(_FOLD)


def words_of(text: str) -> frozenset[str]:
    """Return a closed class of words, written as they are read: one after the other."""
    return frozenset(text.split())


@dataclass(slots=True)
class Words:
    """Parallel lists: the folded words, where each starts and ends, and the break that follows it."""

    text: str
    words: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    plus: list[int] = field(default_factory=list)
    numeric: bool | None = None  # whether a number is said; worked out once, by numbers.py
    digits: int | None = None  # at most how many digits are said; likewise

    def __len__(self) -> int:
        return len(self.words)

    def said(self, first: int, last: int) -> str:
        """Return the words ``first`` to ``last`` (exclusive) as they were said."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def capitalised(self, index: int) -> bool:
        return self.text[self.starts[index]].isupper()


def split_words(text: str) -> Words:
    found = Words(text)
    words, starts, ends, breaks = found.words, found.starts, found.ends, found.breaks
    sharp = "ß" in text
    folded = fold(text)
    for match in _TOKEN.finditer(folded):
        start, end = match.span()
        sign = folded[start:end]
        if sign[0].isalnum():
            words.append(sign if not sharp else _spelt_out(text[start:end]))
            starts.append(start)
            ends.append(end)
            breaks.append(NONE)
        elif sign == "+":
            found.plus.append(len(words))
        elif words:
            breaks[-1] = max(breaks[-1], _BREAKS.get(sign, SENTENCE))
    return found


def _spelt_out(said: str) -> str:
    """«Stoßdämpfer» is the word «stossdampfer», though it keeps its place in the text."""
    return fold(said.replace("ß", "ss"))


def clause_start(words: Words, index: int, strength: int = SENTENCE) -> int:
    """Return the first word of the stretch without a break of that strength that holds the word at ``index``."""
    least = max(0, index - _LONGEST_CLAUSE)
    while index > least and words.breaks[index - 1] < strength:
        index -= 1
    return index


def clause_end(words: Words, index: int, strength: int = SENTENCE) -> int:
    """Return one past the last word of the stretch that holds the word at ``index``."""
    last = min(len(words.words) - 1, index + _LONGEST_CLAUSE)
    while index < last and words.breaks[index] < strength:
        index += 1
    return index + 1
