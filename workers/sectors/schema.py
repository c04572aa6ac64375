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
DIALOGUE_STEPS = ("wish_stated", "slot_offered", "slot_accepted", "booked")
"""Funnel steps that the analyser recognizes from the dialogue; all others are proved by captured entities."""
KPI_FIELDS = ("intent", "outcome", "urgency", "abandoned")
TEXT_GROUPS = (
    "intents", "services", "entities", "values", "outcomes", "urgency", "funnel", "kpis", "criteria", "voice",
)  # fmt: skip
RETURN_ON_INVESTMENT = {"average_ticket_euros": None, "gross_margin": 1.0, "missed_call_share_before": 1.0}
"""What the defaults of the return on investment are named, and the most each may be."""

Words = Mapping[str, str]
"""A text by language code."""
Texts = Mapping[str, Mapping[str, Words]]
"""Displayed or spoken texts: by group of `TEXT_GROUPS`, then by name; `screen`: of our own texts, by their English wording."""


@dataclass(frozen=True, slots=True)
class Intent:
    """Why a caller calls, with its phrases by strength; ``agent``: phrases of the agent that imply it.

    ``services_only``: if given, the only services such a call can ask for. ``dispatched``: services that the agent sends without
    being asked, unless the caller only wants one of ``on_the_spot``. ``for_others``: statements about other people count as the
    caller's own («a mi hija se le hincha la boca»).
    """

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
    """A service. ``hints`` count only if nothing more explicit is said; ``part_of`` is the service that includes this one.

    A ``vague`` service («something is wrong») is dropped if another one is named, except one with ``settles`` false, which does not
    describe a problem.
    """

    name: str
    phrases: tuple[str, ...]
    hints: tuple[str, ...]
    part_of: str | None = None
    vague: bool = False
    settles: bool = True


@dataclass(frozen=True, slots=True)
class UrgencyRule:
    """Phrases that raise the urgency to ``level``. Empty ``intents``: in every call."""

    name: str
    level: str
    intents: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntitySpec:
    """An entity to extract. ``asked``: how the agent asks for it; ``said``: how a caller introduces it.

    Some kinds need more: ``region`` of a phone, ``units`` and bounds (``least``, ``most``) of a number, the ``values`` of a closed
    list, words that are ``never`` a name.
    """

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
    """A share of calls. Each side maps fields of the analysis to the values that count; empty: every call."""

    name: str
    numerator: Mapping[str, tuple[str, ...]]
    denominator: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class AmbiguousNames:
    """Single words of the catalogue that could mean anything else.

    ``names`` are names of other things too, ``everyday`` words mostly mean something else, also as parts of names. Of the names those in
    ``sure`` hardly do where they are capitalized, those in ``sure_in_small`` not even without, after an article. ``places`` and ``persons``
    have the same name as such.
    """

    names: frozenset[str] = frozenset()
    everyday: frozenset[str] = frozenset()
    sure: frozenset[str] = frozenset()
    sure_in_small: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Sector:
    """A loaded template. Compared by identity, so that data compiled from it can be cached by object."""

    name: str
    folder: str
    base_folder: str | None
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
    ambiguous: AmbiguousNames
    speech: Mapping[str, tuple[str, ...]]
    whispered: tuple[str, ...]
    test_call: str
    funnel: tuple[FunnelSpec, ...]
    kpis: tuple[KpiSpec, ...]
    return_on_investment: Mapping[str, float]
    texts: Texts

    def intent_of_kind(self, kind: str) -> str | None:
        return next((intent.name for intent in self.intents.values() if intent.kind == kind), None)

    def label(self, group: str, name: str, language: str) -> str | None:
        """The template's text for a name of a group, in the language or its default one; None if it has none."""
        words = self.texts.get(group, {}).get(name, {})
        return words.get(language) or words.get(self.default_language)

    @property
    def golden_file(self) -> Path:
        return Path(self.folder) / "golden.jsonl"
