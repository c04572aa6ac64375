"""How the call ended: what the agent carried out, promised or could not do, and whether the caller left before that."""

from dataclasses import dataclass

from workers.analysis.abandonment import find_abandonment, settle_abandonment
from workers.analysis.findings import AbandonmentFinding, Evidence, Finding
from workers.analysis.model import Predictions
from workers.analysis.outcomes import (
    ABANDONED,
    BOOKED,
    CALLBACK,
    CANCELLED,
    CHANGED,
    INFORMED,
    OUTSIDER,
    TRANSFERRED,
    UNRESOLVED,
    combined_outcome,
)
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.speech_acts import agreed_slot, last_statement, statements
from workers.sectors.schema import Intent

_BOOKABLE = frozenset(
    {"booking", "price", "complaint", "emergency", "information", "parts", "status", "sales"}
)
_ANSWERED = {
    "status": ("agent:ready", "agent:price"),
    "paperwork": ("agent:delivered", "agent:price"),
    "complaint": (),
    "person": (),
    "change": (),
    "cancel": (),
}
"""What counts as an answer to that kind of intent; for other kinds any answer does."""


_STRICT = frozenset({"status", "paperwork", "booking"})
"""Kinds that are unresolved if the agent's last word is a refusal."""


@dataclass(frozen=True, slots=True)
class Ending:
    outcome: Finding
    abandonment: AbandonmentFinding


def find_ending(reading: Reading, intent: Intent, predictions: Predictions | None = None) -> Ending:
    """Decide outcome and abandonment together, since they are mutually exclusive."""
    outcome = find_outcome(reading, intent)
    abandonment = find_abandonment(reading, intent, outcome)
    if abandonment.value:
        outcome = Finding(ABANDONED, abandonment.confidence, abandonment.evidence)
    if predictions and "outcome" in predictions:
        outcome = combined_outcome(reading, intent, outcome, predictions["outcome"])
        abandonment = settle_abandonment(reading, intent, outcome, abandonment)
    return Ending(outcome, abandonment)


def find_outcome(reading: Reading, intent: Intent) -> Finding:
    if intent.kind == "outsider":
        return Finding(
            OUTSIDER, 0.9, tuple(reading.evidence(hit) for hit in reading.hits_of("agent:not_here")[-1:])
        )
    if intent.kind == "none":
        return Finding(UNRESOLVED, 0.99 if reading.hits_of("caller:apology") else 0.6)
    for decide in (_transferred, _carried_out, _booked, _called_back):
        finding = decide(reading, intent)
        if finding is not None:
            return finding
    return _answered(reading, intent)


def _transferred(reading: Reading, _intent: Intent) -> Finding | None:
    hit = last_statement(reading, "agent:transfer")
    carrier_says = "transfer" in (reading.transcript.end_reason or "")
    if hit is None:
        return Finding(TRANSFERRED, 0.7) if carrier_says else None
    failed = any(failing.turn >= hit.turn for failing in reading.hits_of("agent:transfer_failing"))
    late = hit.turn >= len(reading.words) - 5
    if carrier_says or (late and not failed and _later(reading, "agent:booked", hit) is None):
        return Finding(TRANSFERRED, 0.9, (reading.evidence(hit),))
    return None


def _later(reading: Reading, concept: str, than: Hit) -> Hit | None:
    return next((hit for hit in statements(reading, concept) if hit.turn > than.turn), None)


def _carried_out(reading: Reading, intent: Intent) -> Finding | None:
    cancelled, changed = last_statement(reading, "agent:cancelled"), last_statement(reading, "agent:changed")
    if intent.kind == "cancel" and cancelled is not None:
        return Finding(CANCELLED, 0.93, (reading.evidence(cancelled),))
    if intent.kind in ("change", "cancel"):
        proof = changed or last_statement(reading, "agent:booked") or agreed_slot(reading)
        if proof is not None and (intent.kind == "change" or changed is not None):
            return Finding(CHANGED, 0.88, (reading.evidence(proof),))
    return None


def _booked(reading: Reading, intent: Intent) -> Finding | None:
    if intent.kind not in _BOOKABLE:
        return None
    slot, said = agreed_slot(reading), last_statement(reading, "agent:booked")
    callback = last_statement(reading, "agent:callback")
    if slot is not None and (intent.kind in ("booking", "price") or said is not None):
        return Finding(BOOKED, 0.9, (reading.evidence(slot),))
    if (
        said is not None
        and callback is None
        and reading.says(said.turn, "both:day", "both:hour")
        and intent.kind in ("booking", "price")
    ):
        return Finding(BOOKED, 0.8, (reading.evidence(said),))
    return None


def _called_back(reading: Reading, intent: Intent) -> Finding | None:
    hit = last_statement(reading, "agent:callback") or last_statement(reading, "agent:later")
    if hit is None or (
        intent.kind == "status" and reading.hits_of("agent:ready") and not _asked_number(reading)
    ):
        return None
    return Finding(CALLBACK, 0.85, (reading.evidence(hit),))


def _asked_number(reading: Reading) -> bool:
    return bool(reading.hits_of("asked:phone"))


def _answered(reading: Reading, intent: Intent) -> Finding:
    proofs = _ANSWERED.get(
        intent.kind, ("agent:price", "agent:ready", "agent:delivered", "agent:reserved_item")
    )
    for concept in proofs:
        hit = last_statement(reading, concept)
        if hit is not None and not (intent.kind in _STRICT and _refused_since(reading, hit)):
            return Finding(INFORMED, 0.8, (reading.evidence(hit),))
    return _unanswered(reading, intent)


def _refused_since(reading: Reading, hit: Hit) -> bool:
    return any(refusal.turn > hit.turn for refusal in statements(reading, "agent:cannot"))


def _unanswered(reading: Reading, intent: Intent) -> Finding:
    refusals = reading.hits_of("agent:cannot")
    proof: tuple[Evidence, ...] = tuple(reading.evidence(hit) for hit in refusals[-1:])
    if intent.kind in ("change", "cancel", "complaint", "person") or (
        refusals and intent.kind in ("status", "booking", "paperwork")
    ):
        return Finding(UNRESOLVED, 0.93 if intent.kind in _STRICT and proof else 0.65, proof)
    return Finding(INFORMED, 0.6)
