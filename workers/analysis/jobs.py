"""Which of the jobs that a call names are wanted, by weights that labelled calls taught (see training.py)."""

from collections.abc import Mapping
from math import exp

from workers.analysis.job_signs import Signs
from workers.sectors.schema import Intent

BIAS = "bias"
_LIKELY, _LEAST = 0.42, 0.2
_OF_A_JOB = frozenset({"booking", "price", "complaint", "emergency", "change"})
"""Kinds of wish that are about a job, even where none is likely: then the likeliest is taken."""


def likely_jobs(signs: Mapping[str, Signs], taught: Mapping[str, float]) -> dict[str, float]:
    return {name: _share(of, taught) for name, of in signs.items()}


def wanted_jobs(likely: Mapping[str, float], intent: Intent) -> list[str]:
    if intent.services_only:
        likely = {name: share for name, share in likely.items() if name in intent.services_only}
    wanted = [name for name, share in likely.items() if share >= _LIKELY]
    if wanted or not likely or intent.kind not in _OF_A_JOB:
        return wanted
    best = max(likely, key=lambda name: likely[name])
    return [best] if likely[best] >= _LEAST else []


def _share(signs: Signs, taught: Mapping[str, float]) -> float:
    total = taught[BIAS] + sum(value * taught.get(sign, 0.0) for sign, value in signs.items())
    return 1 / (1 + exp(-total))
