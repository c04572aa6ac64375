"""Analyses calls by the rules while they are still running, so people watching see request and risk before the end."""

import logging
from uuid import UUID

from db.actions.calls import note_so_far
from db.database import Database
from db.queries.analyses import calls_with_news
from db.queries.transcripts import stored_call
from workers.analysis.risk import risk_so_far
from workers.programmatic import rules_reading

log = logging.getLogger(__name__)


def read_running_calls(database: Database) -> int:
    """Analyses running calls with new turns since the last time; returns how many."""
    with database.reading() as session:
        wanted = calls_with_news(session)
    return sum(read_so_far(database, conversation_id) for conversation_id in wanted)


def read_so_far(database: Database, conversation_id: UUID) -> bool:
    """False if the call has ended meanwhile: its own analysis says more."""
    with database.reading() as session:
        call = stored_call(session, conversation_id)
    if call is None or call.is_over or not call.turns:
        return False
    reading = rules_reading(call)
    risk = risk_so_far(reading)
    said = any(turn.role == "user" for turn in call.turns)
    so_far = {
        "turns": call.turns[-1].position,
        "language": reading.language.value if said else None,
        "intent": reading.intent.value if said and reading.intent.value != "none" else None,
        "urgency": reading.urgency.value,
        "risk": risk.level,
        "reasons": list(risk.reasons),
    }
    with database.transaction() as session:
        note_so_far(session, conversation_id=conversation_id, so_far=so_far)
    return True
