"""Analyses a stored call by the rules and saves the result."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from db.actions.analyses import save_programmatic
from db.actions.calls import set_language
from db.actions.follow_ups import settle_follow_ups
from db.countries import country_of
from db.database import Database
from db.models.conversation import BY_STAFF
from db.queries.transcripts import StoredCall, stored_call
from db.telephone.hours import OpeningHours
from db.telephone.rules import faults, read_hours
from workers.analysis import ProgrammaticAnalysis, Transcript, Turn, analyse
from workers.conduct.audit import Known, audited
from workers.sectors import load_sector

log = logging.getLogger(__name__)
OTHER_CALLS = timedelta(days=30)  # of the same number, that may be served by this one
# An older call that is read again opens no follow-up: it would be long overdue.
SETTLED_AGAIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ReadCall:
    call: StoredCall
    reading: ProgrammaticAnalysis


def read_by_rules(
    database: Database, conversation_id: UUID, unless_since: datetime | None = None
) -> ReadCall | None:
    """Replaces an earlier analysis, or only one made before `unless_since`. Unknown or deleted calls are ignored."""
    with database.reading() as session:
        call = stored_call(session, conversation_id)
    if call is None:
        log.warning("no such call conversation=%s", conversation_id)
        return None
    reading = rules_reading(call)
    results = results_of(call, reading)
    with database.transaction() as session:
        kept = save_programmatic(
            session,
            conversation_id=call.id,
            version=reading.version,
            results=results,
            unless_since=unless_since,
        )
        if kept is None and unless_since is not None:
            return None
        if call.language is None and any(turn.role == "user" for turn in call.turns):
            set_language(session, conversation_id=call.id, language=reading.language.value)
        if unless_since is None or call.started_at + SETTLED_AGAIN > unless_since:
            settle_follow_ups(
                session,
                organization_id=call.organization_id,
                since=call.started_at - OTHER_CALLS,
                conversation_id=call.id,
            )
    log.info("read by rules conversation=%s intent=%s", call.id, reading.intent.value)
    return ReadCall(call, reading)


def rules_reading(call: StoredCall) -> ProgrammaticAnalysis:
    return analyse(transcript_of(call), load_sector(call.sector))


def results_of(call: StoredCall, reading: ProgrammaticAnalysis) -> dict[str, Any]:
    """The analysis, completed by what tools, carrier and calendar know about the call."""
    known = Known(
        facts=call.facts,
        now=call.started_at.astimezone(ZoneInfo(call.timezone)),
        hours=hours_of(call),
        is_forwarded=call.forwarded_at is not None,
        is_passed=call.is_passed,
    )
    return audited(reading, transcript_of(call), load_sector(call.sector), known)


def hours_of(call: StoredCall) -> OpeningHours | None:
    """None if no hours are set or they cannot be read: `flask telephone show` says why."""
    try:
        return read_hours(call.organization_settings)
    except ValidationError as error:
        log.warning("no opening hours organization=%s error=%s", call.organization_id, faults(error))
        return None


def transcript_of(call: StoredCall) -> Transcript:
    turns = (
        Turn(
            turn.position,
            "user" if turn.role == "user" else "agent",
            turn.text,
            turn.started_ms,
            turn.ended_ms,
        )
        for turn in call.turns
    )
    return Transcript(
        turns=tuple(turns),
        started_at=call.started_at,
        duration_seconds=call.duration_seconds,
        end_reason=call.end_reason,
        ended_by_staff=call.ended_by == BY_STAFF,
        country=country_of(call.timezone),
    )
