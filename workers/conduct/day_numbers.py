"""Day numbers in words and digits: «veintiocho», «vint-i-vuit», «zwölften», «twenty-first», «12.», «3rd». Pure."""

from dataclasses import dataclass
from functools import cache

from workers.analysis.numerals import COMPOUNDS, TEENS, TENS, UNITS, german_number
from workers.analysis.text import NONE, SENTENCE, Words
from workers.conduct.phrases import phrases_of

_LAST_DAY = 31
_JOINS = frozenset({"y", "i"})
_SUFFIXES = frozenset({"st", "nd", "rd", "th"})
_GERMAN_BEFORE = frozenset({"am", "den", "dem", "der", "zum", "vom", "und", "oder"})
_BEFORE_ONE = frozenset({"dia", "l"})
"""«El dia u», «l'u»; elsewhere «u» means «or»."""
_ENGLISH = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_ROMANCE = {"primero": 1, "primera": 1, "primer": 1, "segundo": 2, "segunda": 2, "segon": 2, "segona": 2, "tercera": 3, "tercer": 3,
            "cuarta": 4, "quarta": 4}  # fmt: skip
_GERMAN_STEMS = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}
_ENDINGS = ("en", "e", "er", "es")


@dataclass(frozen=True, slots=True)
class DayNumber:
    """`last` is the index after the number."""

    value: int
    last: int
    is_ordinal: bool


def number_at(words: Words, index: int) -> DayNumber | None:
    """The number below 60 that begins at this word; ordinals up to the thirty-first."""
    said = words.words
    word = said[index]
    if word.isdigit():
        return _in_digits(words, index)
    if word in _ordinals():
        return DayNumber(_ordinals()[word], index + 1, is_ordinal=True)
    if word in TENS:
        return _of_tens(words, index)
    if word == "u":
        return DayNumber(1, index + 1, is_ordinal=False) if index and said[index - 1] in _BEFORE_ONE else None
    value = cardinal(word)
    return None if value is None else DayNumber(value, index + 1, is_ordinal=False)


def cardinal(word: str) -> int | None:
    """A single word below 60, in letters or digits."""
    if word.isdigit():
        return int(word) if len(word) < 3 else None
    for table in (UNITS, TEENS, TENS, COMPOUNDS):
        if word in table:
            return table[word]
    return {"una": 1, "un": 1, "ein": 1, "eine": 1}.get(word) or german_number(word)


def _in_digits(words: Words, index: int) -> DayNumber | None:
    """«3», «3rd», «3.»; a full stop in mid-sentence, or after a word like «den», makes an ordinal."""
    said = words.words
    if len(said[index]) > 2:
        return None
    if said[index + 1 : index + 2] and said[index + 1] in _SUFFIXES and words.breaks[index] == NONE:
        return DayNumber(int(said[index]), index + 2, is_ordinal=True)
    has_stop = (
        words.text[words.ends[index] : words.ends[index] + 1] == "." and words.breaks[index] == SENTENCE
    )
    goes_on = index + 1 < len(said) and _goes_on(words, index + 1)
    is_dotted = has_stop and ((index > 0 and said[index - 1] in _GERMAN_BEFORE) or goes_on)
    return DayNumber(int(said[index]), index + 1, is_ordinal=is_dotted)


def _goes_on(words: Words, index: int) -> bool:
    return (words.words[index],) in phrases_of("month")


def _of_tens(words: Words, index: int) -> DayNumber:
    """«Treinta y uno», «vint-i-vuit», «trenta-u», «twenty-eighth»."""
    said, ten = words.words, TENS[words.words[index]]
    place = index + 1
    if place < len(said) and said[place] in _JOINS and words.breaks[index] == NONE:
        place += 1
    if place < len(said) and words.breaks[place - 1] == NONE:
        ordinal = _ordinals().get(said[place], 0)
        unit = UNITS.get(said[place], 1 if said[place] in ("u", "un") else 0)
        if 0 < unit < 10:
            return DayNumber(ten + unit, place + 1, is_ordinal=False)
        if 0 < ordinal < 10 and place == index + 1:
            return DayNumber(ten + ordinal, place + 1, is_ordinal=True)
    return DayNumber(ten, index + 1, is_ordinal=False)


@cache
def _ordinals() -> dict[str, int]:
    """German ordinals are derived from their cardinals: «zwölft-», «einundzwanzigst-»."""
    found = {word: value for value, word in enumerate(_ENGLISH, 1)} | {"thirtieth": 30} | _ROMANCE
    for word, value in _german_cardinals().items():
        stem = _GERMAN_STEMS.get(value, word + ("t" if value < 20 else "st"))
        found |= {stem + ending: value for ending in _ENDINGS}
    return found


def _german_cardinals() -> dict[str, int]:
    units = ["ein", "zwei", "drei", "vier", "funf", "sechs", "sieben", "acht", "neun"]
    low = [
        *units,
        "zehn",
        "elf",
        "zwolf",
        "dreizehn",
        "vierzehn",
        "funfzehn",
        "sechzehn",
        "siebzehn",
        "achtzehn",
        "neunzehn",
    ]
    tens = {"zwanzig": 20, "dreissig": 30}
    glued = {
        f"{unit}und{ten}": base + value
        for ten, base in tens.items()
        for value, unit in enumerate(units, 1)
        if base + value <= _LAST_DAY
    }
    return {word: value for value, word in enumerate(low, 1)} | tens | glued
