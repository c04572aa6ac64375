"""What the agent said would happen, so that somebody can see whether it did."""

from workers.analysis.findings import Promise
from workers.analysis.reading import Reading
from workers.analysis.sayings import stated

_KINDS = {
    "booking": "agent:booked",
    "change": "agent:changed",
    "cancellation": "agent:cancelled",
    "callback": "agent:callback",
    "transfer": "agent:transfer",
    "price": "agent:price",
    "delivery": "agent:delivered",
    "message": "agent:message_taken",
    "reserved_item": "agent:reserved_item",
}


def find_promises(reading: Reading) -> tuple[Promise, ...]:
    found: dict[tuple[str, int], Promise] = {}
    for kind, concept in _KINDS.items():
        for hit in stated(reading, concept):
            if (kind, hit.turn) not in found:
                quote = reading.evidence(hit)
                found[kind, hit.turn] = Promise(kind, quote.quote, (quote,))
    return tuple(sorted(found.values(), key=lambda promise: promise.evidence[0].turn))
