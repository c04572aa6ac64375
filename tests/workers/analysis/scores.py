"""How well labels match: the measures the analyser is judged by, and their bootstrap intervals."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from workers.analysis.text import split_words
from workers.conduct.dates import resolve

LEVELS = ("low", "normal", "high", "critical")
Pair = tuple[dict[str, Any], dict[str, Any]]  # what the label says, what the analyser says


def accuracy(key: str) -> Callable[[Sequence[Pair]], float]:
    return lambda pairs: sum(want.get(key) == got.get(key) for want, got in pairs) / max(1, len(pairs))


def exact_entity(name: str) -> Callable[[Sequence[Pair]], float]:
    """Of all calls where the label or the analyser has the entity, those where both have the same."""

    def score(pairs: Sequence[Pair]) -> float:
        values = [(want["entities"].get(name), got["entities"].get(name)) for want, got in pairs]
        relevant = [(want, got) for want, got in values if want is not None or got is not None]
        return sum(want == got for want, got in relevant) / max(1, len(relevant))

    return score


def close_time(pairs: Sequence[Pair]) -> float:
    """Of all calls where either has a requested time: one holds all words of the other in their order, or both mean the same moment."""
    values = [
        (want["entities"].get("requested_time"), got["entities"].get("requested_time")) for want, got in pairs
    ]
    relevant = [(want, got) for want, got in values if want is not None or got is not None]
    return sum(same_time(want, got) for want, got in relevant) / max(1, len(relevant))


def same_time(want: str | None, got: str | None) -> bool:
    if want is None or got is None:
        return want == got
    short, long = sorted((split_words(want).words, split_words(got).words), key=len)
    if any(long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1)):
        return True
    moment = resolve(want, _NOW)
    return moment is not None and moment == resolve(got, _NOW)


_NOW = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Madrid"))


def micro_f1(key: str) -> Callable[[Sequence[Pair]], float]:
    def score(pairs: Sequence[Pair]) -> float:
        hit = sum(len(set(want[key]) & set(got[key])) for want, got in pairs)
        total = sum(len(want[key]) + len(got[key]) for want, got in pairs)
        return 2 * hit / total if total else 1.0

    return score


def positive_f1(key: str) -> Callable[[Sequence[Pair]], float]:
    def score(pairs: Sequence[Pair]) -> float:
        hit = sum(bool(want[key]) and bool(got[key]) for want, got in pairs)
        total = sum(bool(want[key]) + bool(got[key]) for want, got in pairs)
        return 2 * hit / total if total else 1.0

    return score


def weighted_kappa(pairs: Sequence[Pair]) -> float:
    """Quadratic-weighted kappa of the four urgency levels."""
    ranks = [(LEVELS.index(want["urgency"]), LEVELS.index(got["urgency"])) for want, got in pairs]
    if not ranks:
        return 0.0
    observed = sum((want - got) ** 2 for want, got in ranks) / len(ranks)
    expected = sum((want - got) ** 2 for want, _ in ranks for _, got in ranks) / len(ranks) ** 2
    return 1 - observed / expected if expected else 1.0


MEASURES: dict[str, tuple[Callable[[Sequence[Pair]], float], float | None]] = {
    "intent accuracy": (accuracy("intent"), 0.92),
    "services micro-F1": (micro_f1("services"), 0.90),
    "urgency weighted kappa": (weighted_kappa, 0.80),
    "outcome accuracy": (accuracy("outcome"), 0.85),
    "abandoned F1": (positive_f1("abandoned"), 0.85),
    "plate exact": (exact_entity("plate"), 0.95),
    "phone exact": (exact_entity("phone"), 0.95),
    "caller language": (accuracy("language"), 0.97),
    "secondary intents micro-F1": (micro_f1("secondary_intents"), None),
    "abandonment stage accuracy": (accuracy("abandonment_stage"), None),
    "sentiment accuracy": (accuracy("sentiment"), None),
    "make exact": (exact_entity("make"), None),
    "model exact": (exact_entity("model"), None),
    "year exact": (exact_entity("year"), None),
    "mileage exact": (exact_entity("mileage_km"), None),
    "name exact": (exact_entity("caller_name"), None),
    "requested time exact": (exact_entity("requested_time"), None),
    "requested time close": (close_time, None),
}


def interval(
    measure: Callable[[Sequence[Pair]], float], pairs: Sequence[Pair], rounds: int = 400
) -> tuple[float, float]:
    """Return the 95 % bootstrap interval, the same each time."""
    chance = random.Random(20260101)
    scores = sorted(measure(chance.choices(pairs, k=len(pairs))) for _ in range(rounds))
    return scores[int(rounds * 0.025)], scores[int(rounds * 0.975)]
