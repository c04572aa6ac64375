"""The state of background work: what is waiting, what failed lately, what was spent. For operators."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from db.models import Conversation, ConversationAnalysis, RealTimeEvent, Recording
from db.models.conversation import LIVE_STATUSES

LATELY = timedelta(hours=24)
SETTLED = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Operations:
    """Figures of one organization, except the outbox's, which are the server's. `unread`: ended calls without an
    analysis by rules.
    """

    live_calls: int
    last_call_at: datetime | None
    unread: int
    failed_calls: int
    failed_analyses: dict[str, int]
    recordings: dict[str, int]
    undelivered: int
    oldest_undelivered_at: datetime | None


def operations(session: Session, *, organization_id: UUID, now: datetime) -> Operations:
    ours, lately = Conversation.organization_id == organization_id, now - LATELY
    recent = Conversation.started_at >= lately
    read = (
        select(ConversationAnalysis.id)
        .where(
            ConversationAnalysis.conversation_id == Conversation.id,
            ConversationAnalysis.analysis_type == "programmatic",
        )
        .exists()
    )
    over = (Conversation.ended_at < now - SETTLED) & Conversation.answered_at.is_not(None)
    waiting = select(func.count(), func.min(RealTimeEvent.created_at)).where(~RealTimeEvent.delivered)
    undelivered, oldest = session.execute(waiting).one()
    return Operations(
        live_calls=_calls(session, ours, Conversation.status.in_(LIVE_STATUSES)),
        last_call_at=session.scalar(select(func.max(Conversation.started_at)).where(ours)),
        unread=_calls(session, ours, recent, over, ~read),
        failed_calls=_calls(session, ours, recent, Conversation.status == "failed"),
        failed_analyses=_failed_analyses(session, organization_id, lately),
        recordings=_recordings(session, organization_id, lately),
        undelivered=undelivered,
        oldest_undelivered_at=oldest,
    )


def _calls(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalars(select(func.count()).select_from(Conversation).where(*conditions)).one()


def _failed_analyses(session: Session, organization_id: UUID, since: datetime) -> dict[str, int]:
    """Counts by error code."""
    code: Any = func.coalesce(ConversationAnalysis.error["code"].astext, "unknown")
    columns: list[Any] = [code, func.count()]
    statement = (
        select(*columns)
        .join(Conversation, Conversation.id == ConversationAnalysis.conversation_id)
        .where(
            Conversation.organization_id == organization_id,
            ConversationAnalysis.status == "failed",
            ConversationAnalysis.finished_at >= since,
        )
        .group_by(code)
    )
    return {str(row[0]): int(row[1]) for row in session.execute(statement)}


def _recordings(session: Session, organization_id: UUID, since: datetime) -> dict[str, int]:
    """Counts by state."""
    statement = (
        select(Recording.status, func.count())
        .where(Recording.organization_id == organization_id, Recording.started_at >= since)
        .group_by(Recording.status)
    )
    return {str(row[0]): int(row[1]) for row in session.execute(statement)}
