"""The possible outcomes of a call: which ones fit each intent, what proves each, and how rules and models are combined."""

from collections.abc import Mapping
from math import log

from workers.analysis.findings import Evidence, Finding
from workers.analysis.reading import Reading
from workers.analysis.speech_acts import agreed_slot, last_statement
from workers.sectors.schema import Intent

BOOKED, CHANGED, CANCELLED = "appointment_booked", "appointment_changed", "appointment_cancelled"
INFORMED, TRANSFERRED, CALLBACK = "information_given", "transferred_to_human", "callback_promised"
UNRESOLVED, ABANDONED, OUTSIDER = "unresolved", "abandoned", "not_a_customer"

_ONLY = {
    "outsider": frozenset({OUTSIDER}),
    "none": frozenset({UNRESOLVED, ABANDONED}),
}
_NEVER = {
    "change": frozenset({BOOKED, CANCELLED}),
    "cancel": frozenset({BOOKED}),
    "person": frozenset({BOOKED, CHANGED, CANCELLED}),
    "paperwork": frozenset({BOOKED, CHANGED, CANCELLED}),
}
_NEVER_BY_DEFAULT = frozenset({CHANGED, CANCELLED})
"""An appointment is only moved or cancelled if somebody asked for it."""
_RULE_WEIGHT, _GUESS = 9.0, 0.6
"""Weight of a rule, and the confidence above which it is more than a guess."""
_MIN_PROBABILITY = 1e-6
_PROOFS = {
    BOOKED: ("agent:booked",),
    CHANGED: ("agent:changed", "agent:booked"),
    CANCELLED: ("agent:cancelled",),
    INFORMED: ("agent:price", "agent:ready", "agent:delivered", "agent:reserved_item"),
    TRANSFERRED: ("agent:transfer",),
    CALLBACK: ("agent:callback", "agent:later"),
    UNRESOLVED: ("agent:cannot",),
    OUTSIDER: ("agent:not_here",),
}


def fits_intent(outcome: str, intent: Intent) -> bool:
    if intent.kind in _ONLY:
        return outcome in _ONLY[intent.kind]
    if outcome == OUTSIDER:
        return False
    return outcome not in _NEVER.get(intent.kind, _NEVER_BY_DEFAULT)


def combined_outcome(
    reading: Reading, intent: Intent, by_rules: Finding, probabilities: Mapping[str, float]
) -> Finding:
    """Combine the models' probabilities with the outcome by rules; a caller who says nothing keeps the latter."""
    if not any(reading.words[turn].words for turn in reading.user_turns()):
        return by_rules
    bonus = max(0.0, by_rules.confidence - _GUESS) * _RULE_WEIGHT
    scores = {
        outcome: log(max(probability, _MIN_PROBABILITY)) + (bonus if outcome == by_rules.value else 0.0)
        for outcome, probability in probabilities.items()
        if fits_intent(outcome, intent) and not (outcome == ABANDONED and reading.transcript.ended_by_staff)
    }
    if not scores:
        return by_rules
    best = max(scores, key=lambda outcome: scores[outcome])
    probability = probabilities[best] / sum(probabilities[outcome] for outcome in scores)
    evidence = by_rules.evidence if best == by_rules.value else _proof(reading, best)
    return Finding(best, round(probability, 3), evidence or _last_words(reading))


def _proof(reading: Reading, outcome: str) -> tuple[Evidence, ...]:
    slot = agreed_slot(reading) if outcome in (BOOKED, CHANGED) else None
    if slot is not None:
        return (reading.evidence(slot),)
    found = (last_statement(reading, concept) for concept in _PROOFS.get(outcome, ()))
    hit = next((hit for hit in found if hit is not None), None)
    return (reading.evidence(hit),) if hit is not None else ()


def _last_words(reading: Reading) -> tuple[Evidence, ...]:
    """Without a supporting phrase, the evidence is the last turn of the side that ended the matter."""
    spoken = [turn for turn in range(len(reading.words)) if reading.words[turn].words]
    return tuple(reading.turn_evidence(turn) for turn in spoken[-1:])
