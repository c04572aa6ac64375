"""Every meaningful phrase of a sector, compiled once into two lexicons: one for callers, one for agents."""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from workers.analysis.gazetteer import vehicle_phrases
from workers.analysis.patterns import Lexicon
from workers.sectors.schema import AmbiguousNames, Sector

_SPEECH = Path(__file__).with_name("speech.toml")
STRENGTHS = ("strong", "medium", "weak")
FAMILIES = {
    "identity": frozenset({"vehicle_plate", "phone", "person_name", "email"}),
    "time": frozenset({"time_words"}),
    "catalogue": frozenset({"gazetteer_make"}),
}
"""Kinds of entity that the agent asks for with the same purpose."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``for_others`` are the intents that may be on somebody else's behalf."""

    caller: Lexicon
    agent: Lexicon
    for_others: frozenset[str]
    ambiguous: AmbiguousNames


@lru_cache(maxsize=32)
def vocabulary_of(sector: Sector) -> Vocabulary:
    """Concepts are named by family: ``service:brakes``, ``intent:billing:strong``, ``urgency:crash``, ``caller:accept``…"""
    shared = _service_phrases(sector) | vehicle_phrases(sector)
    caller = (
        shared
        | _intent_phrases(sector)
        | _urgency_phrases(sector)
        | _speech(sector, "caller")
        | _speech(sector, "both")
        | _entity_phrases(sector, "said")
        | _entity_values(sector)
    )
    agent = (
        shared
        | _agent_phrases(sector)
        | _speech(sector, "agent")
        | _speech(sector, "both")
        | _entity_phrases(sector, "asked")
        | _asked_by_family(sector)
    )
    for_others = frozenset(name for name, intent in sector.intents.items() if intent.for_others)
    return Vocabulary(Lexicon(caller), Lexicon(agent), for_others, sector.ambiguous)


def _service_phrases(sector: Sector) -> dict[str, tuple[str, ...]]:
    phrases = {f"service:{service.name}": service.phrases for service in sector.services.values()}
    hints = {
        f"service:{service.name}:hint": service.hints for service in sector.services.values() if service.hints
    }
    return phrases | hints | {"service:": sector.ignored_phrases}


def _intent_phrases(sector: Sector) -> dict[str, tuple[str, ...]]:
    return {
        f"intent:{intent.name}:{strength}": getattr(intent, strength)
        for intent in sector.intents.values()
        for strength in STRENGTHS
        if getattr(intent, strength)
    }


def _agent_phrases(sector: Sector) -> dict[str, tuple[str, ...]]:
    return {f"intent:{intent.name}:agent": intent.agent for intent in sector.intents.values() if intent.agent}


def _urgency_phrases(sector: Sector) -> dict[str, tuple[str, ...]]:
    return {f"urgency:{rule.name}": rule.phrases for rule in sector.urgency_rules}


def _entity_phrases(sector: Sector, side: str) -> dict[str, tuple[str, ...]]:
    return {
        f"{side}:{spec.name}": getattr(spec, side) for spec in sector.entities.values() if getattr(spec, side)
    }


def _entity_values(sector: Sector) -> dict[str, tuple[str, ...]]:
    units = {f"unit:{spec.name}": spec.units for spec in sector.entities.values() if spec.units}
    return units | {
        f"value:{spec.name}:{value}": phrases
        for spec in sector.entities.values()
        for value, phrases in spec.values.items()
    }


def _asked_by_family(sector: Sector) -> dict[str, tuple[str, ...]]:
    """``asks:identity`` is any question that identifies the caller or thing, ``asks:time`` any question for a time, whatever the sector calls them."""
    return {
        f"asks:{family}": phrases
        for family, kinds in FAMILIES.items()
        if (phrases := tuple(p for s in sector.entities.values() if s.kind in kinds for p in s.asked))
    }


def _speech(sector: Sector, role: str) -> dict[str, tuple[str, ...]]:
    """Phrases common to all phone calls, plus the sector's own."""
    return {act: phrases + sector.speech.get(act, ()) for act, phrases in _spoken_by(role).items()}


@cache
def _spoken_by(role: str) -> dict[str, tuple[str, ...]]:
    acts = tomllib.loads(_SPEECH.read_text(encoding="utf-8"))[role]
    return {f"{role}:{act}": tuple(table["phrases"]) for act, table in acts.items()}


SPEECH_ACTS = frozenset(act for role in ("agent", "caller", "both") for act in _spoken_by(role))
