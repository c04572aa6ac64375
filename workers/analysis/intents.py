"""The caller's intents: phrases weighted by how explicit and how early they are, adjusted by how the agent responded."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workers.analysis.assertion import Assertion
from workers.analysis.findings import Evidence, Finding
from workers.analysis.model import Predictions
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.services import service_hits
from workers.analysis.speech_acts import agreed_slot, statements
from workers.sectors.schema import Sector

_WEIGHTS = {"strong": 3.0, "medium": 1.4, "weak": 0.5}
_ASSERTION_FACTORS = {
    Assertion.AFFIRMED: 1.0, Assertion.NEGATED: 0.0, Assertion.FINE: 0.6, Assertion.PAST: 0.7, Assertion.THIRD_PARTY: 0.2, Assertion.HYPOTHETICAL: 0.6,
    Assertion.WITHOUT: 0.5,
}  # fmt: skip
_EARLINESS = (1.15, 0.95, 0.75, 0.65, 0.45)
"""Weight of a phrase by turns since the request began: callers state their reason first."""
_REQUEST_MODEL_WEIGHT = 5.0
"""Weight of the models relative to the phrases if they were trained on isolated requests, not on whole calls."""
_MIN_SHARE = 0.05
"""Share assigned to an intent that no phrase names."""
_AGENT_WEIGHT = 1.3
_SERVICE_WEIGHT = 1.5
_SLOT_WEIGHT = 1.4
_ACTION_WEIGHTS = {
    "booking": (("agent:booked", 0.6),),
    "change": (("agent:changed", 2.0), ("agent:found_booking", 1.0)),
    "cancel": (("agent:cancelled", 1.5), ("agent:found_booking", 0.6)),
    "outsider": (("agent:not_here", 2.5),),
    "paperwork": (("agent:delivered", 0.8),),
    "parts": (("agent:reserved_item", 1.0),),
    "person": (("agent:transfer", 0.8),),
    "none": (("agent:hang_up", 6.0),),
}
"""Agent actions that support an intent of that kind."""
_EVIDENCE_LIMIT = 4
_MIN_SCORE = 0.9
_NOTHING_SHARE = 0.5


@dataclass(slots=True)
class Score:
    value: float = 0.0
    hits: list[tuple[float, Hit]] = field(default_factory=list)


def score_intents(reading: Reading, sector: Sector) -> dict[str, Score]:
    scores = {name: Score() for name in sector.intents}
    order = 0
    for turn in reading.user_turns():
        _score_turn(reading, turn, _EARLINESS[min(order, len(_EARLINESS) - 1)], scores)
        order += 1 if order or _says_something(reading, turn) else 0
    _score_context(reading, sector, scores)
    return scores


def _score_context(reading: Reading, sector: Sector, scores: dict[str, Score]) -> None:
    """Add evidence from the rest of the call: services named, and how the agent took the request."""
    for name, intent in sector.intents.items():
        added = _AGENT_WEIGHT if reading.hits_of(f"intent:{name}:agent") else 0.0
        for concept, weight in _ACTION_WEIGHTS.get(intent.kind, ()):
            added += weight if statements(reading, concept) else 0.0
        scores[name].value += added
    default = scores[sector.default_intent]
    if _names_service(reading):
        default.value += _SERVICE_WEIGHT if not _says_otherwise(reading, sector) else _SERVICE_WEIGHT / 3
    if (
        agreed_slot(reading) is not None
        and not reading.hits_of("agent:changed")
        and not reading.hits_of("agent:cancelled")
    ):
        default.value += _SLOT_WEIGHT
        scores[sector.no_intent].value *= _SLOT_WEIGHT / 5


def _says_otherwise(reading: Reading, sector: Sector) -> bool:
    """A service named is a service wanted, unless the same turn asks for something else about it."""
    for turn in reading.user_turns()[:3]:
        if _says_something(reading, turn):
            return any(
                concept.endswith(":strong") and sector.default_intent not in concept
                for concept in reading.family(turn, "intent")
            )
    return False


def _names_service(reading: Reading) -> bool:
    for turn in reading.user_turns()[:3]:
        for hit in service_hits(reading, turn):
            if hit.concept != "service:" and reading.assertion(hit) is Assertion.AFFIRMED:
                return True
    return False


def _says_something(reading: Reading, turn: int) -> bool:
    """A greeting or «do you speak English?» is not the request yet."""
    return bool(reading.family(turn, "intent") or reading.family(turn, "service"))


def _score_turn(reading: Reading, turn: int, earliness: float, scores: dict[str, Score]) -> None:
    best: dict[str, float] = {}
    for concept, hits in reading.family(turn, "intent").items():
        _, name, strength = concept.split(":")
        for hit in hits:
            assertion = reading.assertion(hit)
            if assertion is Assertion.THIRD_PARTY and name in reading.for_others:
                assertion = Assertion.AFFIRMED
            weight = _WEIGHTS[strength] * _ASSERTION_FACTORS[assertion] * earliness
            if weight > 0:
                scores[name].hits.append((weight, hit))
                best[name] = _combined(best.get(name, 0.0), weight)
    for name, weight in best.items():
        scores[name].value = _combined(scores[name].value, weight)


def _combined(total: float, weight: float) -> float:
    """The strongest evidence counts in full, each further piece a little."""
    return max(total, weight) + 0.3 * min(total, weight)


def evidence_of(reading: Reading, score: Score) -> tuple[Evidence, ...]:
    best = sorted(score.hits, key=lambda item: (-item[0], item[1].turn, item[1].first))[:_EVIDENCE_LIMIT]
    return tuple(
        reading.evidence(hit) for _, hit in sorted(best, key=lambda item: (item[1].turn, item[1].first))
    )


def choose_intent(
    reading: Reading, sector: Sector, scores: dict[str, Score], predictions: Predictions | None = None
) -> Finding:
    """Trust the models if they were trained on whole calls; otherwise combine them with the phrases."""
    predictions = predictions or {}
    if "outcome" in predictions:
        shares = _with_rules(predictions["intent"], _shares(scores, sector))
    else:
        for name, share in predictions.get("intent", {}).items():
            scores[name].value += _REQUEST_MODEL_WEIGHT * share
        shares = _shares(scores, sector)
    best = max(shares, key=lambda name: shares[name])
    if best == sector.no_intent:
        return Finding(
            best,
            round(shares[best], 3),
            tuple(reading.turn_evidence(turn) for turn in reading.user_turns()[:1]),
        )
    return Finding(best, round(shares[best], 3), evidence_of(reading, scores[best]) or _opening(reading))


def _with_rules(probabilities: Mapping[str, float], by_rules: Mapping[str, float]) -> Mapping[str, float]:
    """The models' probabilities, each multiplied by the square root of the phrases' share."""
    product = {
        name: share * max(by_rules.get(name, 0.0), _MIN_SHARE) ** 0.5 for name, share in probabilities.items()
    }
    total = sum(product.values())
    return {name: share / total for name, share in product.items()}


def _shares(scores: dict[str, Score], sector: Sector) -> Mapping[str, float]:
    """Normalize scores to shares; too little evidence means no intent."""
    named = {name: score.value for name, score in scores.items() if name != sector.no_intent}
    total, nothing = sum(named.values()) or 1.0, scores[sector.no_intent].value
    if max(named.values()) < max(_MIN_SCORE, _NOTHING_SHARE * nothing):
        return {sector.no_intent: 0.6}
    return {name: value / total for name, value in named.items()}


def _opening(reading: Reading) -> tuple[Evidence, ...]:
    """Without a supporting phrase, the evidence is what the model read."""
    spoken = [turn for turn in reading.user_turns() if reading.words[turn].words]
    return tuple(reading.turn_evidence(turn) for turn in spoken[:1])
