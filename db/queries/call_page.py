"""Everything the page of one call shows, within the reader's organization only."""

from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import (
    Agent,
    CallFact,
    Conversation,
    ConversationAnalysis,
    FollowUp,
    LedgerEntry,
    RealTimeEvent,
    Turn,
)
from db.queries.frames import ANYTHING, COUNT, FLAG, MOMENT, TEXT, WHOLE, read_frame, records

FACTS = {
    "id": TEXT,
    "twilio_call_sid": TEXT,
    "elevenlabs_conversation_id": TEXT,
    "direction": TEXT,
    "phone_number": TEXT,
    "called_number": TEXT,
    "status": TEXT,
    "end_reason": TEXT,
    "ended_by": TEXT,
    "mode": TEXT,
    "is_test": FLAG,
    "is_simulated": FLAG,
    "language": TEXT,
    "started_at": MOMENT,
    "answered_at": MOMENT,
    "forwarded_at": MOMENT,
    "forwarded_to": TEXT,
    "ended_at": MOMENT,
    "duration_seconds": WHOLE,
    "facts": ANYTHING,
    "words_erased_at": MOMENT,
    "words_kept_days": WHOLE,
}
KEPT = {  # what is known of a call whose words are gone
    "intent": TEXT,
    "outcome": TEXT,
    "urgency": TEXT,
    "sentiment": TEXT,
    "services": ANYTHING,
    "heard_gap_ms": WHOLE,
    "talk_percent": WHOLE,
}
TURNS = {
    "position": COUNT,
    "role": TEXT,
    "text": TEXT,
    "full_text": TEXT,
    "is_interrupted": FLAG,
    "started_ms": WHOLE,
    "ended_ms": WHOLE,
}
ANALYSES = {
    "id": TEXT,
    "analysis_type": TEXT,
    "status": TEXT,
    "progress": "float64",
    "results": ANYTHING,
    "error": ANYTHING,
    "version": TEXT,
    "model": TEXT,
    "usage": ANYTHING,
    "created_at": MOMENT,
    "finished_at": MOMENT,
}
COSTS = {
    "kind": TEXT,
    "reference": TEXT,
    "amount": ANYTHING,
    "currency": TEXT,
    "certainty": TEXT,
    "occurred_at": MOMENT,
}
EVENTS = {"id": COUNT, "event_type": TEXT, "data": ANYTHING, "created_at": MOMENT}
MAX_EVENTS = 200


def call_facts(session: Session, *, organization_id: UUID, conversation_id: UUID) -> dict[str, Any] | None:
    """The call with the name of its agent; None if the organization has no such call."""
    columns = [getattr(Conversation, name) for name in FACTS]
    statement = (
        select(*columns, Agent.name.label("agent_name"))
        .outerjoin(Agent, Agent.id == Conversation.agent_id)
        .where(Conversation.organization_id == organization_id, Conversation.id == conversation_id)
    )
    found = records(read_frame(session, statement, FACTS | {"agent_name": TEXT}))
    return found[0] if found else None


def kept_figures(session: Session, *, conversation_id: UUID) -> dict[str, Any]:
    """What was understood and measured, as it is counted."""
    columns = [getattr(CallFact, name) for name in KEPT]
    wanted = select(*columns).where(CallFact.conversation_id == conversation_id)
    found = records(read_frame(session, wanted, KEPT))
    return found[0] if found else {}


def call_turns(session: Session, *, conversation_id: UUID) -> pd.DataFrame:
    columns = [getattr(Turn, name) for name in TURNS]
    wanted = Turn.conversation_id == conversation_id
    return read_frame(session, select(*columns).where(wanted).order_by(Turn.position), TURNS)


def call_analyses(session: Session, *, conversation_id: UUID) -> pd.DataFrame:
    """Newest first; there may be several by a model."""
    columns = [getattr(ConversationAnalysis, name) for name in ANALYSES]
    newest = ConversationAnalysis.created_at.desc()
    wanted = ConversationAnalysis.conversation_id == conversation_id
    return read_frame(session, select(*columns).where(wanted).order_by(newest), ANALYSES)


def call_costs(session: Session, *, conversation_id: UUID) -> pd.DataFrame:
    columns = [getattr(LedgerEntry, name) for name in COSTS]
    wanted = LedgerEntry.conversation_id == conversation_id
    order = (LedgerEntry.occurred_at, LedgerEntry.kind, LedgerEntry.reference)
    return read_frame(session, select(*columns).where(wanted).order_by(*order), COSTS)


def call_events(session: Session, *, conversation_id: UUID) -> pd.DataFrame:
    """Events of the call without those about turns, oldest first."""
    columns = [getattr(RealTimeEvent, name) for name in EVENTS]
    said = RealTimeEvent.event_type.like("turn.%")
    statement = select(*columns).where(RealTimeEvent.conversation_id == conversation_id, ~said)
    return read_frame(session, statement.order_by(RealTimeEvent.id).limit(MAX_EVENTS), EVENTS)


def call_follow_up(session: Session, *, conversation_id: UUID) -> str | None:
    """The state of the call's follow-up; None if there is none."""
    return session.scalar(select(FollowUp.state).where(FollowUp.conversation_id == conversation_id))
