"""Digits and letters said in succession, as when dictating plates and VINs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from workers.analysis import numerals
from workers.analysis.letters import BETWEEN, LETTERS, LONGEST_BLOCK, is_block, letter_at, may_be_example
from workers.analysis.memoization import MemoDict, cached_in_owner
from workers.analysis.numbers import Number, begins_number, digits_within, number_at, quantity_at
from workers.analysis.text import NONE, SENTENCE, Words, words_of

_WHOLE = re.compile(r"\d{4}[AEIOUY]?[BCDFGHJKLMNPRSTVWXYZ]{3}|[A-Z]{1,2}\d{4}[A-Z]{2}")
"""A plate of Spain, of today or of before the year 2000."""
_FILLERS = words_of(
    "eh em mm mmm uh um er ehm pues luego despues then dann guion barra espera a ver y i e and und "
    "o es sigue after dash space also strich bindestrich minus hyphen guio "
)
_AS_DIGIT = {"u": "1", "un": "1", "o": "0", "oh": "0", "una": "1"}
_MIN_CHARACTERS = 3
"""Fewer characters are never part of a code; three letters correct the end of a plate."""
_LONGEST_RUN = 500
"""No code is as long; whoever says characters for an hour says several."""
_MOST_OF_A_PROVINCE = 2
_MOST_ONES = 3
_PROVINCES = frozenset(["IB", "PM", "GE", "GI"])
"""Where «u» is said for one: what begins with these letters goes on with digits."""
_NEVER, _PERHAPS_BLOCK, _NOTHING, _MOST_OF_A_NUMBER = -2, -1, 0, 6


@dataclass(slots=True)
class SpeltRun:
    """Characters said in succession, each with the words it comes from."""

    characters: str = ""
    words: list[tuple[int, int]] = field(default_factory=list)

    def add(self, characters: str, first: int, last: int) -> None:
        self.characters += characters
        self.words += [(first, last)] * len(characters)


@cached_in_owner
def spelt_runs(words: Words) -> list[SpeltRun]:
    return [run for first, end in _segments(words) for run in _runs(words, first, end)]


def _segments(words: Words) -> Iterator[tuple[int, int]]:
    """Yield the segments that can contain enough characters; most of what is said is skipped."""
    first = characters = 0
    for index, most in enumerate(map(_MAX_CHARACTERS.__getitem__, words.words)):
        if most > 0:
            characters += most
        elif most >= _PERHAPS_BLOCK and is_block(words, index):
            characters += LONGEST_BLOCK
        elif most < 0 and not may_be_example(words, index):
            if characters >= _MIN_CHARACTERS:
                yield first, index
            first, characters = index + 1, 0
    if characters >= _MIN_CHARACTERS:
        yield first, len(words)


def _max_characters(word: str) -> int:
    """Return the maximum number of characters the word stands for, ignoring blocks of capitals."""
    if begins_number(word) or word in numerals.PLURALS:
        return digits_within(word)
    if word in LETTERS:
        return 1
    if word in _AS_DIGIT:
        return LONGEST_BLOCK
    if word in _FILLERS or word in BETWEEN:
        return _NOTHING
    return _PERHAPS_BLOCK if len(word) <= LONGEST_BLOCK else _NEVER


_MAX_CHARACTERS = MemoDict(_max_characters)


def _runs(words: Words, index: int, end: int) -> Iterator[SpeltRun]:
    run, said = SpeltRun(), words.words
    while index < end:
        found = _characters_at(words, index, run)
        if found is not None:
            if _ended(run, words) or len(run.characters) > _LONGEST_RUN:
                yield run
                run = SpeltRun()
            run.add(found[0], index, found[1])
            index = found[1]
            continue
        if said[index] not in _FILLERS and run.characters:
            yield run
            run = SpeltRun()
        index += 1
    if run.characters:
        yield run


def _ended(run: SpeltRun, words: Words) -> bool:
    """«…ele ene be. Trescientos mil kilómetros», «…be ve. Be alta i ve baixa»: a full stop after a complete plate ends it."""
    return (
        bool(run.characters)
        and words.breaks[run.words[-1][1] - 1] >= SENTENCE
        and _WHOLE.fullmatch(run.characters) is not None
    )


def _characters_at(words: Words, index: int, run: SpeltRun) -> tuple[str, int] | None:
    word = words.words[index]
    if word == "one" and not run.characters and _is_pronoun(words, index):
        return None
    if run.characters and run.characters[-1].isdigit() and word in _AS_DIGIT and _awaits_digits(run):
        return _AS_DIGIT[word], index + 1
    if (
        word in ("u", "un", "oh")
        and (not run.characters or run.characters in _PROVINCES or words.breaks[index - 1] >= SENTENCE)
        and _leads_to_number(words, index + 1)
    ):
        return _AS_DIGIT[word], index + 1
    if word == "y" and _is_and(words, index):
        return None
    pair = letter_at(words, index) if word in ("doble", "double", "doppel") else None
    if pair is not None:
        return pair
    leads = not run.characters or (len(run.characters) <= _MOST_OF_A_PROVINCE and run.characters.isalpha())
    number = _number_at(words, index, leads=leads) if begins_number(word) else None
    if number is not None and len(number.digits) <= _MOST_OF_A_NUMBER:
        return number.digits, number.last
    return letter_at(words, index)


def _is_pronoun(words: Words, index: int) -> bool:
    """«it's an old Irish one. nought four, C E…»: the sentence ends there, and what it began with is no number."""
    if index == 0 or words.breaks[index] < SENTENCE or words.breaks[index - 1] > NONE:
        return False
    return words.words[index - 1] != "is" and not begins_number(words.words[index - 1])


def _is_and(words: Words, index: int) -> bool:
    """«y luego efe, pe», «y yo Pedro»: no letter, unlike «Y, F, P» and «y griega»."""
    after = index + 1
    if words.capitalised(index) or after >= len(words) or words.breaks[index] > NONE:
        return False
    return (
        number_at(words, after) is None
        and letter_at(words, after) is None
        and words.words[after] not in ("griega", "grega")
    )


def _leads_to_number(words: Words, index: int) -> bool:
    """«u dos…», and «u u dos…», where «u» is said for one twice."""
    end = min(index + _MOST_ONES, len(words))
    while index < end and words.words[index] == words.words[index - 1]:
        index += 1
    return index < len(words) and number_at(words, index) is not None


def _number_at(words: Words, index: int, *, leads: bool) -> Number | None:
    return (_in_thousands(words, index) if leads else None) or number_at(words, index)


def _in_thousands(words: Words, index: int) -> Number | None:
    """«mil setecientos cuarenta y dos, L G X»: the four digits as one number."""
    number = quantity_at(words, index)
    if number is None or not 1000 <= number.value <= 9999 or number.last >= len(words):
        return None
    if words.words[number.last] in _AS_DIGIT and words.breaks[number.last - 1] >= SENTENCE:
        return None  # «de dos mil tres. u u cinc nou…»: a year, and then the plate
    return number if number.last > index + 1 and letter_at(words, number.last) is not None else None


def _awaits_digits(run: SpeltRun) -> bool:
    """A Spanish plate has four digits before its letters."""
    digits = len(run.characters) - len(run.characters.rstrip("0123456789"))
    return digits < 4
