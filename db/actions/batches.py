"""AI analyses in batches of the provider's batch API. Their `job_id` names the batch, or the group that is not sent yet.

A group gets its name before it is sent, and the batch carries it, so that it is found again after a crash.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from db.actions.analyses import BATCH, UNDER_WAY
from db.models import ConversationAnalysis

UNSENT = f"{BATCH}new:"
OPEN = ConversationAnalysis.status.in_(UNDER_WAY)


def new_group() -> str:
    return f"{UNSENT}{uuid4()}"


def sent_as(batch_id: str) -> str:
    return f"{BATCH}{batch_id}"


def batch_id_of(job_id: str) -> str:
    """Empty for a group that has not been sent yet."""
    return "" if job_id.startswith(UNSENT) else job_id.removeprefix(BATCH)


def assign(session: Session, *, analysis_ids: Iterable[UUID], job_id: str) -> None:
    """Assigns open analyses to a group or a batch."""
    chosen = ConversationAnalysis.id.in_(list(analysis_ids))
    session.execute(update(ConversationAnalysis).where(chosen, OPEN).values(job_id=job_id))


def assign_to_themselves(session: Session, *, analysis_ids: Iterable[UUID]) -> None:
    """Each analysis becomes a job of its own again."""
    for analysis_id in analysis_ids:
        assign(session, analysis_ids=[analysis_id], job_id=str(analysis_id))


def note_question(session: Session, *, analysis_id: UUID, digest: str) -> None:
    """Stores the question: the answer comes hours later and is valid only for the same question."""
    kept = func.coalesce(ConversationAnalysis.usage, literal({}, JSONB))
    usage = kept.op("||")(literal({"question": digest}, JSONB))
    chosen = ConversationAnalysis.id == analysis_id
    session.execute(update(ConversationAnalysis).where(chosen, OPEN).values(usage=usage))


def members(session: Session, job_id: str) -> list[UUID]:
    """Unfinished analyses of a group or a batch, oldest first."""
    chosen = select(ConversationAnalysis.id).where(ConversationAnalysis.job_id == job_id, OPEN)
    return list(session.scalars(chosen.order_by(ConversationAnalysis.created_at, ConversationAnalysis.id)))


def open_batches(session: Session) -> dict[str, datetime]:
    """Job ids of unfinished groups and batches, and when their newest analysis was begun."""
    newest = func.max(ConversationAnalysis.created_at)
    chosen = select(ConversationAnalysis.job_id, newest).where(
        ConversationAnalysis.analysis_type == "ai", OPEN, ConversationAnalysis.job_id.like(f"{BATCH}%")
    )
    grouped = chosen.group_by(ConversationAnalysis.job_id).order_by(newest)
    return {job_id: moment for job_id, moment in session.execute(grouped) if job_id is not None}
