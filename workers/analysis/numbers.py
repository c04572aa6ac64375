"""Spoken numbers: in digits, in words, in pairs, doubled; as digit strings and as quantities."""

from itertools import compress
from typing import NamedTuple

from workers.analysis import numerals
from workers.analysis.memoization import MemoDict, cached_in_owner
from workers.analysis.text import COMMA, NONE, Words

_LONE = frozenset(["o", "oh", "u", "un", "una"])
"""Words that are a digit next to other digits."""
_MOST_OF_A_WORD, _MOST_OF_A_COMPOUND, _MOST_OF_GERMAN = 4, 9, 6


class Number(NamedTuple):
    """``digits`` is the number as dialled, ``value`` its quantity; words ``first`` to ``last`` (exclusive)."""

    digits: str
    value: int
    first: int
    last: int


def _begins_number(word: str) -> bool:
    known = word in numerals.WORDS or word in numerals.DOUBLES or word[0].isdigit()
    return known or ((len(word) > 7 or word.endswith("zig")) and numerals.german_number(word) is not None)


_BEGINS_NUMBER = MemoDict(_begins_number)


def begins_number(word: str) -> bool:
    """Tell whether a number can begin with the word."""
    return _BEGINS_NUMBER[word]


@cached_in_owner
def number_places(words: Words) -> list[int]:
    """Return the indices of words that a number can begin with."""
    return list(compress(range(len(words.words)), map(_BEGINS_NUMBER.__getitem__, words.words)))


def says_number(words: Words) -> bool:
    return bool(number_places(words))


@cached_in_owner
def most_digits(words: Words) -> int:
    """Return a rough upper bound of the digits said, enough to skip the search for a phone number in «at five»."""
    return sum(map(_DIGITS_OF.__getitem__, words.words)) if says_number(words) else 0


def _digits_of(word: str) -> int:
    if word[0].isdigit():
        return len(word)
    if word in _LONE:
        return 1
    if word in numerals.PLURALS:
        return numerals.MOST_COUNTED
    if not begins_number(word):
        return 0
    return _MOST_OF_A_WORD if word in numerals.WORDS or word in numerals.DOUBLES else _MOST_OF_A_COMPOUND


_DIGITS_OF = MemoDict(_digits_of)


@cached_in_owner
def digits_at_most(words: Words) -> int:
    """Return a tight upper bound of the digits said: «at ten» has two."""
    return sum(map(_CLOSELY.__getitem__, words.words)) if says_number(words) else 0


def digits_within(word: str) -> int:
    """Return the maximum number of digits the word adds to the number it begins or belongs to."""
    if word[0].isdigit():
        return len(word)
    for classes, digits in _DIGITS_WITHIN:
        if any(word in words for words in classes):
            return digits
    return _MOST_OF_GERMAN if begins_number(word) else 0


_DIGITS_WITHIN = (
    ((numerals.PLURALS,), numerals.MOST_COUNTED),
    ((_LONE, numerals.UNITS), 1),
    ((numerals.TEENS, numerals.TENS, numerals.COMPOUNDS), 2),
    ((numerals.HUNDREDS, numerals.HUNDRED_WORDS, numerals.DOUBLES), 3),
    ((numerals.THOUSAND_WORDS,), 4),
)
_CLOSELY = MemoDict(digits_within)


def number_at(words: Words, index: int) -> Number | None:
    """Read one number as dialled, including pairs and hundreds but not thousands; None if none begins there."""
    return _numbers_in(words).get(index)


@cached_in_owner
def _numbers_in(words: Words) -> dict[int, Number | None]:
    return {index: _number_at(words, index) for index in number_places(words)}


def _number_at(words: Words, index: int) -> Number | None:
    word = words.words[index]
    if word[0].isdigit():
        digits = word.replace(".", "").replace(",", "")
        return Number(digits, int(digits[:15]), index, index + 1)
    repeated = _repeated(words, index)
    if repeated is not None:
        return repeated
    found = _below_thousand(words, index)
    if found is not None:
        return Number(str(found[0]), found[0], index, found[1])
    return _german(words, index)


def _german(words: Words, index: int) -> Number | None:
    word = words.words[index]
    if len(word) > 7 or word.endswith("zig"):
        value = numerals.german_number(word)
        if value is not None:
            return Number(str(value), value, index, index + 1)
    return None


def _repeated(words: Words, index: int) -> Number | None:
    """«Doble siete», «tres ceros»."""
    word, following = words.words[index], words.words[index + 1 : index + 2]
    counted = numerals.PLURALS.get(following[0]) if following else None
    if counted is not None and 1 < numerals.UNITS.get(word, 0) <= numerals.MOST_COUNTED:
        return Number(str(counted) * numerals.UNITS[word], counted, index, index + 2)
    times = numerals.DOUBLES.get(words.words[index])
    if times is None or index + 1 >= len(words):
        return None
    word = words.words[index + 1]
    unit = (
        int(word)
        if word.isdigit() and len(word) == 1
        else numerals.UNITS.get(word, 0 if word == "o" else None)
    )
    return None if unit is None else Number(str(unit) * times, unit, index, index + 2)


