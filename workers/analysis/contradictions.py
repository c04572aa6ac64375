"""Contradictions by the agent: a read-back the caller corrected, two prices for the same thing, two times for one booking.

Two amounts contradict each other only if nothing in between can explain the second: no other service or thing was named, nothing was
added, nobody asked for something else, and both are quoted the same way (in total, each, with tax). Within one turn, the two sentences
must name exactly the same things.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from workers.analysis.booked_twice import booked_twice, takes_back
from workers.analysis.findings import Contradiction, EntityFinding
from workers.analysis.numbers import begins_number
from workers.analysis.prices import Price, stated_prices
from workers.analysis.reading import Reading
from workers.analysis.stopwords import WORD_WEIGHTS
from workers.analysis.text import clause_end, clause_start, words_of

PRICE = "price"
_CENTS_APART = 1
_ADDED = words_of(
    "mas mes plus extra ademas tambien tambe also too additionally additional adicional auch zusatzlich dazu besides "
    "otro otra otros otras altre altra altres another other andere anderen anderer anderes further instead mejor millor lieber"
)
_PRICE_WORDS = words_of(
    "son serian serien seria sera seran sale salen saldria saldran queda quedan quedaria cuesta cuestan costara costaria costaba costa "
    "costen costaria vale valen valdria val valdra cost costs costing charge comes kostet kosten kosteten ware waren macht betragt preis "
    "total precio preu price euro euros eur iva vat mwst incluido incluida inclos included including inklusive inkl era eran eren was "
    "dijo dije dicho dit digui said told saying gesagt gemeint confirmo confirme confirmat confirm bestatige pagar pagara pay zahlen "
    "bezahlen cambio canvi change wechsel con amb mit vat correcto correcte correct richtig exacto exacte exactly genau senor senora "
    "bien be well acord acuerdo okay alright dame deme reservame apuntame ponme digame posam reservau reservi apunti book"
)
_PLAIN = frozenset(WORD_WEIGHTS) | _PRICE_WORDS
_NOTED_DOWN = ("agent:", "both:", "asked:", "caller:", "intent:")
_ABOUT_BOOKING = (
    "asks:identity", "asks:time", "agent:identity_question", "agent:day_question", "agent:slot_offer", "agent:confirm_question",
)  # fmt: skip
_ABOUT_SERVICE = ("asks:catalogue", "agent:subject_question")
_SHORTEST, _REACH = 3, 40
"""Minimum letters of a word that names something; turns within which two prices can still be about the same thing."""


def find_contradictions(reading: Reading, entities: Mapping[str, EntityFinding]) -> tuple[Contradiction, ...]:
    return (*_corrected_entities(entities), *_price_contradictions(reading), *booked_twice(reading))


def _corrected_entities(entities: Mapping[str, EntityFinding]) -> Iterator[Contradiction]:
    for name, entity in entities.items():
        if entity.state == "corrected":
            turns = tuple(sorted({proof.turn for proof in entity.evidence}))
            yield Contradiction(name, turns, (entity.raw, str(entity.value)), entity.evidence)


def _price_contradictions(reading: Reading) -> Iterator[Contradiction]:
    prices = stated_prices(reading) if reading.hits_of("agent:price") or _has_sign(reading) else []
    in_turn = Counter(price.turn for price in prices)
    alone = [
        price for price in prices if in_turn[price.turn] == 1
    ]  # of several at once, each belongs to a different thing
    pairs = [pair for pair in pairwise(prices) if pair[0].turn == pair[1].turn and in_turn[pair[0].turn] == 2]
    for first, second in sorted([*pairwise(alone), *pairs], key=_position):
        if abs(first.euros - second.euros) > _CENTS_APART and _is_same_thing(reading, first, second):
            proofs = tuple(
                reading.span_evidence(price.turn, price.first, price.last) for price in (first, second)
            )
            turns = tuple(dict.fromkeys(proof.turn for proof in proofs))
            yield Contradiction(PRICE, turns, (str(first.euros), str(second.euros)), proofs)


def _position(pair: tuple[Price, Price]) -> tuple[int, int]:
    return pair[0].turn, pair[0].first


def _has_sign(reading: Reading) -> bool:
    return any("€" in reading.words[turn].text for turn in reading.agent_turns())


def _is_same_thing(reading: Reading, first: Price, second: Price) -> bool:
    """Whether both prices are for the same thing, as far as the words tell; in doubt they are not."""
    if first.ways != second.ways or "reduced" in first.ways or second.turn - first.turn > _REACH:
        return False
    if first.turn == second.turn:
        return _names_the_same(reading, first, second)
    if _services(reading, first.turn + 1, second.turn) - _services(
        reading, max(0, first.turn - _REACH), first.turn
    ):
        return False
    named = set(reading.services(first.turn)), set(reading.services(second.turn))
    if named[0] and named[1] and named[0] != named[1]:
        return False
    return not _is_explained(reading, first, second) and not _adds_subject(reading, first, second)


def _names_the_same(reading: Reading, first: Price, second: Price) -> bool:
    """Within one turn: both sentences name exactly the same things, and neither retracts anything."""
    words = reading.words[first.turn]
    sides = [
        (clause_start(words, price.first), clause_end(words, price.last - 1)) for price in (first, second)
    ]
    if sides[0] == sides[1] or takes_back(words.words[sides[1][0] : sides[1][1]]):
        return False
    if not _ADDED.isdisjoint(words.words[sides[0][0] : sides[1][1]]):
        return False
    named = [
        frozenset(_content(reading, first.turn, range(*side), set()))
        | _services_in(reading, first.turn, *side)
        for side in sides
    ]
    return bool(named[0]) and named[0] == named[1]


def _services_in(reading: Reading, turn: int, start: int, end: int) -> frozenset[str]:
    return frozenset(
        name for name, hits in reading.services(turn).items() if any(start <= hit.first < end for hit in hits)
    )


def _services(reading: Reading, first: int, last: int) -> set[str]:
    return {name for turn in range(first, last + 1) for name in reading.services(turn)}


def _is_explained(reading: Reading, first: Price, second: Price) -> bool:
    """Something was added, requested, or said about the vehicle in between."""
    for turn in range(first.turn + 1, second.turn + 1):
        said = reading.words[turn].words
        asks = not reading.is_user(turn) and reading.says(turn, *_ABOUT_SERVICE)
        if asks or not _ADDED.isdisjoint(said) or reading.family(turn, "make"):
            return True
        if reading.is_user(turn) and not _gives_booking_details(reading, turn):
            known = {*reading.words[first.turn].words}
            if any(_content(reading, turn, range(len(said)), known)):
                return True
    return False


def _gives_booking_details(reading: Reading, turn: int) -> bool:
    before = reading.agent_before(turn)
    if before is None or reading.words[turn].has_question:
        return False
    return reading.says(before, *_ABOUT_BOOKING) and not reading.says(before, *_ABOUT_SERVICE)


def _adds_subject(reading: Reading, first: Price, second: Price) -> bool:
    """The second sentence is about something the first was not."""
    words = reading.words[second.turn]
    start, end = clause_start(words, second.first), clause_end(words, second.last - 1)
    known = {*reading.words[first.turn].words}
    if not any(_content(reading, first.turn, range(len(reading.words[first.turn])), set())):
        known |= _asked_before(reading, first.turn)
    for turn in range(first.turn + 1, second.turn):
        if reading.is_user(turn) and _gives_booking_details(reading, turn):
            known |= {*reading.words[turn].words}
    own = list(_content(reading, second.turn, range(start, end), set()))
    if not own:  # it states only the amount: other sentences of the turn say what for
        return any(_content(reading, second.turn, range(end), known))
    return any(word not in known for word in own)


def _asked_before(reading: Reading, turn: int) -> set[str]:
    users = [user for user in reading.user_turns() if user < turn]
    return set(reading.words[users[-1]].words) if users else set()


def _content(reading: Reading, turn: int, places: Iterable[int], known: set[str]) -> Iterator[str]:
    """Words that name things: no everyday words, no numbers, and no phrases an agent uses when taking something down."""
    said = reading.words[turn].words
    written = {
        index
        for concept, hits in reading.hits_by_turn[turn].items()
        if concept.startswith(_NOTED_DOWN)
        for hit in hits
        for index in range(hit.first, hit.last)
    }
    for index in places:
        word = said[index]
        if (
            len(word) >= _SHORTEST
            and index not in written
            and word not in _PLAIN
            and word not in known
            and not begins_number(word)
        ):
            yield word
