"""Disagreements between the model and the rules: shown to people, and settled by neither side."""

from collections.abc import Mapping
from typing import Any

from workers.analysis.findings import ProgrammaticAnalysis
from workers.hybrid.citations import words
from workers.hybrid.masking import KINDS, is_same
from workers.llm.schema import CallAnalysis

NUMBERS = {"vehicle_year", "distance_km"}


def differences(
    answer: CallAnalysis, rules: ProgrammaticAnalysis, kinds: Mapping[str, str], plain: Mapping[str, str]
) -> list[dict[str, Any]]:
    """`kinds` are the sector's entity kinds; `plain` the model's values by entity, unmasked.

    A value found by only one side counts as a difference.
    """
    found = []
    if answer.intent.value != rules.intent.value:
        found.append(difference("intent", answer.intent.value, rules.intent.value))
    services = {service.value for service in answer.services}, {service.value for service in rules.services}
    if services[0] != services[1]:
        found.append(difference("services", *map(sorted, services)))
    free = {name for name, kind in kinds.items() if kind == "time_words"}  # free text: the caller's own words
    for name in sorted({*plain, *rules.entities} - free):
        of_model = plain.get(name)
        of_rules = str(rules.entities[name].value) if name in rules.entities else None
        if not same(kinds.get(name, ""), of_model, of_rules):
            found.append(difference(name, of_model, of_rules))
    return found


def difference(field: str, of_model: object, of_rules: object) -> dict[str, Any]:
    return {"field": field, "model": of_model, "rules": of_rules}


def same(kind: str, one: str | None, other: str | None) -> bool:
    """Whether two wordings mean the same; names and makes may be abbreviated."""
    if one is None or other is None:
        return one is other
    if kind in NUMBERS:
        return digits(one) == digits(other)
    if kind in KINDS and kind != "person_name":
        return is_same(KINDS[kind], one, other)
    first, second = set(words(one)), set(words(other))
    return first <= second or second <= first


def digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
