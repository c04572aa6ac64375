"""The caller's sentiment at the end of the call, from the words and from how the call went."""

from workers.analysis.findings import SentimentFinding
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.sectors.schema import Intent

_TAIL = 3
_FADED = 0.35
_WEIGHTS = {
    "caller:anger": -1.0,
    "caller:give_up": -0.5,
    "caller:distress": -0.9,
    "caller:delight": 0.9,
    "caller:joy": 0.45,
}
_KIND_WEIGHTS = {"complaint": -0.8}
_DANGER, _GAVE_UP = -0.8, -0.4
_CLEAR = 0.8


def find_sentiment(reading: Reading, intent: Intent, urgency: str, left: str | None) -> SentimentFinding:
    """``left`` is the reason for abandonment, if the caller left."""
    if intent.kind in ("outsider", "none") and not reading.hits_of("caller:anger"):
        return SentimentFinding("neutral", 0.0, 0.6, ())
    score: float = _KIND_WEIGHTS.get(intent.kind, 0.0) + (_DANGER if urgency == "critical" else 0.0)
    score += _GAVE_UP if left == "gave_up" else 0.0
    hits: list[Hit] = []
    said = {concept: weight for concept, weight in _WEIGHTS.items() if reading.hits_of(concept)}
    for order, turn in enumerate(reversed(reading.user_turns() if said else [])):
        fading = 1.0 if order < _TAIL else _FADED
        for concept, weight in said.items():
            found = reading.in_turn(turn, concept)
            score += weight * fading if found else 0.0
            hits += found[:1]
    value = "negative" if score <= -_CLEAR else "positive" if score >= _CLEAR else "neutral"
    evidence = tuple(reading.evidence(hit) for hit in hits[:4]) if value != "neutral" else ()
    return SentimentFinding(value, round(max(-1.0, min(1.0, score / 2)), 3), 0.65, evidence)
