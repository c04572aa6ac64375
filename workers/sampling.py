"""Which finished calls the model analyses unasked, by the organization's rules. Pure and deterministic.

`organizations.settings["ai_sampling"]` = {"share": 0.2, "always": ["complaint", "abandoned"]}; without it, none.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from workers.analysis import ProgrammaticAnalysis

SETTING = "ai_sampling"
ABANDONED = "abandoned"
SHARE = "share"


class SamplingRulesError(ValueError):
    """Invalid rules; the message says how to fix them."""


@dataclass(frozen=True, slots=True)
class SamplingRules:
    """`share` of all calls, from 0 to 1, and every call with one of the words in `always`."""

    share: float = 0.0
    always: frozenset[str] = frozenset()


def sampling_rules(settings: Mapping[str, Any]) -> SamplingRules | None:
    """None if sampling is off. Raises SamplingRulesError."""
    given = settings.get(SETTING)
    if not given:
        return None
    if not isinstance(given, Mapping) or set(given) - {"share", "always"}:
        raise SamplingRulesError(f"{SETTING} takes an object with share and always, not {given!r}")
    share, always = given.get("share", 0), given.get("always", [])
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        raise SamplingRulesError(f"{SETTING}.share must be a number from 0 to 1, not {share!r}")
    if not isinstance(always, list) or not all(isinstance(word, str) for word in always):
        raise SamplingRulesError(f"{SETTING}.always must be a list of words, not {always!r}")
    return SamplingRules(float(share), frozenset(always))


def words_of(reading: ProgrammaticAnalysis) -> list[str]:
    """The words of a call that rules can refer to: its intents, outcome and urgency, and `abandoned`."""
    intents = [reading.intent.value, *(intent.value for intent in reading.secondary_intents)]
    abandoned = [ABANDONED] if reading.abandonment.value else []
    return [*intents, reading.outcome.value, reading.urgency.value, *abandoned]


def reason_to_read(rules: SamplingRules, conversation_id: UUID, words: Iterable[str]) -> str:
    """The reason for which the call is sampled: a word of `always`, or "share". Empty if it is not."""
    found = next((word for word in words if word in rules.always), "")
    return found or (SHARE if place(conversation_id) < rules.share else "")


def place(conversation_id: UUID) -> float:
    """A fixed position between 0 and 1 for each call, uniform over all calls."""
    return int.from_bytes(hashlib.sha256(conversation_id.bytes).digest()[:6]) / 2**48
