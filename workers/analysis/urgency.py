"""How soon somebody must act: the intent's own pace, raised or lowered by what the caller says of now."""

from workers.analysis.findings import UrgencyFinding
from workers.analysis.mentions import Mention, mention_of
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.sectors.schema import URGENCIES, Intent, Sector, UrgencyRule

_COUNTS = (Mention.AFFIRMED, Mention.WITHOUT)
_FOR_OTHERS = (*_COUNTS, Mention.OTHERS)
_STEADY = frozenset(
    {"outsider", "none", "sales", "information", "price", "cancel", "paperwork", "parts", "person"}
)
"""Kinds of intent whose urgency no phrase changes."""


def find_urgency(reading: Reading, sector: Sector, intent: Intent, outcome: str) -> UrgencyFinding:
    level, reason = _starting_level(reading, intent, outcome)
    reasons, hits = [reason], list[Hit]()
    for rule in sector.urgency_rules:
        if intent.kind in _STEADY or (rule.intents and intent.name not in rule.intents):
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
    """The intent's own pace; a price that ends in a booking is one, and a paper sent at once is done."""
    if intent.kind in ("price", "information") and outcome == "appointment_booked":
        return "normal", "booked"
    if intent.kind == "paperwork" and reading.of("agent:delivered"):
        return "low", "delivered"
    return intent.urgency, f"intent:{intent.name}"


def _proof(reading: Reading, rule: UrgencyRule, counts: tuple[Mention, ...]) -> list[Hit]:
    hits = reading.of(f"urgency:{rule.name}")
    return [hit for hit in hits if mention_of(hit, reading.words[hit.turn]) in counts]
