"""The vehicle's year and mileage, told apart from prices, sizes, dates and plates by context."""

from workers.analysis.findings import EntityFinding
from workers.analysis.identifiers import asked_last
from workers.analysis.memory import once
from workers.analysis.numbers import Number, quantities_in, says_number
from workers.analysis.reading import Reading
from workers.analysis.text import SENTENCE, Words, words_of
from workers.sectors.schema import EntitySpec

_OLDEST, _NEWEST = 1950, 2035
_KM = words_of(
    "km kms kilometro kilometros quilometre quilometres kilometre kilometres kilometer kilometers kilometern "
)
_MILES = frozenset(["mile", "miles", "milles", "millas", "meilen"])
_MONEY = frozenset(["euro", "euros", "eur"])
_MEASURES = _MONEY | _KM | _MILES
_YEAR_BEFORE = words_of("del des any ano modelo model year baujahr bj from matriculado l s de d von vom ")
_DATE_BEFORE = words_of(
    "antes despues hasta desde dia abans fins before after until by vor nach bis a las les partir "
)
_HAS = words_of(
    "tiene lleva llevo con te du amb has done got hat mit ronda pasa tenc tengo kilometraje mileage "
)
_KM_A_MILE = 1.609344


@once
def _numeric_turns(reading: Reading) -> list[int]:
    return [turn for turn in reading.user_turns() if says_number(reading.words[turn])]


def find_year(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    for turn in _numeric_turns(reading):
        words = reading.words[turn]
        asked = asked_last(reading, turn, spec.name)
        vehicle = bool(reading.family(turn, "make") or reading.family(turn, "model")) or _asked_for_thing(
            reading, turn
        )
        for number in quantities_in(words):
            year = _year(
                words, number, asked=asked, vehicle=vehicle or reading.says(turn, f"said:{spec.name}")
            )
            if year is not None and not _inside_model(reading, turn, number):
                proof = reading.span(turn, number.first, number.last)
                return EntityFinding(year, proof.quote, "captured", 0.85, (proof,))
    return None


def _asked_for_thing(reading: Reading, turn: int) -> bool:
    """The agent's previous turn asked which vehicle it is."""
    before = reading.agent_before(turn)
    return before is not None and reading.says(before, "asks:catalogue")


def _inside_model(reading: Reading, turn: int, number: Number) -> bool:
    return number.value < 10_000 and bool(reading.family(turn, "make")) and any(
        hit.first < number.last and number.first < hit.last
        for hits in reading.family(turn, "model").values()
        for hit in hits
    )  # fmt: skip


def _year(words: Words, number: Number, *, asked: bool, vehicle: bool) -> int | None:
    before = words.words[max(0, number.first - 2) : number.first]
    after = words.words[number.last : number.last + 1]
    if not (_MEASURES.isdisjoint(after) and _DATE_BEFORE.isdisjoint(before)):
        return None
    whole = len(number.digits) == 4 and _OLDEST <= number.value <= _NEWEST
    if whole:
        return (
            number.value
            if asked or vehicle or before[-1:] in (["ano"], ["any"], ["baujahr"], ["year"])
            else None
        )
    said_as_year = bool(before) and before[-1] in _YEAR_BEFORE and vehicle
    if (
        number.last - number.first <= 3
        and number.value < 100
        and (asked or said_as_year)
        and len(number.digits) == 2
    ):
        return _century(number.value)
    return None


def _century(value: int) -> int | None:
    if value <= _NEWEST - 2000:
        return 2000 + value
    return 1900 + value if value >= _OLDEST - 1900 + 10 else None


def find_mileage(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    for turn in _numeric_turns(reading):
        words = reading.words[turn]
        asked = asked_last(reading, turn, spec.name)
        for number in quantities_in(words):
            km = _kilometres(words, number, asked=asked)
            if km is not None:
                proof = reading.span(turn, number.first, number.last)
                return EntityFinding(km, proof.quote, "captured", 0.88, (proof,))
    return None


def _kilometres(words: Words, number: Number, *, asked: bool) -> int | None:
    after = words.words[number.last : number.last + 3]
    if not _MONEY.isdisjoint(after[:1]):
        return None
    if not _MILES.isdisjoint(after[:2]):
        return round(number.value * _KM_A_MILE)
    if number.value >= 1000 and not _KM.isdisjoint(after):
        return number.value
    before = words.words[max(0, number.first - 4) : number.first]
    if not (10_000 <= number.value < 1_000_000 and number.value % 500 == 0):
        return None
    has = not _HAS.isdisjoint(before) and words.breaks[max(0, number.first - 1)] < SENTENCE
    return number.value if asked or has else None
