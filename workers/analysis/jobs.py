"""Which of the named services are wanted, by weights learned from labelled calls (see training.py).

Two models contribute: one scores how much the whole call sounds like each service, the other combines that with how it is named.
"""

from collections.abc import Mapping
from math import exp

from workers.analysis.job_signs import Signs
from workers.sectors.schema import Intent

BIAS, SOUNDS = "bias", "sounds"
_LIKELY, _LEAST = 0.54, 0.2
_HEARD, _LOUD = (-0.3, 1.2), 3.0
_ABOUT_SERVICE = frozenset({"booking", "price", "complaint", "emergency", "change", "status"})
"""Kinds of intent that always concern a service: if none is likely, the likeliest is chosen."""


def with_sound(signs: Signs, sounds: float) -> Signs:
    """Add how much the whole call sounds like the service: about 0 for unrelated calls, 1 for calls about it."""
    least, most = _HEARD
    return {**signs, SOUNDS: _LOUD * min(most, max(least, sounds))}


def likely_jobs(signs: Mapping[str, Signs], taught: Mapping[str, float]) -> dict[str, float]:
    return {name: _share(own, taught) for name, own in signs.items()}


def wanted_jobs(likely: Mapping[str, float], intent: Intent) -> list[str]:
    wanted = [name for name, share in likely.items() if share >= _LIKELY]
    if wanted or not likely or intent.kind not in _ABOUT_SERVICE:
        return wanted
    best = max(likely, key=lambda name: likely[name])
    return [best] if likely[best] >= _LEAST else []


def _share(signs: Signs, taught: Mapping[str, float]) -> float:
    total = taught[BIAS] + sum(value * taught.get(sign, 0.0) for sign, value in signs.items())
    return 1 / (1 + exp(-total))
