"""The hour that is meant by what is said: «a las nueve y media», «a dos quarts de nou», «halb zehn», «quarter to nine»."""

import re
from datetime import time

from workers.analysis.numerals import COMPOUNDS, TEENS, TENS, UNITS, german_number
from workers.analysis.text import Words, fold
from workers.conduct.phrases import found_in

_DIGITS = re.compile(r"(?<![\d.,:/-])([01]?\d|2[0-3])[:.h]([0-5]\d)(?![\d:/-])")
_HALF = frozenset({"media", "mitja", "thirty", "dreissig"})
_QUARTER = frozenset({"cuarto", "quart", "fifteen", "quince", "viertel"})
_BEFORE = frozenset({"menos", "menys"})
_JOINS = frozenset({"y", "i", "and", "uhr", "hores", "horas", "un"})
_AFTER_HOURS = frozenset({"uhr", "hores", "horas"})
_LATEST_MORNING, _EARLIEST = (
    12,
    8,
)  # nobody comes at five in the morning: such an hour is one of the afternoon
_LATE = frozenset({"afternoon", "evening"})


def said_time(words: Words, part: str | None) -> time | None:
    """The first hour that is named; `part` of the day tells nine in the morning from nine in the evening."""
    written = _DIGITS.search(fold(words.text))
    if written:
        return _at(int(written[1]), int(written[2]), part, is_exact=len(written[1]) == 2)
    for reader in (_german_half, _catalan_quarters, _english_quarters, _announced):
        found = reader(words)
        if found is not None:
            return _at(*found, part)
    return None


def number(word: str) -> int | None:
    """Below 60."""
    if word.isdigit():
        return int(word) if len(word) < 3 else None
    for table in (UNITS, TEENS, TENS, COMPOUNDS):
        if word in table:
            return table[word]
    return {"una": 1, "ein": 1}.get(word) or german_number(word)


def _at(hour: int, minute: int, part: str | None, *, is_exact: bool = False) -> time | None:
    if hour > 23 or minute > 59:
        return None
    is_late = part in _LATE or (part == "noon" and hour < _EARLIEST)
    if hour < _LATEST_MORNING and (is_late or (part is None and hour < _EARLIEST and not is_exact)):
        hour += 12
    return time(hour, minute)


def _german_half(words: Words) -> tuple[int, int] | None:
    """«Halb zehn» is half past nine; «Viertel nach neun», «Viertel vor neun», «drei Viertel neun»."""
    said = words.words
    for at, word in enumerate(said[:-1]):
        if word == "halb" and (hour := number(said[at + 1])):
            return hour - 1, 30
        if word == "viertel" and said[at + 1] in ("nach", "vor") and at + 2 < len(said):
            hour = number(said[at + 2])
            if hour:
                return (hour, 15) if said[at + 1] == "nach" else (hour - 1, 45)
    return None


def _catalan_quarters(words: Words) -> tuple[int, int] | None:
    """«Dos quarts de nou» is half past eight."""
    said = words.words
    for at in range(1, len(said) - 2):
        if said[at] in ("quart", "quarts") and said[at + 1] in ("de", "d"):
            count, hour = number(said[at - 1]), number(said[at + 2])
            if count in (1, 2, 3) and hour:
                return hour - 1, count * 15
    return None


def _english_quarters(words: Words) -> tuple[int, int] | None:
    said = words.words
    for at in range(len(said) - 2):
        if said[at] in ("half", "quarter") and said[at + 1] in ("past", "to"):
            hour, minutes = number(said[at + 2]), 30 if said[at] == "half" else 15
            if hour:
                return (hour, minutes) if said[at + 1] == "past" else (hour - 1, 60 - minutes)
    return None


def _announced(words: Words) -> tuple[int, int] | None:
    """«A las nueve y media», «a las diez menos cuarto», «neun Uhr dreißig»."""
    said = words.words
    places = [last for _first, last, _ in found_in("hour", words)]
    places += [at - 1 for at, word in enumerate(said) if at and word in _AFTER_HOURS]
    for at in sorted(places):
        hour = number(said[at]) if at < len(said) else None
        if hour is not None and 1 <= hour <= 23:
            return divmod(hour * 60 + _minutes(said[at + 1 : at + 5]), 60)
    return None


def _minutes(after: list[str]) -> int:
    """Past the hour; «menos cuarto» counts back."""
    rest = [word for word in after if word not in _JOINS]
    if not rest:
        return 0
    if rest[0] in _BEFORE:
        return -_minutes(rest[1:])
    if rest[0] in _HALF:
        return 30
    if rest[0] in _QUARTER:
        return 15
    value = number(rest[0])
    return value if value is not None and value % 5 == 0 and 0 < value < 60 else 0
