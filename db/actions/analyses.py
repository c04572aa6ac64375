"""Analyses of a conversation: by rules (saved at once) or by a model (queued, running, completed or failed)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.actions.call_events import record_call_event
from db.actions.call_facts import touch
from db.models import Conversation, ConversationAnalysis, Organization, Turn
from db.models.conversation import LIVE_STATUSES

BATCH = "batch:"  # prefix of the job id of an analysis in a provider's batch
UNDER_WAY = ("queued", "running")


class AnalysisUnderWayError(Exception):
    """Another AI analysis of this conversation is queued or running."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What an analysis needs to know about a conversation before reading it."""

    conversation_id: UUID
    organization_id: UUID
    sector: str
    timezone: str
    is_over: bool
    turn_count: int
    character_count: int


def subject_of(session: Session, conversation_id: UUID) -> Subject | None:
    found = session.execute(
        select(Conversation.organization_id, Conversation.status, Organization.sector, Organization.timezone)
        .join(Organization, Organization.id == Conversation.organization_id)
        .where(Conversation.id == conversation_id)
    ).one_or_none()
    if found is None:
        return None
    spoken = select(func.length(Turn.text)).where(Turn.conversation_id == conversation_id, Turn.text != "")
    lengths: list[int] = list(session.scalars(spoken))
    return Subject(
        conversation_id=conversation_id,
        organization_id=found.organization_id,
        sector=found.sector,
        timezone=found.timezone,
        is_over=found.status not in LIVE_STATUSES,
        turn_count=len(lengths),
        character_count=sum(lengths),
    )


def save_programmatic(
    session: Session,
    *,
    conversation_id: UUID,
    version: str,
    results: Mapping[str, Any],
    unless_since: datetime | None = None,
) -> UUID | None:
    """Replaces the previous analysis by rules, unless that was made at or after `unless_since`. None if it stays, or if the words of the
    call are gone: what was read from them comes too late.
    """
    values = {"status": "completed", "progress": 1.0, "version": version, "results": dict(results)}
    values |= {"started_at": func.now(), "finished_at": func.now()}
    row = {"conversation_id": conversation_id, "analysis_type": "programmatic", **values}
    statement = insert(ConversationAnalysis).values(row)
    statement = statement.on_conflict_do_update(
        index_elements=["conversation_id"],
        index_where=ConversationAnalysis.analysis_type == "programmatic",
        set_={**values, "created_at": func.now()},
        where=ConversationAnalysis.created_at < unless_since if unless_since is not None else None,
    )
    analysis_id = session.scalars(statement.returning(ConversationAnalysis.id)).one_or_none()
    if analysis_id is None:
        return None
    # The insert has waited for their removal, so this can be asked only now.
    gone = select(Conversation.words_erased_at).where(Conversation.id == conversation_id)
    if session.scalar(gone) is not None:
        session.execute(delete(ConversationAnalysis).where(ConversationAnalysis.id == analysis_id))
        return None
    data = {"analysis_id": str(analysis_id), "analysis_type": "programmatic"}
    touch(session, conversation_id)
    record_call_event(session, conversation_id, "analysis.completed", data)
    return analysis_id


def queue_ai(
    session: Session,
    *,
    conversation_id: UUID,
    version: str,
    model: str,
    wanted_prompt: str | None = None,
    wanted_model: str | None = None,
) -> UUID:
    """Creates a queued AI analysis; its id is also the job's id. `wanted` overrides the default model and prompt. Raises
    AnalysisUnderWayError while another one is under way.
    """
    row = {
        "conversation_id": conversation_id,
        "analysis_type": "ai",
        "status": "queued",
        "version": version,
        "model": model,
        "wanted_prompt": wanted_prompt,
        "wanted_model": wanted_model,
    }
    statement = (
        insert(ConversationAnalysis).values(row).on_conflict_do_nothing().returning(ConversationAnalysis.id)
    )
    analysis_id = session.scalar(statement)
    if analysis_id is None:
        raise AnalysisUnderWayError
    set_state(session, analysis_id, job_id=str(analysis_id))
    record_call_event(
        session, conversation_id, "analysis.started", {"analysis_id": str(analysis_id), "analysis_type": "ai"}
    )
    return analysis_id


