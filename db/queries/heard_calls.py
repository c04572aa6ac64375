"""Calls with a quote of the caller's request, for lists from which people choose calls to listen to."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from db.models import CallFact, ConversationAnalysis
from db.queries.frames import ANYTHING, MOMENT, TEXT, WHOLE, read_frame
from db.queries.readings import turn_text
from db.queries.selection import Selection, customers

Condition = ColumnElement[bool]
HEARD = {
    "id": TEXT,
    "started_at": MOMENT,
    "phone_number": TEXT,
    "duration_seconds": WHOLE,
    "intent": TEXT,
    "outcome": TEXT,
    "urgency": TEXT,
    "stage": TEXT,
    "caller_name": TEXT,
    "proof": ANYTHING,
    "said": TEXT,
}


def heard_calls(
    session: Session, selection: Selection, condition: Condition, order: Sequence[Any], limit: int
) -> pd.DataFrame:
    results = ConversationAnalysis.results
    columns: dict[str, Any] = {
        "id": CallFact.conversation_id,
        "caller_name": results["entities", "caller_name", "value"].astext,
        "proof": (proof := results["intent"]["evidence"][0]),
        "said": turn_text(CallFact.conversation_id, proof),
    }
    statement = (
        select(
            *((columns[name] if name in columns else getattr(CallFact, name)).label(name) for name in HEARD)
        )
        .join(ConversationAnalysis, ConversationAnalysis.conversation_id == CallFact.conversation_id)
        .where(
            ConversationAnalysis.analysis_type == "programmatic",
            condition,
            *customers(selection).conditions(),
        )
        .order_by(*order, CallFact.started_at, CallFact.conversation_id)
        .limit(limit)
    )
    return read_frame(session, statement, HEARD)
