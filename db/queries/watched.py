"""Conditions that the watch for alerts checks besides the metrics: broken transfers, unread calls, missing recordings
and reports.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONPATH
from sqlalchemy.orm import Session

from db.actions.native import awaits_transcript
from db.models import CallFact, CheckedCall, Conversation, ConversationAnalysis, FollowUp, Recording
from db.models.conversation import NATIVE
from db.queries.metrics.definitions import Metric
from db.queries.metrics.measure import calls_behind
from db.queries.metrics.parts import PARTS
from db.queries.readings import OF_CALL, Reading
from db.queries.selection import Selection

MAX_NAMED = 50
# The analysis by rules stores the outcome of each promise: see `workers.conduct.deeds`.
NOT_PUT_THROUGH = (
    '$.promises[*] ? (@.kind == "transfer" && (@.deed.state == "failed" || @.deed.state == "unseen"))'
)


def bad_calls(
    session: Session, metric: Metric, selection: Selection, *, now: datetime, limit: int
) -> list[UUID]:
    """The bad calls of a rate, newest first: those in the numerator, or, if higher is better, those not in it."""
    counted = calls_behind(metric, "denominator", selection, now=now)
    hit = PARTS[metric.numerator].of(CallFact)
    is_bad = hit.is_not(True) if metric.better == "higher" else hit
    statement = select(CallFact.conversation_id).where(*counted.conditions(), is_bad)
    return list(session.scalars(statement.order_by(CallFact.started_at.desc()).limit(limit)))


def calls_of_figure(
    session: Session, metric: Metric, selection: Selection, *, now: datetime, limit: int, is_missing: bool
) -> list[UUID]:
    """The calls that a figure counts, newest first: the hits of a rate or a count, otherwise all that it measures. `is_missing`: those
    of a rate that are no hits.
    """
    part = "numerator" if metric.kind in {"rate", "count"} and not is_missing else "denominator"
    conditions = calls_behind(metric, part, selection, now=now).conditions()
    if is_missing:
        conditions.append(PARTS[metric.numerator].of(CallFact).is_not(True))
    statement = select(CallFact.conversation_id).where(*conditions)
    return list(session.scalars(statement.order_by(CallFact.started_at.desc()).limit(limit)))


def calls_not_put_through(
    session: Session, *, organization_id: UUID, since: datetime, limit: int
) -> list[UUID]:
    """Calls with a promised transfer that failed, without a closed follow-up, and not marked as reviewed."""
    seen_to = select(FollowUp.id).where(
        FollowUp.conversation_id == Conversation.id, FollowUp.state.not_in(("open", "withdrawn"))
    )
    checked = select(CheckedCall.conversation_id).where(CheckedCall.conversation_id == Conversation.id)
    statement = (
        select(Conversation.id)
        .join(Reading, OF_CALL)
        .where(
            Conversation.organization_id == organization_id,
            Conversation.started_at >= since,
            ~Conversation.is_test,
            func.jsonb_path_exists(Reading.results, cast(NOT_PUT_THROUGH, JSONPATH)),
            ~seen_to.exists(),
            ~checked.exists(),
        )
        .order_by(Conversation.started_at.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


def calls_not_analysed(
    session: Session, *, organization_id: UUID, code: str, since: datetime, limit: int
) -> list[UUID]:
    """Calls whose AI analysis failed with that error code since then, newest first."""
    begun = func.max(Conversation.started_at)
    statement = (
        select(Conversation.id)
        .join(ConversationAnalysis, ConversationAnalysis.conversation_id == Conversation.id)
        .where(
            Conversation.organization_id == organization_id,
            ConversationAnalysis.analysis_type == "ai",
            ConversationAnalysis.status == "failed",
            ConversationAnalysis.finished_at >= since,
            ConversationAnalysis.error["code"].astext == code,
        )
        .group_by(Conversation.id)
        .order_by(begun.desc())
        .limit(limit)
    )
    return list(session.scalars(statement))


@dataclass(frozen=True, slots=True)
class Waiting:
    """The number of waiting calls, the time of the oldest, and at most `MAX_NAMED` of them, oldest first."""

    count: int
    since: datetime | None
    calls: tuple[UUID, ...]


def unread_calls(session: Session, *, organization_id: UUID, since: datetime, before: datetime) -> Waiting:
    """Answered, ended calls without an analysis by rules."""
    read = select(ConversationAnalysis.id).where(
        ConversationAnalysis.conversation_id == Conversation.id,
        ConversationAnalysis.analysis_type == "programmatic",
    )
    return waiting(
        session,
        Conversation.ended_at,
        Conversation.organization_id == organization_id,
        Conversation.started_at >= since,
        Conversation.ended_at < before,
        Conversation.answered_at.is_not(None),
        ~read.exists(),
    )


def missing_recordings(
    session: Session, *, organization_id: UUID, since: datetime, before: datetime
) -> Waiting:
    """Recordings that failed, or that were not stored although their call ended before `before`."""
    unfinished = and_(Recording.status.in_(("recording", "captured")), Conversation.ended_at < before)
    return waiting(
        session,
        Recording.started_at,
        Recording.conversation_id == Conversation.id,
        Recording.organization_id == organization_id,
        Recording.started_at >= since,
        or_(Recording.status == "failed", unfinished),
    )


def missing_reports(session: Session, *, organization_id: UUID, since: datetime, before: datetime) -> Waiting:
    """Native calls without a report of the provider."""
    return waiting(
        session,
        Conversation.ended_at,
        Conversation.organization_id == organization_id,
        Conversation.started_at >= since,
        Conversation.ended_at < before,
        Conversation.mode == NATIVE,
        awaits_transcript(),
    )


def waiting(session: Session, moment: Any, *conditions: ColumnElement[bool]) -> Waiting:
    """The database keeps only the calls that are named, however many wait; they are counted only if more wait."""
    oldest: Any = select(Conversation.id, moment).where(*conditions).order_by(moment, Conversation.id)
    found = session.execute(oldest.limit(MAX_NAMED + 1)).all()
    count = len(found)
    if count > MAX_NAMED:
        count = session.scalars(select(func.count(Conversation.id)).where(*conditions)).one()
    since = found[0][1] if found else None
    return Waiting(count, since, tuple(row[0] for row in found[:MAX_NAMED]))