def advance_ai(session: Session, *, analysis_id: UUID, progress: float, step: str) -> None:
    started = func.coalesce(ConversationAnalysis.started_at, func.now())
    set_state(session, analysis_id, status="running", progress=progress, started_at=started)
    announce_state(session, analysis_id, "analysis.progress", {"progress": progress, "step": step})


def note_usage(session: Session, *, analysis_id: UUID, request: Mapping[str, Any], model: str) -> None:
    """Records a request to the model and its usage, before the answer is parsed: a failed analysis costs money too."""
    before = func.coalesce(ConversationAnalysis.usage["requests"], literal([], JSONB))
    requests = before.op("||")(literal([dict(request)], JSONB))
    kept = func.coalesce(ConversationAnalysis.usage, literal({}, JSONB))
    usage = kept.op("||")(func.jsonb_build_object("requests", requests))
    set_state(session, analysis_id, usage=usage, model=model)


def take_ai(session: Session, *, analysis_id: UUID) -> ConversationAnalysis | None:
    """Locks the analysis for a job that begins it; None if there is nothing left to do. A failed analysis is reopened,
    because its job was put back into the queue, unless another one of the conversation is under way.
    """
    found = session.get(ConversationAnalysis, analysis_id, with_for_update=True, populate_existing=True)
    if found is None or found.status == "completed":
        return None
    if found.status == "failed":
        try:
            with session.begin_nested():
                found.status, found.error, found.finished_at, found.progress = "queued", None, None, 0.0
        except IntegrityError:
            return None
    return found


def lock_open(session: Session, *, analysis_id: UUID) -> ConversationAnalysis | None:
    """Locks the analysis where it is under way still, to end it."""
    found = session.get(ConversationAnalysis, analysis_id, with_for_update=True, populate_existing=True)
    return found if found is not None and found.status in UNDER_WAY else None


def analyses_under_way(session: Session, *, before: datetime) -> list[UUID]:
    """Unfinished AI analyses queued before then, whose jobs may be lost. Those in batches have no jobs."""
    under_way = ConversationAnalysis.status.in_(UNDER_WAY)
    created = ConversationAnalysis.created_at < before
    is_single = ConversationAnalysis.job_id.not_like(f"{BATCH}%")
    is_ai = ConversationAnalysis.analysis_type == "ai"
    return list(session.scalars(select(ConversationAnalysis.id).where(is_ai, under_way, created, is_single)))


def complete_ai(session: Session, *, analysis_id: UUID, results: Mapping[str, Any]) -> None:
    set_state(
        session, analysis_id, status="completed", progress=1.0, results=dict(results), finished_at=func.now()
    )
    announce_state(session, analysis_id, "analysis.completed", {})


def fail_ai(session: Session, *, analysis_id: UUID, code: str, message: str) -> None:
    """`code` is for programs, `message` for people."""
    error = {"code": code, "message": message}
    set_state(session, analysis_id, status="failed", error=error, finished_at=func.now())
    announce_state(session, analysis_id, "analysis.failed", {"error": error})


def set_state(session: Session, analysis_id: UUID, **values: Any) -> None:
    """A finished analysis does not change, so a job may run twice."""
    open_ = ConversationAnalysis.status.in_(UNDER_WAY)
    session.execute(
        update(ConversationAnalysis).where(ConversationAnalysis.id == analysis_id, open_).values(values)
    )


def announce_state(session: Session, analysis_id: UUID, event_type: str, data: dict[str, Any]) -> None:
    found = select(ConversationAnalysis.conversation_id).where(ConversationAnalysis.id == analysis_id)
    data = {"analysis_id": str(analysis_id), "analysis_type": "ai", **data}
    record_call_event(session, session.scalars(found).one(), event_type, data)
