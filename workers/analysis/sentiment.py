"""How the caller feels at the end of the call, from the words alone."""

from workers.analysis.findings import SentimentFinding
from workers.analysis.reading import Reading

_TAIL = 3
_WEIGHTS = {"caller:anger": -1.0, "caller:give_up": -0.8, "caller:distress": -0.9, "caller:joy": 0.8}


def find_sentiment(reading: Reading) -> SentimentFinding:
    users = reading.user_turns()
    score, hits = 0.0, []
    for order, turn in enumerate(reversed(users)):
        fading = 1.0 if order < _TAIL else 0.3
        for concept, weight in _WEIGHTS.items():
            for hit in reading.in_turn(turn, concept):
                score += weight * fading
                hits.append(hit)
    value = "negative" if score <= -0.8 else "positive" if score >= 0.8 else "neutral"
    evidence = tuple(reading.evidence(hit) for hit in hits[:4]) if value != "neutral" else ()
    return SentimentFinding(value, round(max(-1.0, min(1.0, score / 2)), 3), 0.6, evidence)
