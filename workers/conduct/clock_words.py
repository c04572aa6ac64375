"""Clock times in words: «a las nueve y media», «a dos quarts de nou», «halb zehn», «quarter to nine»."""

import re
from datetime import time

from workers.analysis.text import Words, fold
from workers.conduct.day_numbers import cardinal
from workers.conduct.phrases import found_in

_DIGITS = re.compile(r"(?<![\d.,:/-])([01]?\d|2[0-3])[:.h]([0-5]\d)(?![\d:/-])")
_HALF = frozenset({"media", "mitja", "thirty", "dreissig"})
_QUARTER = frozenset({"cuarto", "quart", "fifteen", "quince", "viertel"})
_BEFORE = frozenset({"menos", "menys", "manco"})
_JOINS = frozenset({"y", "i", "and", "uhr", "hores", "horas", "un"})
_AFTER_HOURS = frozenset({"uhr", "hores", "horas"})
Clock = tuple[int, int]
_COUNTED = frozenset({5, 10, 15, 20, 25, 30})
"""Minutes that are counted to or from an hour."""
_ENGLISH = {"half": 30, "quarter": 15}
_PARTED = {("halb",): 30, ("dreiviertel",): 45, ("drei", "viertel"): 45}
# Nobody comes at five in the morning: such an hour is meant in the afternoon.
_LATEST_MORNING, _EARLIEST = 12, 8
_LATE = frozenset({"afternoon", "evening"})


def said_time(words: Words, part: str | None) -> time | None:
    """The first time named; `part` of the day tells nine in the morning from nine in the evening."""
    written = _DIGITS.search(fold(words.text))
    if written:
        return _at(int(written[1]), int(written[2]), part, is_exact=len(written[1]) == 2)
    for reader in (_german, _catalan_quarters, _english, _announced):
        found = reader(words)
        if found is not None:
            return _at(*found, part)
    return None


def _at(hour: int, minute: int, part: str | None, *, is_exact: bool = False) -> time | None:
    if hour > 23 or minute > 59:
        return None
    is_late = part in _LATE or (part == "noon" and hour < _EARLIEST)
    if hour < _LATEST_MORNING and (is_late or (part is None and hour < _EARLIEST and not is_exact)):
        hour += 12
    return time(hour, minute)


def _german(words: Words) -> Clock | None:
    """«Halb zehn» is half past nine; «Viertel nach neun», «drei Viertel neun», «zehn vor halb zehn», «fünf nach neun»."""
    said = words.words
    for index, word in enumerate(said):
        if word in ("nach", "vor") and index:
            count = 15 if said[index - 1] == "viertel" else cardinal(said[index - 1])
            base = _german_base(said, index + 1)
            if base and count in _COUNTED:
                return divmod(base[0] * 60 + base[1] + (count if word == "nach" else -count), 60)
    return next((parted for index in range(len(said)) if (parted := _german_parted(said, index))), None)


def _german_base(said: list[str], index: int) -> Clock | None:
    """The time that minutes are counted from: «halb zehn», «neun»."""
    hour = cardinal(said[index]) if index < len(said) else None
    return _german_parted(said, index) or ((hour, 0) if hour else None)


def _german_parted(said: list[str], index: int) -> Clock | None:
    """«Halb zehn», «drei viertel neun», «dreiviertel neun»."""
    for name, minutes in _PARTED.items():
        end = index + len(name)
        hour = cardinal(said[end]) if tuple(said[index:end]) == name and end < len(said) else None
        if hour:
            return hour - 1, minutes
    return None


def _catalan_quarters(words: Words) -> Clock | None:
    """«Dos quarts de nou» is half past eight."""
    said = words.words
    for index in range(1, len(said) - 2):
        if said[index] in ("quart", "quarts") and said[index + 1] in ("de", "d"):
            count, hour = cardinal(said[index - 1]), cardinal(said[index + 2])
            if count in (1, 2, 3) and hour:
                return hour - 1, count * 15
    return None


def _english(words: Words) -> Clock | None:
    """«Half past nine», «half nine», «quarter to ten», «ten to nine»."""
    said = words.words
    for index in range(len(said) - 1):
        hour = cardinal(said[index + 2]) if index + 2 < len(said) else None
        count = _ENGLISH.get(said[index]) or cardinal(said[index])
        if hour and said[index + 1] in ("past", "to") and count in _COUNTED:
            return divmod(hour * 60 + (count if said[index + 1] == "past" else -count), 60)
        if said[index] == "half" and (hour := cardinal(said[index + 1])):
            return hour, 30
    return None


def _announced(words: Words) -> Clock | None:
    """«A las nueve y media», «a las diez menos cuarto», «neun Uhr dreißig»."""
    said = words.words
    places = [last for _first, last, _ in found_in("hour", words)]
    places += [index - 1 for index, word in enumerate(said) if index and word in _AFTER_HOURS]
    for index in sorted(places):
        hour = cardinal(said[index]) if index < len(said) else None
        if hour is not None and 1 <= hour <= 23:
            return divmod(hour * 60 + _minutes(said[index + 1 : index + 5]), 60)
    return None


def clock_spans(words: Words) -> list[tuple[int, int]]:
    """First and last word (exclusive) of each announced time: «a las nueve y media»."""
    spans = []
    for first, last, _ in found_in("hour", words):
        if last < len(words) and cardinal(words.words[last]) is not None:
            end = last + 1
            while end < len(words) and not words.breaks[end - 1] and _goes_on(words.words[end]):
                end += 1
            spans.append((first, end))
    return spans


def _goes_on(word: str) -> bool:
    return word in _JOINS | _BEFORE | _HALF | _QUARTER or cardinal(word) is not None


def _minutes(after: list[str]) -> int:
    """Minutes past the hour; negative for «menos cuarto»."""
    rest = [word for word in after if word not in _JOINS]
    if not rest:
        return 0
    if rest[0] in _BEFORE:
        return -_minutes(rest[1:])
    if rest[0] in _HALF:
        return 30
    if rest[0] in _QUARTER:
        return 15
    value = cardinal(rest[0])
    return value if value is not None and value % 5 == 0 and 0 < value < 60 else 0
