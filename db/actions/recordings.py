"""The life of a recording. Each step names the states it may follow, so late or repeated reports change nothing."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.call_events import record_call_event
from db.models import Conversation, Organization, Recording, SoundMeasurement

BEFORE = {
    "recording": ("captured",),  # a second stream of the same call
    "captured": ("recording",),
    "stored": ("recording", "captured", "failed", "absent", "stored"),
    "failed": ("recording", "captured"),
    "absent": ("recording", "captured"),
    "deleted": ("captured", "stored", "failed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSound:
    """A stored file: its key within RECORDINGS_URL, type, size, digest and duration."""

    key: str
    content_type: str
    size_bytes: int
    sha256: str
    duration_ms: int
    carried: dict[str, Any]
    reason: str | None = None  # why part of the recording is missing


def begin_recording(session: Session, *, conversation_id: UUID, started_at: datetime) -> None:
    """Also for later streams of the call."""
    columns = ("conversation_id", "organization_id", "status", "started_at")
    row = select(
        Conversation.id,
        Conversation.organization_id,
        literal("recording"),
        literal(started_at, Recording.started_at.type),
    ).where(Conversation.id == conversation_id)
    session.execute(insert(Recording).from_select(columns, row).on_conflict_do_nothing())
    step(session, conversation_id, "recording")


def capture_recording(session: Session, *, conversation_id: UUID) -> None:
    """The tape is complete: the call's process will not write to it any more."""
    step(session, conversation_id, "captured")


def fail_recording(session: Session, *, conversation_id: UUID, reason: str) -> None:
    """The tape may still be stored once the cause is fixed."""
    if step(session, conversation_id, "failed", reason=reason):
        record_call_event(session, conversation_id, "recording.failed", {"reason": reason})


def miss_recording(session: Session, *, conversation_id: UUID, reason: str) -> None:
    step(session, conversation_id, "absent", reason=reason)


def store_recording(session: Session, *, conversation_id: UUID, sound: StoredSound) -> bool:
    """Returns whether the recording is stored: False if it was deleted meanwhile."""
    if not step(session, conversation_id, "stored", **asdict(sound), stored_at=func.now()):
        return False
    data = {"duration_ms": sound.duration_ms, "size_bytes": sound.size_bytes}
    record_call_event(session, conversation_id, "recording.stored", data)
    return True


def delete_recording(session: Session, *, conversation_id: UUID, user_id: UUID | None, reason: str) -> bool:
    """Returns whether there was one. The row and an event record who deleted it; the caller removes the file first."""
    values = {"reason": reason, "deleted_by": user_id, "deleted_at": func.now(), "key": None}
    if not step(session, conversation_id, "deleted", **values):
        return False
    by = {"user_id": str(user_id)} if user_id else {}
    record_call_event(session, conversation_id, "recording.deleted", {"reason": reason, **by})
    return True


def unmeasured_recordings(session: Session, *, since: datetime, before: datetime, limit: int) -> list[UUID]:
    """Stored recordings that were never measured."""
    missing = ~exists().where(SoundMeasurement.conversation_id == Recording.conversation_id)
    statement = select(Recording.conversation_id).where(
        Recording.status == "stored", Recording.stored_at.between(since, before), missing
    )
    return list(session.scalars(statement.order_by(Recording.stored_at).limit(limit)))


def lost_recordings(session: Session, *, ended_before: datetime, limit: int) -> list[UUID]:
    """Recordings of calls that ended long ago and were never stored."""
    statement = (
        select(Recording.conversation_id)
        .join(Conversation, Conversation.id == Recording.conversation_id)
        .where(Recording.status.in_(("recording", "captured")), Conversation.ended_at < ended_before)
    )
    return list(session.scalars(statement.limit(limit)))


def old_recordings(
    session: Session, *, now: datetime, days_of: Callable[[dict[str, Any]], int | None], limit: int
) -> list[tuple[UUID, str]]:
    """Recordings older than their organization's retention period, with their storage keys."""
    found: list[tuple[UUID, str]] = []
    for organization_id, settings in session.execute(select(Organization.id, Organization.settings)):
        days = days_of(settings)
        if days is None:
            continue
        statement = select(Recording.conversation_id, Recording.key).where(
            Recording.organization_id == organization_id,
            Recording.status == "stored",
            Recording.started_at < now - timedelta(days=days),
        )
        rows = session.execute(statement.order_by(Recording.started_at).limit(limit))
        found += [(conversation_id, key) for conversation_id, key in rows if key]
    return found[:limit]


def recording_of(session: Session, conversation_id: UUID) -> Recording | None:
    return session.get(Recording, conversation_id, populate_existing=True)


def step(session: Session, conversation_id: UUID, status: str, **values: Any) -> bool:
    statement = (
        update(Recording)
        .where(Recording.conversation_id == conversation_id, Recording.status.in_(BEFORE[status]))
        .values(status=status, **values)
        .returning(Recording.conversation_id)
        .execution_options(synchronize_session=False)
    )
    return session.scalar(statement) is not None
