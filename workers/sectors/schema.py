"""The data model of a sector: vocabularies, rules and texts, never behaviour."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

LANGUAGES = ("es", "ca", "en", "de")
URGENCIES = ("low", "normal", "high", "critical")
INTENT_KINDS = (
    "booking", "change", "cancel", "status", "price", "emergency", "complaint", "paperwork", "parts", "sales",
    "information", "person", "outsider", "none",
)  # fmt: skip
OUTCOMES = (
    "appointment_booked", "appointment_changed", "appointment_cancelled", "information_given", "transferred_to_human",
    "callback_promised", "unresolved", "abandoned", "not_a_customer",
)  # fmt: skip
ENTITY_KINDS = (
    "vehicle_plate", "phone", "person_name", "gazetteer_make", "gazetteer_model", "vehicle_year", "distance_km",
    "time_words", "vin", "email", "number", "party_size", "one_of",
)  # fmt: skip
FUNNEL_SIGNS = ("wish_stated", "slot_offered", "slot_accepted", "booked")
"""Steps that the analyser proves by what was said; any other step is proved by its entities."""
KPI_FIELDS = ("intent", "outcome", "urgency", "abandoned")
TEXT_GROUPS = (
    "intents", "services", "entities", "outcomes", "urgency", "funnel", "kpis", "criteria", "voice",
)  # fmt: skip
RETURN_ON_INVESTMENT = ("average_ticket_euros", "gross_margin", "missed_call_share_before")

Words = Mapping[str, str]
"""One text by language."""
Texts = Mapping[str, Mapping[str, Words]]
"""What is shown or spoken: by group of `TEXT_GROUPS`, then by name."""


@dataclass(frozen=True, slots=True)
class Intent:
    """Why a caller rings. ``services_only``, where given, are the jobs that such a call can want;
    ``dispatched`` those that the agent sends unasked, but for a caller who wants one of ``on_the_spot`` alone;
    ``agent`` what an agent answers to it.
    ``for_others``: who rings for somebody else means it as for oneself («a mi hija se le hincha la boca»)."""

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
    for_others: bool = False
    on_the_spot: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """``hints`` name the job only where nothing plainer does; ``part_of`` is the job that includes this one.

    A ``vague`` job («something is wrong») gives way to any that is named besides, but for those with ``settles`` false,
    which say nothing of what is wrong."""

    name: str
    phrases: tuple[str, ...]
    hints: tuple[str, ...]
    part_of: str | None = None
    vague: bool = False
    settles: bool = True


@dataclass(frozen=True, slots=True)
class UrgencyRule:
    """``intents`` is empty where the rule holds in every call."""

    name: str
    level: str
    intents: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntitySpec:
    """``asked`` is how the agent asks for it, ``said`` how a caller announces it. Some kinds need more: ``region`` of a phone,
    ``units`` of a number and its ``least`` and ``most``, the ``values`` of a closed list; ``never`` is what is no name."""

    name: str
    kind: str
    region: str
    asked: tuple[str, ...]
    said: tuple[str, ...]
    never: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    least: float = 0
    most: float = 1_000_000
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FunnelSpec:
    step: str
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KpiSpec:
    """A share of calls. Each side is a field of the reading and the values that count; without any, every call counts."""

    name: str
    numerator: Mapping[str, tuple[str, ...]]
    denominator: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, eq=False)
class Sector:
    """One template. Compared by identity, so that what is compiled from it can be kept beside it."""

    name: str
    folder: str
    ground: str | None
    titles: Words
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
    speech: Mapping[str, tuple[str, ...]]
    whispered: tuple[str, ...]
    funnel: tuple[FunnelSpec, ...]
    kpis: tuple[KpiSpec, ...]
    return_on_investment: Mapping[str, float]
    texts: Texts

    def intent_of_kind(self, kind: str) -> str | None:
        return next((intent.name for intent in self.intents.values() if intent.kind == kind), None)

    def say(self, group: str, name: str, language: str) -> str | None:
        """What the template calls a thing of that group; None where it does not say."""
        words = self.texts.get(group, {}).get(name, {})
        return words.get(language) or words.get(self.default_language)

    @property
    def golden_file(self) -> Path:
        return Path(self.folder) / "golden.jsonl"
