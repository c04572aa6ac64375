"""What the agent promised, so that it can be checked."""

from collections.abc import Iterator

from workers.analysis.findings import Promise
from workers.analysis.numbers import begins_number
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.speech_acts import follows_offer, statements
from workers.analysis.text import COMMA, clause_end, clause_start

_KINDS = {
    "booking": "agent:booked",
    "change": "agent:changed",
    "cancellation": "agent:cancelled",
    "callback": "agent:callback",
    "transfer": "agent:transfer",
    "price": "agent:price",
    "date": "agent:ready",
    "delivery": "agent:delivered",
    "later": "agent:later",
    "message": "agent:message_taken",
    "reserved_item": "agent:reserved_item",
}
_DEEDS = frozenset({"booking", "change", "cancellation"})
"""Kinds that a preceding «si quiere» turns into a mere offer."""
_UNDOING = ("cancellation", "change")
"""«Ihr Termin ist storniert» is not a booking."""
_TIMES = ("both:day", "both:hour")
_AMOUNT_WORDS = 5


def find_promises(reading: Reading) -> tuple[Promise, ...]:
    found: dict[tuple[str, int], Promise] = {}
    for kind, concept in _KINDS.items():
        for hit in statements(reading, concept):
            if (kind, hit.turn) not in found and _is_meant(reading, kind, hit):
                quote = reading.span_evidence(hit.turn, *_span(reading, kind, hit))
                found[kind, hit.turn] = Promise(kind, quote.quote, (quote,))
    return tuple(sorted(found.values(), key=lambda promise: promise.evidence[0].turn))


def _is_meant(reading: Reading, kind: str, hit: Hit) -> bool:
    if kind in _DEEDS and follows_offer(reading, hit):
        return False
    if kind == "booking":
        return not any(True for name in _UNDOING for _ in _beside(reading, hit, _KINDS[name]))
    return kind != "date" or any(True for time in _TIMES for _ in _beside(reading, hit, time))


def _beside(reading: Reading, hit: Hit, concept: str) -> Iterator[Hit]:
    """Hits of the concept in the same sentence."""
    words = reading.words[hit.turn]
    start, end = clause_start(words, hit.first), clause_end(words, hit.last - 1)
    return (other for other in reading.in_turn(hit.turn, concept) if start <= other.first < end)


def _span(reading: Reading, kind: str, hit: Hit) -> tuple[int, int]:
    """Extends a price to its amount and a date to its day, so that the quote shows what was promised."""
    words, first, last = reading.words[hit.turn], hit.first, hit.last
    if kind == "price":
        least = max(clause_start(words, first, COMMA), first - _AMOUNT_WORDS)
        while first > least and begins_number(words.words[first - 1]):
            first -= 1
    if kind == "date":
        times = [time for name in _TIMES for time in _beside(reading, hit, name)]
        first, last = (
            min([first, *(time.first for time in times)]),
            max([last, *(time.last for time in times)]),
        )
    return first, last
