"""All calls of a selection as plain rows, from a server-side cursor: a million calls need no more memory than a thousand."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.models import CallFact, Conversation
from db.queries.calls import looked_up
from db.queries.readings import CALLER_NAME, OF_CALL, Reading
from db.queries.selection import Selection, weighed

STREAM_ROWS = 1000
LOOKED_UP = looked_up()
COLUMNS: dict[str, Any] = {
    "id": Conversation.id,
    "started_at": Conversation.started_at,
    "answered_at": Conversation.answered_at,
    "forwarded_at": Conversation.forwarded_at,
    "ended_at": Conversation.ended_at,
    "twilio_call_sid": Conversation.twilio_call_sid,
    "elevenlabs_conversation_id": Conversation.elevenlabs_conversation_id,
    "direction": Conversation.direction,
    "phone_number": Conversation.phone_number,
    "called_number": Conversation.called_number,
    "status": Conversation.status,
    "end_reason": Conversation.end_reason,
    "ended_by": Conversation.ended_by,
    "is_test": Conversation.is_test,
    "is_simulated": Conversation.is_simulated,
    "language": Conversation.language,
    "forwarded_to": Conversation.forwarded_to,
    "duration_seconds": Conversation.duration_seconds,
    "intent": CallFact.intent,
    "outcome": CallFact.outcome,
    "urgency": CallFact.urgency,
    "sentiment": CallFact.sentiment,
    "services": CallFact.services,
    "abandonment_stage": CallFact.stage,
    "heard_gap_ms": CallFact.heard_gap_ms,
    "cost_eur": CallFact.cost_eur,
    "unknown_costs": CallFact.unknown_costs,
    "caller_name": CALLER_NAME,
    "agent": LOOKED_UP["agent"],
    "tags": LOOKED_UP["tags"],
    "checked_by": LOOKED_UP["checker"],
    "checked_at": LOOKED_UP["checked_at"],
    "experiment": Conversation.facts["experiment"]["id"].astext,
    "experiment_side": Conversation.facts["experiment"]["side"].astext,
}


def exported_rows(session: Session, selection: Selection) -> Iterator[tuple[Any, ...]]:
    """In the order of COLUMNS, newest first."""
    selection = weighed(session, selection)
    order = CallFact.started_at.desc(), CallFact.conversation_id.desc()
    columns = [column.label(name) for name, column in COLUMNS.items()]
    statement = (
        select(*columns)
        .select_from(Conversation)
        .join(CallFact, CallFact.conversation_id == Conversation.id)
        .outerjoin(Reading, OF_CALL)
    )
    # Makes the planner use the index: sorting a million wide rows on disk would delay the first row.
    session.execute(text("SET LOCAL cursor_tuple_fraction = 0.001"))
    wanted = statement.where(*selection.conditions()).order_by(*order)
    for row in session.connection().execution_options(yield_per=STREAM_ROWS).execute(wanted):
        yield tuple(row)
