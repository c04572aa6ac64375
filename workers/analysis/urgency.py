"""How soon somebody must act: the intent's own pace, raised or lowered by what the caller says of now."""

from workers.analysis.findings import UrgencyFinding
from workers.analysis.mentions import Mention, mention_of
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.sectors.schema import URGENCIES, Intent, Sector, UrgencyRule

_COUNTS = (Mention.AFFIRMED,)


def find_urgency(reading: Reading, sector: Sector, intent: Intent) -> UrgencyFinding:
    level, reasons, hits = intent.urgency, [f"intent:{intent.name}"], list[Hit]()
    if intent.kind in ("outsider", "none", "sales"):
        return UrgencyFinding(level, 0.9, (), tuple(reasons))
    for rule in sector.urgency_rules:
        if rule.intents and intent.name not in rule.intents:
            continue
        proof = _proof(reading, rule)
        if not proof:
            continue
        raised = URGENCIES.index(rule.level) > URGENCIES.index(level)
        lowered = rule.level == "low" and level == "normal"
        if raised or lowered:
            level = rule.level
            reasons.append(rule.name)
            hits += proof
    return UrgencyFinding(
        level, 0.8 if hits else 0.65, tuple(reading.evidence(hit) for hit in hits[:4]), tuple(reasons)
    )


def _proof(reading: Reading, rule: UrgencyRule) -> list[Hit]:
    hits = reading.of(f"urgency:{rule.name}")
    return [hit for hit in hits if mention_of(hit, reading.words[hit.turn]) in _COUNTS]
