"""Counts of something, told apart from other numbers by their unit, by an announcing phrase, or by the preceding question."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workers.analysis.findings import EntityFinding, EntityState, Evidence
from workers.analysis.identifiers import asked_last
from workers.analysis.numbers import Number, quantities_in, says_number
from workers.analysis.reading import Reading
from workers.analysis.text import COMMA, Words, words_of
from workers.sectors.schema import EntitySpec

_AND = frozenset(["y", "e", "i", "and", "und", "plus", "mas"])
_IN_COMPANY = {
    "zweit": 2, "dritt": 3, "viert": 4, "funft": 5, "sechst": 6, "siebt": 7, "acht": 8, "neunt": 9, "zehnt": 10,
}  # fmt: skip
_ONE = words_of("un una uno a one ein eine einen")
_OF = frozenset(["of", "de", "von"])
_PUT_RIGHT = words_of(
    "no bueno perdon perdona perdone digo mejor dicho ay espera perdo bono dic vull dir sorry wait actually i mean make that well"
    " nein ach quatsch moment entschuldigung doch ich meine besser gesagt somos seremos som serem we we'll be re para per a for für fur"
)
_NO_LONGER = words_of(
    "no perdon perdona perdone digo dicho perdo dir sorry wait actually mean nein quatsch entschuldigung meine gesagt"
)
_FEW_WORDS = 5
_CLOCK = words_of("uhr clock am pm horas hores h de d del euros euro")
_SURE, _GUESSED = 0.88, 0.7


@dataclass(frozen=True, slots=True)
class _Amount:
    value: int
    first: int
    last: int
    confidence: float


def find_number(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    """The last number the caller gives."""
    return _latest(reading, spec, lambda turn: list(_amounts(reading, spec, turn)))


def find_party_size(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    """Number of people. «Seis adultos y dos niños» are eight, «zu viert» are four."""
    return _latest(reading, spec, lambda turn: _summed(reading, spec, turn))


def _latest(
    reading: Reading, spec: EntitySpec, amounts_in: Callable[[int], list[_Amount]]
) -> EntityFinding | None:
    found: tuple[int, _Amount] | None = None
    state: EntityState = "captured"
    for turn in reading.user_turns():
        for amount in amounts_in(turn):
            if spec.least <= amount.value <= spec.most:
                if found is not None and found[1].value != amount.value:
                    state = "corrected"
                found = turn, amount
    if found is None:
        return None
    turn, amount = found
    proof: Evidence = reading.span_evidence(turn, amount.first, amount.last)
    return EntityFinding(amount.value, proof.quote, state, amount.confidence, (proof,))


def _amounts(reading: Reading, spec: EntitySpec, turn: int) -> Iterator[_Amount]:
    words = reading.words[turn]
    if not says_number(words):
        return
    units = {hit.first: hit.last for hit in reading.in_turn(turn, f"unit:{spec.name}")}
    announced = {hit.last for hit in reading.in_turn(turn, f"said:{spec.name}")}
    asked = asked_last(reading, turn, spec.name)
    given: _Amount | None = None
    for number in quantities_in(words):
        if number.value == 1 and not _OF.isdisjoint(words.words[number.last : number.last + 1]):
            continue  # «one of us has an allergy»
        unit = units.get(number.last) or units.get(number.last + 1)
        if unit is not None and _together(words, number.last):
            given = _Amount(number.value, number.first, unit, _SURE)
        elif not _is_clock_time(reading, turn, number) and (
            number.first in announced or asked or (given and _puts_right(words, given, number))
        ):
            given = _Amount(number.value, number.first, number.last, _SURE if asked else _GUESSED)
        else:
            continue
        yield given


def _puts_right(words: Words, given: _Amount, number: Number) -> bool:
    """«Somos tres, bueno no, cuatro»: nothing but a correction between the two."""
    between = words.words[given.last : number.first]
    return (
        len(between) <= _FEW_WORDS and not _NO_LONGER.isdisjoint(between) and _PUT_RIGHT.issuperset(between)
    )


def _together(words: Words, last: int) -> bool:
    return words.breaks[last - 1] < COMMA


def _is_clock_time(reading: Reading, turn: int, number: Number) -> bool:
    words = reading.words[turn]
    after = words.words[number.last : number.last + 1]
    if (after and after[0] in _CLOCK and _together(words, number.last)) or len(number.digits) > 4:
        return True
    return any(
        hit.first <= number.first < hit.last or hit.last == number.first
        for concept in ("both:hour", "both:day")
        for hit in reading.in_turn(turn, concept)
    )


def _summed(reading: Reading, spec: EntitySpec, turn: int) -> list[_Amount]:
    words = reading.words[turn]
    together: list[_Amount] = []
    for amount in _amounts(reading, spec, turn):
        before = together[-1] if together else None
        if before and amount.first == before.last + 1 and words.words[before.last] in _AND:
            together[-1] = _Amount(before.value + amount.value, before.first, amount.last, before.confidence)
        else:
            together.append(amount)
    units = {hit.first: hit.last for hit in reading.in_turn(turn, f"unit:{spec.name}")}
    return [_and_one(words, units, amount) for amount in together] + list(_in_company(words))


def _and_one(words: Words, units: dict[int, int], amount: _Amount) -> _Amount:
    """«Dos adultos y un bebé» are three: the article is no number elsewhere."""
    joint = words.words[amount.last : amount.last + 2]
    last = units.get(amount.last + 2)
    if last is None or len(joint) < 2 or joint[0] not in _AND or joint[1] not in _ONE:
        return amount
    return _Amount(amount.value + 1, amount.first, last, amount.confidence)


def _in_company(words: Words) -> Iterator[_Amount]:
    for index in range(1, len(words)):
        value = _IN_COMPANY.get(words.words[index])
        if value is not None and words.words[index - 1] == "zu":
            yield _Amount(value, index - 1, index + 1, _SURE)
