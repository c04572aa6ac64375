"""The vehicle's year, told apart from prices, sizes, ages, dates and models by context."""

from collections.abc import Iterator
from typing import NamedTuple

from workers.analysis.ambiguous_names import names_vehicle
from workers.analysis.corrections import is_corrected
from workers.analysis.findings import EntityFinding
from workers.analysis.identifiers import asked_last
from workers.analysis.memoization import cached_in_owner
from workers.analysis.numbers import Number, quantities_in
from workers.analysis.quantities import KM, MILES, MONEY, numeric_turns
from workers.analysis.reading import Reading
from workers.analysis.text import NONE, SENTENCE, Words, words_of
from workers.sectors.schema import EntitySpec

_OLDEST, _NEWEST = 1950, 2035
_MEASURES = MONEY | KM | MILES | words_of("vueltas voltes revoluciones rpm mil something pico")
_SIZES = _MEASURES | words_of(
    "voltios volts volt pulgadas polzades inches zoll anos anys years jahre jahren por per percent prozent caballos cavalls "
    "amperios hp ps litros litres liter up minutos minuts minutes minuten dias dies days tage uhr"
)
_YEAR_BEFORE = words_of("del des any ano modelo model year baujahr bj from matriculado von vom ")
_OF_YEAR = words_of("del des von from")
_NAMED_YEAR = words_of("any ano year baujahr bj matriculado")
_DATE_BEFORE = words_of("antes despues hasta desde abans fins before after until by vor nach bis partir ")
_HOUR_BEFORE = words_of("dia a las les semana setmana week woche")
_MONTHS = words_of(
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre gener febrer marc maig juny juliol agost "
    "setembre octubre novembre desembre january february march april may june july august september october november december januar februar "
    "marz mai juni juli oktober dezember"
)
_ENGLISH_DECADES = words_of("sixty seventy eighty ninety")
_OR, _OF = words_of("o u or oder"), words_of("o u or oder del des de el von from the")
_MOST_BETWEEN = 2


class _Year(NamedTuple):
    value: int
    number: Number
    is_whole: bool


