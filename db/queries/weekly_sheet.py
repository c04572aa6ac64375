"""Data of the weekly report besides the metrics: calls worth listening to, and overdue callbacks."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pandas as pd
from sqlalchemy import and_, case, select
from sqlalchemy.orm import Session

from db.models import CallFact, Conversation, FollowUp
from db.queries.heard_calls import Condition, heard_calls
from db.queries.metrics.parts import NO_NEED, UNMET, abandoned, booked, read
from db.queries.selection import Selection, customers

MIN_SECONDS = 20  # shorter calls are not worth listening to

LONGEST_FIRST = CallFact.duration_seconds.desc().nulls_last()
PRESSING = case(
    (CallFact.urgency == "critical", 0),
    (CallFact.urgency == "high", 1),
    (CallFact.intent == "complaint", 2),
    else_=3,
)


def unmet(f: Any) -> Condition:
    """The caller wanted something and did not get it."""
    return and_(read(f), f.outcome.in_(UNMET), f.intent.not_in(NO_NEED))


def unmet_calls(session: Session, selection: Selection, *, limit: int) -> pd.DataFrame:
    """Calls with an unmet need: the most urgent first, then finished before abandoned ones, then the longest."""
    order = (PRESSING, CallFact.outcome == "abandoned", LONGEST_FIRST)
    return heard_calls(session, selection, unmet(CallFact), order, limit)


def abandoned_calls(session: Session, selection: Selection, *, limit: int) -> pd.DataFrame:
    """Abandoned calls, the longest first."""
    return heard_calls(session, selection, abandoned(CallFact), (LONGEST_FIRST,), limit)


def quickest_bookings(session: Session, selection: Selection, *, limit: int) -> pd.DataFrame:
    return heard_calls(
        session,
        selection,
        booked(CallFact) & (CallFact.duration_seconds >= MIN_SECONDS),
        (CallFact.duration_seconds,),
        limit,
    )


def has_lost_words(session: Session, selection: Selection) -> bool:
    """Whether calls are among them whose words were kept long enough: they count, and nobody can hear them."""
    theirs = select(CallFact.conversation_id).join(Conversation, Conversation.id == CallFact.conversation_id)
    gone = theirs.where(Conversation.words_erased_at.is_not(None), *customers(selection).conditions())
    return session.scalar(gone.limit(1)) is not None


def late_call_backs(session: Session, selection: Selection, *, now: datetime) -> list[UUID]:
    """The selection's calls with an open, overdue callback, the most overdue first."""
    statement = (
        select(FollowUp.conversation_id)
        .join(CallFact, CallFact.conversation_id == FollowUp.conversation_id)
        .where(
            FollowUp.kind == "callback",
            FollowUp.state == "open",
            FollowUp.due_at < now,
            *customers(selection).conditions(),
        )
        .order_by(FollowUp.due_at, FollowUp.conversation_id)
    )
    return list(session.scalars(statement))
