"""Which of the named services are wanted, by a logistic regression trained on labelled calls (see training.py).

One of its features is a score from the model of whole calls: how much the call sounds like the service. The others tell how it is named.
"""

from collections.abc import Mapping
from math import exp

from workers.analysis.service_features import Features
from workers.sectors.schema import Intent

BIAS, CALL_SCORE = "bias", "sounds"
"""Names under which the intercept, and the weight of the whole call's score, are stored."""
_THRESHOLD, _FALLBACK_THRESHOLD = 0.54, 0.1
_CALL_SCORE_RANGE, _CALL_SCORE_SCALE = (-0.3, 1.2), 3.0
_ABOUT_SERVICE = frozenset({"booking", "price", "complaint", "emergency", "change", "status"})
"""Kinds of intent that always concern a service: if none reaches the threshold, the likeliest is chosen."""


def with_call_score(features: Features, score: float) -> Features:
    """Add how much the whole call sounds like the service: about 0 for unrelated calls, 1 for calls about it."""
    least, most = _CALL_SCORE_RANGE
    return {**features, CALL_SCORE: _CALL_SCORE_SCALE * min(most, max(least, score))}


def service_probabilities(features: Mapping[str, Features], weights: Mapping[str, float]) -> dict[str, float]:
    return {name: _probability(own, weights) for name, own in features.items()}


def wanted_services(probabilities: Mapping[str, float], intent: Intent) -> list[str]:
    wanted = [name for name, probability in probabilities.items() if probability >= _THRESHOLD]
    if wanted or not probabilities or intent.kind not in _ABOUT_SERVICE:
        return wanted
    best = max(probabilities, key=lambda name: probabilities[name])
    return [best] if probabilities[best] >= _FALLBACK_THRESHOLD else []


def _probability(features: Features, weights: Mapping[str, float]) -> float:
    logit = weights[BIAS] + sum(value * weights.get(feature, 0.0) for feature, value in features.items())
    return 1 / (1 + exp(-logit))
