"""The state of analyses, and calls that have none yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, exists, func, or_, select
from sqlalchemy.orm import Session

from db.actions.native import awaits_transcript
from db.models import Conversation, ConversationAnalysis, LedgerEntry, Turn
from db.models.conversation import LIVE_STATUSES
from db.queries.needs import WAS_TAKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisState:
    """`error` is `{"code", "message"}` if it failed; `results` are set once it is completed."""

    id: UUID
    conversation_id: UUID
    status: str
    progress: float
    version: str
    model: str | None
    error: dict[str, Any] | None
    results: dict[str, Any] | None
    created_at: datetime
    finished_at: datetime | None


def newest_ai_analysis(
    session: Session, conversation_id: UUID, *, completed: bool = False
) -> AnalysisState | None:
    """The newest one, or the newest that has a result."""
    wanted = [
        ConversationAnalysis.conversation_id == conversation_id,
        ConversationAnalysis.analysis_type == "ai",
    ]
    if completed:
        wanted.append(ConversationAnalysis.status == "completed")
    newest = ConversationAnalysis.created_at.desc(), ConversationAnalysis.id
    found = session.scalars(select(ConversationAnalysis).where(*wanted).order_by(*newest).limit(1)).first()
    return as_state(found) if found else None


def analysis_state(session: Session, analysis_id: UUID) -> AnalysisState | None:
    found = session.get(ConversationAnalysis, analysis_id)
    return as_state(found) if found else None


def as_state(row: ConversationAnalysis) -> AnalysisState:
    return AnalysisState(
        id=row.id,
        conversation_id=row.conversation_id,
        status=row.status,
        progress=row.progress,
        version=row.version,
        model=row.model,
        error=row.error,
        results=row.results,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def calls_without_reading(
    session: Session, *, since: datetime, ended_before: datetime, limit: int, first: int = 0
) -> list[UUID]:
    """Ended calls without an analysis by rules: their job was lost, or never queued. Excludes calls whose transcript is
    awaited.
    """
    unread = ~has_analysis("programmatic") & ~awaits_transcript()
    return ended_calls(session, unread, since=since, ended_before=ended_before, limit=limit, first=first)


def calls_without_costs(
    session: Session, *, since: datetime, ended_before: datetime, limit: int, first: int = 0
) -> list[UUID]:
    """Calls that the agent or a person answered and that no cost line of the carrier has been written for."""
    billed = exists().where(LedgerEntry.conversation_id == Conversation.id, LedgerEntry.kind != "ai_analysis")
    missing = ~billed & or_(Conversation.answered_at.is_not(None), WAS_TAKEN)
    return ended_calls(session, missing, since=since, ended_before=ended_before, limit=limit, first=first)


def calls_without_ai_analysis(
    session: Session, *, since: datetime, ended_before: datetime, limit: int
) -> list[UUID]:
    """Ended calls without a completed, running or queued AI analysis."""
    return ended_calls(
        session, ~has_analysis("ai", but="failed"), since=since, ended_before=ended_before, limit=limit
    )


def has_analysis(analysis_type: str, but: str = "") -> ColumnElement[bool]:
    return exists().where(
        ConversationAnalysis.conversation_id == Conversation.id,
        ConversationAnalysis.analysis_type == analysis_type,
        ConversationAnalysis.status != but,
    )


def calls_to_read(session: Session, ids: Collection[UUID], since: datetime) -> set[UUID]:
    """Those of the calls that have their words and no analysis by rules made at or after `since`."""
    has_words = Conversation.words_erased_at.is_(None)
    statement = select(Conversation.id).where(Conversation.id.in_(ids), has_words, ~was_read(since))
    return set(session.scalars(statement))


def calls_read_before(
    session: Session, moment: datetime, *, since: datetime, organization_id: UUID | None = None
) -> list[UUID]:
    """Ended calls begun since then whose analysis by rules is older than the moment: the newest first, organizations in turns."""
    theirs = [Conversation.organization_id == organization_id] if organization_id is not None else []
    over = Conversation.status.not_in(LIVE_STATUSES), Conversation.words_erased_at.is_(None)
    has_old = has_analysis("programmatic"), ~was_read(moment)
    statement = select(Conversation.id).where(Conversation.started_at >= since, *over, *has_old, *theirs)
    return list(session.scalars(statement.order_by(*in_turns(Conversation.started_at.desc()))))


def in_turns(order: ColumnElement[Any]) -> tuple[Any, ...]:
    """The first call of each organization, then the second of each: one with many calls keeps no other waiting."""
    place = func.row_number().over(
        partition_by=Conversation.organization_id, order_by=(order, Conversation.id)
    )
    return place, order, Conversation.id


def moment_of_readings(session: Session) -> datetime:
    """Now, by the clock that readings are dated by."""
    return session.scalars(select(func.now())).one()


def was_read(since: datetime) -> ColumnElement[bool]:
    return exists().where(
        ConversationAnalysis.conversation_id == Conversation.id,
        ConversationAnalysis.analysis_type == "programmatic",
        ConversationAnalysis.created_at >= since,
    )


def ended_calls(
    session: Session,
    condition: ColumnElement[bool],
    *,
    since: datetime,
    ended_before: datetime,
    limit: int,
    first: int = 0,
) -> list[UUID]:
    """Oldest first, organizations in turns, beginning with the `first`, counted from 0. Without those whose words are gone."""
    over = Conversation.status.not_in(LIVE_STATUSES), Conversation.ended_at < ended_before
    has_words = Conversation.words_erased_at.is_(None)
    statement = select(Conversation.id).where(Conversation.started_at >= since, *over, has_words, condition)
    page = statement.order_by(*in_turns(Conversation.started_at.asc())).offset(first).limit(limit)
    return list(session.scalars(page))


def calls_with_news(session: Session) -> list[UUID]:
    """Live calls with turns that the rules have not analysed yet."""
    is_live = Conversation.status.in_(LIVE_STATUSES)
    newest = (
        select(func.max(Turn.position))
        .where(Turn.conversation_id == Conversation.id)
        .correlate(Conversation)
        .scalar_subquery()
    )
    read = Conversation.facts["so_far"]["turns"].astext.cast(Integer)
    return list(
        session.scalars(
            select(Conversation.id).where(is_live, or_(read.is_(None), read < newest), newest.is_not(None))
        )
    )
