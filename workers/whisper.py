"""One sentence about a call for the person to whom it is forwarded, from what the rules read in it so far."""

import logging
from dataclasses import dataclass
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
MOST_SERVICES = 2


@dataclass(frozen=True, slots=True)
class Words:
    caller: str
    unnamed: str
    urgent: str
    plate: str


WORDS = {
    "es": Words("Llamada de {}", "un cliente", "Urgente.", "matrícula"),
    "ca": Words("Cridada de {}", "un client", "Urgent.", "matrícula"),
    "en": Words("A call from {}", "a customer", "Urgent.", "number plate"),
    "de": Words("Anruf von {}", "einem Kunden", "Dringend.", "Kennzeichen"),
}


def prepare_whisper(database: Database, conversation_id: UUID) -> str | None:
    """While the telephone rings. None where there is no such call."""
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
    """Who it is, what they want, which car. What is not known is left out."""
    words = WORDS.get(language, WORDS["es"])
    name = reading.entities.get("caller_name")
    opening = words.caller.format(name.value if name else words.unnamed)
    wish = (
        []
        if reading.intent.value == sector.no_intent
        else [sector.say("intents", reading.intent.value, language)]
    )
    services = [sector.say("services", one.value, language) for one in reading.services[:MOST_SERVICES]]
    details = [text if language == "de" else text.lower() for text in (*wish, *services) if text]
    details += _things(reading, words)
    sentence = f"{opening}: {', '.join(details)}." if details else f"{opening}."
    return f"{words.urgent} {sentence}" if reading.urgency.value in PRESSING else sentence


def _things(reading: ProgrammaticAnalysis, words: Words) -> list[str]:
    car = [str(reading.entities[name].value) for name in ("make", "model") if name in reading.entities]
    plate = reading.entities.get("plate")
    spelt = f"{words.plate} {' '.join(str(plate.value).replace(' ', ''))}" if plate else ""
    return [part for part in (" ".join(car), spelt) if part]