def _below_thousand(words: Words, index: int) -> tuple[int, int] | None:
    said = words.words
    word = said[index]
    if word in numerals.HUNDREDS:
        return _with_rest(words, index + 1, numerals.HUNDREDS[word])
    if word == "hundred":
        return _with_rest(words, index + 1, 100)
    unit = numerals.UNITS.get(word)
    if (
        unit
        and index + 1 < len(said)
        and said[index + 1] in numerals.HUNDRED_WORDS
        and words.breaks[index] == NONE
    ):
        return _with_rest(words, index + 2, unit * 100)
    return _below_hundred(words, index)


def _with_rest(words: Words, index: int, hundreds: int) -> tuple[int, int]:
    at = index
    if at < len(words) and words.words[at] in ("y", "i", "and", "und") and at + 1 < len(words):
        at += 1
    if words.breaks[index - 1] == NONE and at < len(words):
        rest = _below_hundred(words, at)
        if rest is not None and rest[0] > 0:
            return hundreds + rest[0], rest[1]
    return hundreds, index


def _below_hundred(words: Words, index: int) -> tuple[int, int] | None:
    word = words.words[index]
    for table in (numerals.UNITS, numerals.TEENS, numerals.COMPOUNDS):
        if word in table:
            return table[word], index + 1
    tens = numerals.TENS.get(word)
    if tens is None:
        return None
    unit = _unit_after_tens(words, index)
    return (tens + unit[0], unit[1]) if unit is not None else (tens, index + 1)


def _unit_after_tens(words: Words, index: int) -> tuple[int, int] | None:
    """«treinta y uno», «vint-i-dos», «quaranta-cinc», «thirty one»; «veinte uno» stays two numbers."""
    said = words.words
    at = index + 1
    if at >= len(said) or words.breaks[index] != NONE:
        return None
    joined = said[at] in ("y", "i")
    at += joined
    if at >= len(said) or words.breaks[at - 1] != NONE:
        return None
    unit = 1 if said[at] in ("un", "u", "una") else numerals.UNITS.get(said[at])
    if not unit or not (joined or _may_follow(words, index, at)):
        return None
    return unit, at + 1


def _may_follow(words: Words, index: int, at: int) -> bool:
    hyphen = words.text[words.ends[index] : words.starts[at]].strip() == "-"
    english = words.words[index].endswith("ty")
    spanish = words.words[index].endswith(("enta", "einta")) and words.words[at] not in ("u", "un", "una")
    return hyphen or english or spanish


@cached_in_owner
def quantities_in(words: Words) -> list[Number]:
    """Return all whole quantities in order."""
    found: list[Number] = []
    after = 0
    for index in number_places(words):
        number = quantity_at(words, index) if index >= after else None
        if number is not None and number.last > number.first:
            found.append(number)
            after = number.last
    return found


def quantity_at(words: Words, index: int) -> Number | None:
    """Read a whole quantity, thousands included: «ciento veinte mil», «dos mil dieciocho», «twenty thirteen» (2013)."""
    said = words.words
    if not begins_number(said[index]):
        return None
    if said[index] in numerals.THOUSAND_WORDS:
        return _thousands(words, Number("1", 1, index, index))
    if said[index] in ("cien", "cent") or (said[index] not in numerals.DOUBLES):
        head = number_at(words, index)
        if head is None:
            return None
        if (
            head.last < len(said)
            and said[head.last] in numerals.THOUSAND_WORDS
            and words.breaks[head.last - 1] < COMMA
        ):
            return _thousands(words, head)
        return _spoken_year(words, head) or _parted_year(words, head) or head
    return None


def _parted_year(words: Words, head: Number) -> Number | None:
    """«zweitausend zwölf», written as two words."""
    if head.value != 2000 or words.words[head.first] != "zweitausend" or words.breaks[head.last - 1] != NONE:
        return None
    rest = number_at(words, head.last) if head.last < len(words) else None
    if rest is None or not 0 < rest.value < 100 or words.words[rest.first].isdigit():
        return None
    return Number(str(head.value + rest.value), head.value + rest.value, head.first, rest.last)


def _thousands(words: Words, head: Number) -> Number:
    index = head.last + 1
    value = head.value * 1000
    if index < len(words) and words.breaks[index - 1] == NONE:
        if words.words[index] in ("and", "und") and index + 1 < len(words):
            index += 1
        rest = number_at(words, index)
        if rest is not None and 0 < rest.value < 1000 and not words.words[index][0].isdigit():
            return Number(str(value + rest.value), value + rest.value, head.first, rest.last)
    return Number(str(value), value, head.first, head.last + 1)


def _spoken_year(words: Words, head: Number) -> Number | None:
    """«twenty thirteen», «nineteen ninety eight»; «neunzehnhundert…» is one word."""
    if head.value not in (19, 20) or head.last >= len(words) or words.breaks[head.last - 1] != NONE:
        return None
    rest = number_at(words, head.last)
    if rest is None or not 9 < rest.value < 100 or words.words[head.first] not in ("nineteen", "twenty"):
        return None
    return Number(str(head.value * 100 + rest.value), head.value * 100 + rest.value, head.first, rest.last)
