"""The shape of a sector once its files are read: vocabularies, rules and texts, never behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("es", "ca", "en", "de")
URGENCIES = ("low", "normal", "high", "critical")
INTENT_KINDS = (
    "booking", "change", "cancel", "status", "price", "emergency", "complaint", "paperwork", "parts", "sales",
    "information", "person", "outsider", "none",
)  # fmt: skip
ENTITY_KINDS = (
    "vehicle_plate", "phone", "person_name", "gazetteer_make", "gazetteer_model", "vehicle_year", "distance_km",
    "time_words", "vin",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Intent:
    """Why a caller rings. ``services_only``, where given, are the jobs that such a call can want;
    ``dispatched`` those that the agent sends unasked; ``agent`` what an agent answers to it."""

    name: str
    kind: str
    urgency: str
    services: bool
    services_only: tuple[str, ...]
    dispatched: tuple[str, ...]
    strong: tuple[str, ...]
    medium: tuple[str, ...]
    weak: tuple[str, ...]
    agent: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """``hints`` name the job only where nothing plainer does; ``part_of`` is the job that includes this one."""

    name: str
    phrases: tuple[str, ...]
    hints: tuple[str, ...]
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class UrgencyRule:
    """``intents`` is empty where the rule holds in every call."""

    name: str
    level: str
    intents: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntitySpec:
    name: str
    kind: str
    region: str
    asked: tuple[str, ...]
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FunnelSpec:
    step: str
    entities: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Sector:
    """One template. Compared by identity, so that what is compiled from it can be kept beside it."""

    name: str
    folder: str
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    default_language: str
    default_intent: str
    no_intent: str
    outsider_intent: str
    intents: Mapping[str, Intent]
    services: Mapping[str, Service]
    ignored_phrases: tuple[str, ...]
    urgency_rules: tuple[UrgencyRule, ...]
    entities: Mapping[str, EntitySpec]
    gazetteer: Mapping[str, tuple[str, ...]]
    spoken: Mapping[str, tuple[str, ...]]
    funnel: tuple[FunnelSpec, ...]
    kpis: tuple[Mapping[str, Any], ...]
    return_on_investment: Mapping[str, float]

    def intent_of_kind(self, kind: str) -> str | None:
        return next((intent.name for intent in self.intents.values() if intent.kind == kind), None)