def find_year(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    for turn in numeric_turns(reading):
        found = list(_years(reading, turn, spec))
        whole = [one for one in found if one.is_whole] or found
        chosen = whole[0] if whole else None
        for later in whole[1:]:
            if chosen is not None and is_corrected(reading.words[turn], chosen.number, later.number):
                chosen = later
        if chosen is not None and not _is_guess(reading.words[turn], chosen.number):
            proof = reading.span_evidence(turn, chosen.number.first, chosen.number.last)
            return EntityFinding(chosen.value, proof.quote, "captured", 0.85, (proof,))
    return None


def _years(reading: Reading, turn: int, spec: EntitySpec) -> Iterator[_Year]:
    words = reading.words[turn]
    asked = asked_last(reading, turn, spec.name)
    vehicle = names_vehicle(reading, turn) or _asked_for_thing(reading, turn)
    said = reading.says(turn, f"said:{spec.name}")
    echoed = _agents_numbers(reading, turn)
    for number in quantities_in(words):
        if _is_something_else(words, number) or _inside_model(reading, turn, number):
            continue
        before = _before(words, number)
        if len(number.digits) == 4 and _OLDEST <= number.value <= _NEWEST:
            if asked or vehicle or said:
                yield _Year(number.value, number, number.value != 2000)
        elif (number.value not in echoed or _follows_model(reading, turn, number)) and _is_short(
            words, number, before, asked=asked, vehicle=vehicle
        ):
            value = _century(number.value)
            if value is not None:
                yield _Year(value, number, is_whole=False)


def _before(words: Words, number: Number) -> list[str]:
    """The two words before, in the same sentence."""
    first = number.first
    while first > max(0, number.first - 2) and words.breaks[first - 1] < SENTENCE:
        first -= 1
    return words.words[first : number.first]


def _is_something_else(words: Words, number: Number) -> bool:
    """«No pasa de dos mil vueltas», «de doce voltios», «del once de junio», «antes del quince»."""
    before, after = _before(words, number), words.words[number.last : number.last + 2]
    if not _DATE_BEFORE.isdisjoint(before):
        return True
    sizes = _SIZES if number.value < 100 else _MEASURES
    if not sizes.isdisjoint(after[:1]) and words.breaks[number.last - 1] == NONE:
        return True
    is_date = after[:1] in (["de"], ["d"]) and not _MONTHS.isdisjoint(after[1:])
    return number.value < 100 and (is_date or not _MONTHS.isdisjoint(after[:1]))


def _is_short(words: Words, number: Number, before: list[str], *, asked: bool, vehicle: bool) -> bool:
    """«Del dieciséis», «a ninety-six»; in an answer, the number alone."""
    if number.value >= 100 or len(number.digits) > 2 or number.last - number.first > 3:
        return False
    if before[-1:] == ["a"]:
        return vehicle and words.words[number.first] in _ENGLISH_DECADES
    if not _HOUR_BEFORE.isdisjoint(before):
        return False
    announced = not _YEAR_BEFORE.isdisjoint(before[-1:])
    is_last = number.last == len(words) or words.breaks[number.last - 1] != NONE
    if len(number.digits) == 1:
        return announced and (asked or vehicle) and is_last
    named = vehicle or not _NAMED_YEAR.isdisjoint(before) or (is_last and _describes(words, number, before))
    return asked or (announced and named)


def _describes(words: Words, number: Number, before: list[str]) -> bool:
    """«Es del noventa y cinco», «híbrido, del veinte»."""
    if before[-1:] not in (["del"], ["des"]):
        return False
    return before[:1] in (["es"], ["era"]) or (
        number.first > 1 and words.breaks[number.first - 2] != NONE and len(before) > 1
    )


def _agents_numbers(reading: Reading, turn: int) -> set[int]:
    before = reading.agent_before(turn)
    return {number.value for number in quantities_in(reading.words[before])} if before is not None else set()


def _is_guess(words: Words, number: Number) -> bool:
    """«Dos mil doce o trece»: two years are none."""
    nearby = words.words[number.last : number.last + _MOST_BETWEEN + 1]
    if nearby[:1] and nearby[0] in _OR:
        rest = next((index for index, word in enumerate(nearby) if word not in _OF), None)
        place = number.last + rest if rest is not None else len(words)
        return any(other.first == place and other.value < _NEWEST for other in quantities_in(words))
    return False


def _asked_for_thing(reading: Reading, turn: int) -> bool:
    """The agent's previous turn asked which vehicle it is."""
    before = reading.agent_before(turn)
    return before is not None and reading.says(before, "asks:catalogue")


def _inside_model(reading: Reading, turn: int, number: Number) -> bool:
    """«Peugeot dos mil ocho»; but «un Toledo del dos mil ocho» names a year."""
    if number.value >= 10_000 or not reading.family(turn, "make"):
        return False
    models = _models(reading).get(turn, {})
    inside = [last for last in models.get(number.first, ()) if number.last <= last]
    announced = reading.words[turn].words[number.first - 1 : number.first]
    others = sum(map(len, reading.family(turn, "model").values())) - len(inside)
    return bool(inside) and not (others and announced in (["del"], ["des"], ["any"], ["ano"]))


@cached_in_owner
def _models(reading: Reading) -> dict[int, dict[int, list[int]]]:
    """By turn, and by each word of a model's name: where the names that hold the word end."""
    found: dict[int, dict[int, list[int]]] = {}
    for turn in reading.turns_by_family.get("model", ()):
        ends = found.setdefault(turn, {})
        for hit in (hit for hits in reading.family(turn, "model").values() for hit in hits):
            for index in range(hit.first, hit.last):
                ends.setdefault(index, []).append(hit.last)
    return found


def _follows_model(reading: Reading, turn: int, number: Number) -> bool:
    """«Un Toyota Corolla del nueve»: a year, also where the agent has just said «nueve euros»."""
    ends = {last for models in _models(reading).get(turn, {}).values() for last in models}
    return number.first - 1 in ends and reading.words[turn].words[number.first - 1] in _OF_YEAR


def _century(value: int) -> int | None:
    if value <= _NEWEST - 2000:
        return 2000 + value
    return 1900 + value if value >= _OLDEST - 1900 + 10 else None
