"""The vehicle's mileage, told apart from prices, years and intervals by context; and what both year and mileage need."""

from collections.abc import Iterator

from workers.analysis.ambiguous_names import names_vehicle
from workers.analysis.corrections import is_corrected
from workers.analysis.findings import EntityFinding
from workers.analysis.identifiers import asked_last
from workers.analysis.memoization import cached_in_owner
from workers.analysis.numbers import Number, begins_number, quantities_in, says_number
from workers.analysis.reading import Reading
from workers.analysis.text import COMMA, SENTENCE, Words, words_of
from workers.sectors.schema import EntitySpec

KM = words_of(
    "km kms kilometro kilometros quilometre quilometres kilometre kilometres kilometer kilometers kilometern "
)
MILES = frozenset(["mile", "miles", "milles", "millas", "meilen"])
MONEY = frozenset(["euro", "euros", "eur"])
_PRICED = MONEY | words_of(
    "precio preu price preis pido piden cuesta costo costar vale val kostet pagar pague"
)
_HAS = words_of(
    "tiene lleva llevo con te du amb has done got hat mit ronda pasa tenc tengo kilometraje mileage recorrido hecho cumplido fet fer feia at "
    "kilometros quilometres kilometres kilometer"
)
_RUN = words_of("runter drauf gelaufen gefahren clavados encima clock")
"""After the number: «hundertneunzigtausend runter»."""
_TO_COME = words_of("faltan falten quedan queden cada every alle faltaban")
_INTERVAL = words_of("en in cada alle every")
_KM_A_MILE = 1.609344
_FEWEST = 10_000


@cached_in_owner
def numeric_turns(reading: Reading) -> list[int]:
    return [turn for turn in reading.user_turns() if says_number(reading.words[turn])]


def find_mileage(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    for turn in numeric_turns(reading):
        found = list(_distances(reading, turn, spec))
        chosen = found[0] if found else None
        for later in found[1:]:
            if chosen is not None and is_corrected(reading.words[turn], chosen[1], later[1]):
                chosen = later
        if chosen is not None:
            proof = reading.span_evidence(turn, chosen[1].first, chosen[1].last)
            return EntityFinding(chosen[0], proof.quote, "captured", 0.88, (proof,))
    return None


def _distances(reading: Reading, turn: int, spec: EntitySpec) -> Iterator[tuple[int, Number]]:
    words = reading.words[turn]
    asked = asked_last(reading, turn, spec.name)
    described = names_vehicle(reading, turn) and _PRICED.isdisjoint(words.words)
    for number in quantities_in(words):
        km = _kilometres(words, number, asked=asked, described=described)
        if km is not None:
            yield km, number


def _kilometres(words: Words, number: Number, *, asked: bool, described: bool) -> int | None:
    after = _unit_after(words, number)
    if not MONEY.isdisjoint(after[:1]):
        return None
    if not MILES.isdisjoint(after[:2]):
        return round(number.value * _KM_A_MILE)
    before = words.words[max(0, number.first - 4) : number.first]
    if not _TO_COME.isdisjoint(before) or not _INTERVAL.isdisjoint(before[-1:]):
        return None
    if number.value >= 1000 and not KM.isdisjoint(after):
        return number.value
    if not (_FEWEST <= number.value < 1_000_000 and number.value % 500 == 0):
        return None
    has = not _HAS.isdisjoint(before) and words.breaks[max(0, number.first - 1)] < SENTENCE
    return (
        number.value
        if asked or has or not _RUN.isdisjoint(after) or (described and _is_apart(words, number))
        else None
    )


def _unit_after(words: Words, number: Number) -> list[str]:
    """Up to three words after the number, before a pause or the next number: the 78.000 of «2009, 78.000 km» has the unit."""
    last = number.last
    while last < min(len(words), number.last + 3) and words.breaks[last - 1] < COMMA:
        if begins_number(words.words[last]):
            break
        last += 1
    return words.words[number.last : last]


def _is_apart(words: Words, number: Number) -> bool:
    """«Una Caddy, doscientos treinta mil»: between pauses, in a turn that describes the vehicle."""
    starts = number.first > 0 and words.breaks[number.first - 1] >= COMMA
    return starts and (number.last == len(words) or words.breaks[number.last - 1] >= COMMA)
