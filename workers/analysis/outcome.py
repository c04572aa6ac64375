"""How the call ended: what the agent carried out or promised, and whether the caller left before the purpose was reached."""

from dataclasses import dataclass

from workers.analysis.findings import AbandonmentFinding, Evidence, Finding
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.text import QUESTION, clause_end
from workers.sectors.schema import Intent

BOOKED, CHANGED, CANCELLED = "appointment_booked", "appointment_changed", "appointment_cancelled"
INFORMED, TRANSFERRED, CALLBACK = "information_given", "transferred_to_human", "callback_promised"
UNRESOLVED, ABANDONED, OUTSIDER = "unresolved", "abandoned", "not_a_customer"


@dataclass(frozen=True, slots=True)
class Ending:
    outcome: Finding
    abandonment: AbandonmentFinding


def find_ending(reading: Reading, intent: Intent) -> Ending:
    """Decide outcome and abandonment together: the one excludes the other."""
    from workers.analysis.abandonment import find_abandonment

    done = find_outcome(reading, intent)
    abandonment = find_abandonment(reading, intent, done)
    if abandonment.value:
        return Ending(Finding(ABANDONED, abandonment.confidence, abandonment.evidence), abandonment)
    return Ending(done, abandonment)


def stated(reading: Reading, concept: str) -> list[Hit]:
    """Return where the agent says so, questions apart."""
    return [hit for hit in reading.of(concept) if not asked(reading, hit)]


def asked(reading: Reading, hit: Hit) -> bool:
    words = reading.words[hit.turn]
    return words.breaks[clause_end(words, hit.last - 1) - 1] == QUESTION


def find_outcome(reading: Reading, intent: Intent) -> Finding:
    if intent.kind == "outsider":
        return Finding(OUTSIDER, 0.9, _proof(reading, "agent:not_here"))
    if intent.kind == "none":
        return Finding(UNRESOLVED, 0.6)
    for concept, outcome, wanted in _ORDER:
        if wanted and intent.kind not in wanted:
            continue
        hits = stated(reading, concept)
        if hits:
            return Finding(outcome, 0.8, (reading.evidence(hits[-1]),))
    return Finding(INFORMED, 0.5)


_ORDER = (
    ("agent:transfer", TRANSFERRED, ()),
    ("agent:changed", CHANGED, ("change",)),
    ("agent:cancelled", CANCELLED, ("cancel",)),
    ("agent:callback", CALLBACK, ()),
    ("agent:booked", BOOKED, ("booking", "price", "complaint", "emergency")),
)


def _proof(reading: Reading, concept: str) -> tuple[Evidence, ...]:
    return tuple(reading.evidence(hit) for hit in reading.of(concept)[-1:])
