"""Sessions with the agent's provider, and which of them it has reported on. A reconnected call has several."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from db.models import Conversation
from db.models.conversation import NATIVE

SESSIONS, REPORTED = "elevenlabs_conversation_ids", "reported_sessions"  # facts of a call: lists of ids


@dataclass(frozen=True, slots=True)
class UnreportedSession:
    call_sid: str
    elevenlabs_conversation_id: str
    call_ended_at: datetime


def note_reported(session: Session, *, conversation_id: UUID, elevenlabs_conversation_id: str) -> None:
    """Marks the session as settled: the provider has reported on it, or does not know it."""
    ids = literal([elevenlabs_conversation_id], JSONB)
    added = func.jsonb_build_object(REPORTED, _listed(REPORTED).op("||")(ids))
    session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, ~_listed(REPORTED).contains(ids))
        .values(facts=Conversation.facts.op("||")(added))
    )


def unreported_sessions(
    session: Session, *, since: datetime, ended_before: datetime, is_simulated: bool
) -> list[UnreportedSession]:
    """Sessions without a report of ended calls that we carried, oldest first. For native calls see `db.actions.native`."""
    calls = session.scalars(
        select(Conversation)
        .where(
            Conversation.started_at >= since,
            Conversation.ended_at < ended_before,
            Conversation.mode != NATIVE,
            Conversation.is_simulated == is_simulated,
            Conversation.twilio_call_sid.is_not(None),
            ~_listed(REPORTED).contains(_listed(SESSIONS)),
        )
        .order_by(Conversation.ended_at)
    )
    return [one for call in calls for one in _unreported_of(call)]


def _unreported_of(call: Conversation) -> Iterable[UnreportedSession]:
    reported = call.facts.get(REPORTED, [])
    for one in call.facts[SESSIONS]:
        if one not in reported and call.twilio_call_sid and call.ended_at:
            yield UnreportedSession(call.twilio_call_sid, one, call.ended_at)


def _listed(name: str) -> ColumnElement[list[str]]:
    return func.coalesce(Conversation.facts[name], literal([], JSONB), type_=JSONB)
