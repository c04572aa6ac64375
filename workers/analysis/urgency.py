"""How soon somebody must act: the intent's default, raised or lowered by what the caller says."""

from workers.analysis.assertion import Assertion
from workers.analysis.findings import UrgencyFinding
from workers.analysis.model import Predictions
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.sectors.schema import URGENCIES, Intent, Sector, UrgencyRule

_COUNTS = (Assertion.AFFIRMED, Assertion.WITHOUT)
_FOR_OTHERS = (*_COUNTS, Assertion.THIRD_PARTY)
_FIXED_URGENCY = frozenset(
    {"outsider", "none", "sales", "information", "price", "cancel", "paperwork", "parts", "person"}
)
"""Kinds of intent whose urgency is fixed."""
_MIN_RATIO = 20
"""How many times likelier a level must be for the models to override the rules."""


def find_urgency(
    reading: Reading, sector: Sector, intent: Intent, outcome: str, predictions: Predictions | None = None
) -> UrgencyFinding:
    """Follow the rules; if none applied, the models may raise the level when they are almost certain."""
    by_rules = _urgency_by_rules(reading, sector, intent, outcome)
    if (
        not predictions
        or "urgency" not in predictions
        or intent.kind in _FIXED_URGENCY
        or len(by_rules.reasons) > 1
    ):
        return by_rules
    probabilities = predictions["urgency"]
    best = max(probabilities, key=lambda level: probabilities[level])
    higher = URGENCIES.index(best) > URGENCIES.index(by_rules.value)
    if not higher or probabilities[best] < _MIN_RATIO * probabilities[by_rules.value]:
        return by_rules
    proof = tuple(reading.turn_evidence(turn) for turn in reading.user_turns()[:1])
    return UrgencyFinding(
        best, round(predictions["urgency"][best], 3), proof, (*by_rules.reasons, "whole_call")
    )


def _urgency_by_rules(reading: Reading, sector: Sector, intent: Intent, outcome: str) -> UrgencyFinding:
    level, reason = _starting_level(reading, intent, outcome)
    reasons, hits = [reason], list[Hit]()
    for rule in sector.urgency_rules:
        if intent.kind in _FIXED_URGENCY or (rule.intents and intent.name not in rule.intents):
            continue
        proof = _proof(reading, rule, _FOR_OTHERS if intent.for_others else _COUNTS)
        raised = URGENCIES.index(rule.level) > URGENCIES.index(level)
        lowered = rule.level == "low" and level == "normal"
        if proof and (raised or lowered):
            level = rule.level
            reasons.append(rule.name)
            hits += proof
    return UrgencyFinding(
        level, 0.8 if hits else 0.65, tuple(reading.evidence(hit) for hit in hits[:4]), tuple(reasons)
    )


def _starting_level(reading: Reading, intent: Intent, outcome: str) -> tuple[str, str]:
    """The intent's default; a price request that ends in a booking counts as one, and a document sent at once is settled."""
    if intent.kind in ("price", "information") and outcome == "appointment_booked":
        return "normal", "booked"
    if intent.kind == "paperwork" and reading.hits_of("agent:delivered"):
        return "low", "delivered"
    return intent.urgency, f"intent:{intent.name}"


def _proof(reading: Reading, rule: UrgencyRule, counts: tuple[Assertion, ...]) -> list[Hit]:
    hits = reading.hits_of(f"urgency:{rule.name}")
    return [hit for hit in hits if reading.assertion(hit) in counts]
