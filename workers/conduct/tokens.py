"""Tokenizes a turn for the grammar of days: one letter, with a value, for each word or phrase that helps to name a day. Pure.

The letters are those of `days.toml`, and these: W weekday, M month, R relative day (today, tomorrow), H holiday, n number, o ordinal,
a article, «,» and «.» pauses, «_» any other word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from workers.analysis.numerals import COMPOUNDS, TEENS, TENS, UNITS
from workers.analysis.text import COMMA, NONE, QUESTION, Words, words_of
from workers.conduct.day_numbers import number_at
from workers.conduct.phrases import MAX_PHRASE_WORDS, phrases_of

_GROUPS = {"relative": "R", "weekday": "W", "month": "M"}
_MORNINGS = frozenset({"manana", "morgen"})
_MORNING_AFTER = frozenset({"la", "esta", "por", "de", "heute", "guten"})
_GONE_BY = frozenset({"pasado", "passat"})
OTHER = "_"


@dataclass(frozen=True, slots=True)
class Token:
    """Words `first` to `last` (exclusive), empty for a pause; `value` is a number, the name of a holiday, or the word itself."""

    letter: str
    value: int | str
    first: int
    last: int

    @property
    def number(self) -> int:
        return int(self.value)


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """A grammar rule's match over the tokens' letters; `today` is the day of the call."""

    match: re.Match[str]
    tokens: list[Token]
    today: date

    @property
    def inside(self) -> list[Token]:
        return self.tokens[self.match.start() : self.match.end()]

    @property
    def before(self) -> str:
        """The letter before the match."""
        return self.tokens[self.match.start() - 1].letter if self.match.start() else ""

    def after(self, place: int) -> Token | None:
        index = self.match.end() + place
        return self.tokens[index] if index < len(self.tokens) else None

    def token(self, group: int) -> Token:
        return self.tokens[self.match.start(group)]

    def optional(self, group: int) -> Token | None:
        return self.token(group) if self.match[group] else None


def tokens_of(words: Words) -> list[Token]:
    tokens: list[Token] = []
    index = 0
    while index < len(words):
        tokens.append(_token_at(words, index, tokens))
        index = tokens[-1].last
        pause = words.breaks[index - 1]
        if pause != NONE and not _is_dotted(words, tokens[-1]):
            tokens.append(
                Token("," if pause == COMMA else "?" if pause == QUESTION else ".", "", index, index)
            )
    return tokens


def _token_at(words: Words, index: int, before: list[Token]) -> Token:
    said = words.words
    if said[index] in _MORNINGS and _is_morning(said, index, before):
        return Token(OTHER, said[index], index, index + 1)
    if said[index] in _GONE_BY and (len(said) == 1 or [token.letter for token in before[-2:]] == ["R", "O"]):
        return Token("R", 2, index, index + 1)
    if said[index] == "u" and (found := number_at(words, index)):
        return Token("n", found.value, index, found.last)
    for size in range(min(MAX_PHRASE_WORDS, len(words) - index), 0, -1):
        known = _known().get(tuple(said[index : index + size]))
        if (
            known is not None
            and not any(words.breaks[index : index + size - 1])
            and not _is_other_word(words, index)
        ):
            return Token(*known, index, index + size)
    found = number_at(words, index)
    if found is not None:
        return Token("o" if found.is_ordinal else "n", found.value, index, found.last)
    return Token(
        "a" if said[index] in _ARTICLES else OTHER,
        1 if said[index] in _ARTICLES else said[index],
        index,
        index + 1,
    )


_SPANISH_NUMBERS = (frozenset(TEENS) | frozenset(TENS) | frozenset(COMPOUNDS) | frozenset(UNITS)) - words_of(
    "quatre cinc sis set vuit nou deu onze dotze tretze catorze quinze setze disset devuit denou vint trenta"
)
_ARTICLES = frozenset({"a", "an", "einer", "einem", "einen"})
"""«In a week»: one. Spanish «a» never precedes a unit."""


def _is_other_word(words: Words, index: int) -> bool:
    """«Més» is more, «mes» a month; «sí» is yes, «si» if; «es» is an article in Catalan, but a verb in Spanish."""
    if words.words[index] == "es" and words.words[index + 1 : index + 2]:
        return words.words[index + 1] in _SPANISH_NUMBERS
    return (
        words.words[index] in ("mes", "si")
        and not words.text[words.starts[index] : words.ends[index]].isascii()
    )


def _is_morning(said: list[str], index: int, before: list[Token]) -> bool:
    """«Por la mañana», «heute morgen», «Montag morgen»; but «mañana por la mañana» begins with tomorrow."""
    follows_day = said[index] == "morgen" and before and before[-1].letter in "WR"
    return bool(follows_day) or (index > 0 and said[index - 1] in _MORNING_AFTER)


def _is_dotted(words: Words, token: Token) -> bool:
    """«Am 12. Dezember»: the full stop belongs to the number."""
    return token.letter == "o" and words.words[token.last - 1].isdigit()


@cache
def _known() -> dict[tuple[str, ...], tuple[str, int | str]]:
    known: dict[tuple[str, ...], tuple[str, int | str]] = {}
    known |= {phrase: (letter, " ".join(phrase)) for phrase, letter in phrases_of("token").items()}
    known |= {phrase: ("H", name) for phrase, name in phrases_of("feast").items()}
    for group, letter in _GROUPS.items():
        known |= {phrase: (letter, int(meaning)) for phrase, meaning in phrases_of(group).items()}
    return known


def letters_of(tokens: list[Token]) -> str:
    return "".join(token.letter for token in tokens)


def values(tokens: list[Token], letters: str) -> Iterator[int]:
    return (token.number for token in tokens if token.letter in letters)
