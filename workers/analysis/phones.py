"""Spoken phone numbers, however the digits are grouped, as E.164."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

import phonenumbers

from workers.analysis.memoization import cached_in_owner
from workers.analysis.numbers import Number, digits_at_most, number_at, number_places
from workers.analysis.text import Words, words_of

_CORRECTIONS = words_of("no nein perdon perdona perdo perdoni sorry espera warte wait digo ay uy ui ups ach ")
_FILLERS = _CORRECTIONS | words_of(
    "y i and und e eh em um uh er mm pues luego despues then dann a ver espera es el prefijo guion "
    "coma que so ja si sigue dash space mas llavors ehm no se "
)
_PLUS_WORDS = frozenset(["mas", "plus", "mes"])
_AS_ONE, _AS_ZERO = frozenset(["u", "un", "una"]), frozenset(["o", "oh"])
_SPAIN = "ES"
_SPANISH = re.compile(r"[6789]\d{8}")
_SPANISH_LENGTH, _SOMETHING_ELSE = 9, 4
_MOST_FILLERS = 3
_SHORTEST_ABROAD, LONGEST = 8, 15
"""Digits of a number with its country code."""


@dataclass(frozen=True, slots=True)
class DigitRun:
    """Digits said in succession; ``plus`` means that they start with a country code.

    ``numbers`` are without the last one before a correction that is as long as what follows: most correct one group. ``said`` are all
    of them, ``mended`` how many of those come before the last correction.
    """

    numbers: tuple[Number, ...]
    plus: bool
    said: tuple[Number, ...] = ()
    mended: int = 0

    @property
    def digits(self) -> str:
        return "".join(number.digits for number in self.numbers)

    @property
    def first(self) -> int:
        return self.numbers[0].first

    @property
    def last(self) -> int:
        return self.numbers[-1].last


@dataclass(frozen=True, slots=True)
class PhoneMention:
    value: str
    first: int
    last: int


@cached_in_owner
def digit_runs(words: Words) -> list[DigitRun]:
    return list(_runs(words))


@dataclass(slots=True)
class _Saying:
    """A run of digits while it is being said."""

    numbers: list[Number] = field(default_factory=list)
    said: list[Number] = field(default_factory=list)
    plus: bool = False
    mended: int = 0
    corrects: bool = False

    def add(self, number: Number) -> None:
        if self.corrects:
            self.said = self.numbers[-LONGEST:]
            self.mended = len(self.said)
            if len(self.numbers[-1].digits) == len(number.digits):
                self.numbers.pop()
        self.numbers.append(number)
        self.said.append(number)
        self.corrects = False

    def run(self) -> DigitRun:
        return DigitRun(tuple(self.numbers), self.plus, tuple(self.said), self.mended)


def _runs(words: Words) -> Iterator[DigitRun]:
    saying, fillers, index = _Saying(), 0, 0
    while index < len(words):
        if not saying.numbers:
            index = _next_number(words, index)
            if index == len(words):
                return
            saying = _Saying(plus=_plus_before(words, index))
        number = _number(words, index, bool(saying.numbers))
        if number is not None:
            saying.add(number)
            fillers, index = 0, number.last
            continue
        fillers += 1
        saying.corrects = bool(saying.numbers) and (saying.corrects or words.words[index] in _CORRECTIONS)
        if saying.numbers and (words.words[index] not in _FILLERS or fillers > _MOST_FILLERS):
            yield saying.run()
            saying = _Saying()
        index += 1
    if saying.numbers:
        yield saying.run()


def _next_number(words: Words, index: int) -> int:
    """Return where the next number begins: at its own word, or at an article before it that may mean one."""
    places = number_places(words)
    position = bisect_left(places, index)
    if position == len(places):
        return len(words)
    before = places[position] - 1
    return before if before >= index and words.words[before] in _AS_ONE else before + 1


def _number(words: Words, index: int, inside: bool) -> Number | None:
    word = words.words[index]
    if word in _AS_ZERO and inside:
        return Number("0", 0, index, index + 1)
    if (word in _AS_ONE and index + 1 < len(words) and number_at(words, index + 1) is not None) or (
        word == "u" and inside
    ):
        return Number("1", 1, index, index + 1)
    return number_at(words, index)


def _plus_before(words: Words, index: int) -> bool:
    return index in words.after_plus or (index > 0 and words.words[index - 1] in _PLUS_WORDS)


def phones_in(words: Words, region: str, language: str) -> list[PhoneMention]:
    found: list[PhoneMention] = []
    if digits_at_most(words) < _SHORTEST_ABROAD:
        return found
    for run in digit_runs(words):
        mention = _whole(run, region, language) or (_part(run) if region == _SPAIN else None)
        if mention is not None:
            found.append(mention)
    return found


def _whole(run: DigitRun, region: str, language: str) -> PhoneMention | None:
    for numbers in _corrected(run):
        digits = "".join(number.digits for number in numbers)
        value = phone_of(digits, plus=run.plus, region=region, language=language)
        if value:
            return PhoneMention(value, numbers[0].first, run.last)
    return None


def _corrected(run: DigitRun) -> Iterator[tuple[Number, ...]]:
    """The ways to understand a correction: it may take back any number of the last groups, or of the last digits said one by one."""
    yield run.numbers
    for kept in range(run.mended, -1, -1) if run.mended else ():
        yield run.said[:kept] + run.said[run.mended :]


def _part(run: DigitRun) -> PhoneMention | None:
    """Other digits (a plate, a price, a false start) precede the number: look for trailing groups that make nine digits."""
    if len(run.digits) < _SPANISH_LENGTH + _SOMETHING_ELSE:
        return None
    digits = ""
    for number in reversed(run.numbers):
        digits = number.digits + digits
        if len(digits) >= _SPANISH_LENGTH:
            return (
                PhoneMention("+34" + digits, number.first, run.last) if _SPANISH.fullmatch(digits) else None
            )
    return None


def phone_of(digits: str, *, plus: bool, region: str, language: str) -> str | None:
    """Return E.164 if the digits can be a number in that region, or abroad for a speaker of that language."""
    if digits.startswith("00"):
        digits, plus = digits[2:], True
    if plus:
        return _abroad(digits)
    if region != _SPAIN:
        return _at_home(digits, region) or _at_home_abroad(digits, language)
    if _SPANISH.fullmatch(digits):
        return "+34" + digits
    if digits.startswith("34") and _SPANISH.fullmatch(digits[2:]):
        return "+" + digits
    return _at_home_abroad(digits, language)


def _at_home(digits: str, region: str) -> str | None:
    """As it is dialled in that country, with or without the country's code."""
    code = str(phonenumbers.country_code_for_region(region))
    for number in (digits, digits.removeprefix(code)):
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None


def _at_home_abroad(digits: str, language: str) -> str | None:
    if language == "en" and re.fullmatch(r"07\d{9}", digits):
        return "+44" + digits[1:]
    if language == "de" and re.fullmatch(r"01[567]\d{8,9}", digits):
        return "+49" + digits[1:]
    return "+" + digits if re.fullmatch(r"44\s?7\d{9}|491[567]\d{8,9}", digits) else None


def _abroad(digits: str) -> str | None:
    if not _SHORTEST_ABROAD <= len(digits) <= LONGEST:
        return None
    if digits.startswith("34"):
        return "+" + digits if _SPANISH.fullmatch(digits[2:]) else None
    digits = re.sub(r"^(4[49])0", r"\1", digits)
    try:
        parsed = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return None
    return "+" + digits if phonenumbers.is_possible_number(parsed) else None


def joined_phone(digits: str, *, plus: bool, region: str, language: str) -> str | None:
    """Return E.164 if digits from several turns make a whole number: those of other countries have to be in use, as more may follow."""
    value = phone_of(digits, plus=plus, region=region, language=language)
    if value is None or value.startswith("+34"):
        return value
    return value if phonenumbers.is_valid_number(phonenumbers.parse(value)) else None
