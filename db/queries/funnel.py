"""How far callers who wanted an appointment came, and how those ended who came no further."""

from typing import Any

import pandas as pd
from sqlalchemy import Boolean, Integer, cast, column, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from db.models import CallFact, ConversationAnalysis
from db.queries.frames import COUNT, TEXT, read_frame
from db.queries.metrics.parts import wants_booking
from db.queries.selection import Selection, customers

FUNNEL = {"reached": COUNT, "outcome": TEXT, "reason": TEXT, "calls": COUNT}


def booking_funnel(session: Session, selection: Selection) -> pd.DataFrame:
    """`reached` is the place (from 1) of the furthest step that the rules proved, 0 for none; `reason` how an abandoned call broke."""
    steps: Any = (
        func.jsonb_array_elements(ConversationAnalysis.results["funnel"])
        .table_valued(column("value", JSONB), with_ordinality="place", joins_implicitly=True)
        .render_derived()
    )
    is_reached = steps.c.value["reached"].astext.cast(Boolean)
    furthest = (
        select(func.coalesce(func.max(steps.c.place), 0))
        .select_from(steps)
        .where(is_reached)
        .correlate(ConversationAnalysis)
        .scalar_subquery()
    )
    reached = cast(furthest, Integer).label("reached")
    reason = ConversationAnalysis.results["abandonment"]["reason"].astext.label("reason")
    statement = (
        select(reached, CallFact.outcome, reason, func.count().label("calls"))
        .join(ConversationAnalysis, ConversationAnalysis.conversation_id == CallFact.conversation_id)
        .where(
            ConversationAnalysis.analysis_type == "programmatic",
            wants_booking(CallFact),
            *customers(selection).conditions(),
        )
        .group_by(reached, CallFact.outcome, reason)
    )
    return read_frame(session, statement, FUNNEL)
