"""One sentence about a call for the person it is forwarded to, from what the rules have understood so far."""

import logging
from uuid import UUID

from db.actions.calls import add_facts
from db.database import Database
from db.queries.transcripts import stored_call
from workers.analysis import ProgrammaticAnalysis
from workers.programmatic import rules_reading
from workers.sectors import load_sector
from workers.sectors.schema import Sector

log = logging.getLogger(__name__)
PRESSING = ("high", "critical")
MAX_SERVICES = 2


# Used if a template has no text of its own.
WORDS = {
    "es": {"forwarded_call": "Llamada de {}", "unnamed_caller": "un cliente", "urgent": "Urgente."},
    "ca": {"forwarded_call": "Cridada de {}", "unnamed_caller": "un client", "urgent": "Urgent."},
    "en": {"forwarded_call": "A call from {}", "unnamed_caller": "a customer", "urgent": "Urgent."},
    "de": {"forwarded_call": "Anruf von {}", "unnamed_caller": "einem Kunden", "urgent": "Dringend."},
}
SPELT = frozenset({"vehicle_plate", "vin"})
BARE = frozenset({"gazetteer_make", "gazetteer_model"})


def prepare_whisper(database: Database, conversation_id: UUID) -> str | None:
    """Runs while the telephone rings. None if there is no such call."""
    with database.reading() as session:
        call = stored_call(session, conversation_id)
    if call is None:
        return None
    sentence = whisper(rules_reading(call), load_sector(call.sector), call.organization_language)
    with database.transaction() as session:
        add_facts(session, conversation_id=conversation_id, facts={"whisper": sentence})
    log.info("whisper prepared conversation=%s", conversation_id)
    return sentence


def whisper(reading: ProgrammaticAnalysis, sector: Sector, language: str) -> str:
    """Who is calling, what they want, and what else the template names. Unknown parts are left out."""
    name = reading.entities.get("caller_name")
    who = str(name.value) if name else spoken(sector, "unnamed_caller", language)
    opening = spoken(sector, "forwarded_call", language).format(who)
    intent = (
        []
        if reading.intent.value == sector.no_intent
        else [sector.label("intents", reading.intent.value, language)]
    )
    services = [sector.label("services", one.value, language) for one in reading.services[:MAX_SERVICES]]
    details = [text if language == "de" else text.lower() for text in (*intent, *services) if text]
    details += things(reading, sector, language)
    sentence = f"{opening}: {', '.join(details)}." if details else f"{opening}."
    urgent = spoken(sector, "urgent", language)
    return f"{urgent} {sentence}" if reading.urgency.value in PRESSING else sentence


def spoken(sector: Sector, name: str, language: str) -> str:
    return sector.label("voice", name, language) or WORDS.get(language, WORDS["es"])[name]


def in_words(sector: Sector, value: str, language: str) -> str:
    """«Allergie Nüsse», not «Allergie nuts»: the name of one of a few values, in the language; names of companies have none."""
    words = sector.label("values", value, language) or value
    return words if language == "de" or words == value else words.lower()


def things(reading: ProgrammaticAnalysis, sector: Sector, language: str) -> list[str]:
    """The entities that the template lists in `whispered`, in order: those of a gazetteer joined, the others with their names."""
    bare, named = [], []
    for name in sector.whispered:
        found = reading.entities.get(name)
        if found is None:
            continue
        kind, value = sector.entities[name].kind, str(found.value)
        if kind == "one_of":
            value = in_words(sector, value, language)
        if kind in BARE:
            bare.append(value)
            continue
        label = sector.label("entities", name, language) or name
        shown = " ".join(value.replace(" ", "")) if kind in SPELT else value
        named.append(f"{label if language == 'de' else label.lower()} {shown}")
    return [part for part in (" ".join(bare), *named) if part]
