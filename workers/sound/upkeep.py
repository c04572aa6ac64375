"""Periodic jobs for recordings: unfinished tapes, unmeasured recordings, and retention."""

import logging
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from db.actions.calls import conversation_id_of, known_calls
from db.actions.recordings import (
    delete_recording,
    lost_recordings,
    miss_recording,
    old_recordings,
    unmeasured_recordings,
)
from db.call_memory import awaited_calls
from db.database import Database
from db.settings import DbSettings
from db.sound.rules import read_recording_rules
from db.sound.store import RecordingStore
from db.sound.tape import tapes
from db.telephone.rules import faults
from workers import runtime
from workers.queue import BATCH, JobQueue, measurement_job_id, recording_job_id

log = logging.getLogger(__name__)
SETTLED = timedelta(minutes=1)
LOST_AFTER = timedelta(days=1)  # until then, the tape may be on another machine, whose worker stores it
LOOK_BACK = timedelta(days=7)
LIMIT = 200
SLICE_SECONDS = 60.0  # for deleting; the job has two minutes


def finish_recordings() -> int:
    """Queues storing of tapes on this machine and measuring of stored recordings, and marks lost ones. Returns how many
    there were.
    """
    now = datetime.now(UTC)
    data_dir = DbSettings.from_environment(runtime.environment()).data_dir
    with runtime.database() as database, runtime.job_queue() as jobs:
        forget_tapes(database, data_dir, now)
        left = queue_tapes(jobs, data_dir, now)
        with database.transaction() as session:
            unmeasured = unmeasured_recordings(
                session, since=now - LOOK_BACK, before=now - SETTLED, limit=LIMIT
            )
            lost = lost_recordings(session, ended_before=now - LOST_AFTER, limit=LIMIT)
            for conversation_id in lost:
                miss_recording(session, conversation_id=conversation_id, reason="tape_lost")
        for conversation_id in unmeasured:
            if not jobs.has_just_failed(measurement_job_id(conversation_id)):
                jobs.enqueue_measurement(conversation_id, BATCH)
    if left or lost:
        log.info("recordings finished late tapes=%d lost=%d", left, len(lost))
    return left + len(unmeasured) + len(lost)


def forget_tapes(database: Database, data_dir: Path, now: datetime) -> int:
    """Deletes day-old tapes of calls that do not exist (any more), because they were erased on another machine. Returns
    how many. A call whose facts are still on this machine, because the database was away for that long, is about to exist.
    """
    tapes = {path: path.name.partition(".")[0] for path in old_tapes(data_dir, now - LOST_AFTER)}
    # Before the database, which may be given them meanwhile.
    awaited = awaited_calls(data_dir) if tapes else set()
    calls = {path: conversation_id_of(sid) for path, sid in tapes.items() if sid not in awaited}
    with database.reading() as session:
        known = known_calls(session, set(calls.values()))
    gone = [path for path, call in calls.items() if call not in known]
    for path in gone:
        path.unlink(missing_ok=True)
        log.info("tape of no call deleted conversation=%s", calls[path])
    return len(gone)


def queue_tapes(jobs: JobQueue, data_dir: Path, now: datetime) -> int:
    """Queues storing for calls with tapes here that are no longer written. Returns how many."""
    calls = {conversation_id_of(path.name.partition(".")[0]) for path in old_tapes(data_dir, now)}
    due = [call for call in calls if not jobs.has_just_failed(recording_job_id(call))]
    for conversation_id in due:
        jobs.enqueue_recording(conversation_id, BATCH)
    return len(due)


def old_tapes(data_dir: Path, now: datetime) -> list[Path]:
    limit = (now - SETTLED).timestamp()
    return [path for path, stat in tapes(data_dir) if stat.st_mtime < limit]


def delete_old_recordings() -> int:
    """Deletes recordings past their organization's retention period; returns how many. What is left goes in the next hour. Raises
    OSError where some could not be deleted, after the others of their part.
    """
    store = RecordingStore.from_environment(runtime.environment())
    deleted, until = 0, time.monotonic() + SLICE_SECONDS
    with runtime.database() as database:
        while (gone := delete_part(database, store)) and time.monotonic() < until:
            deleted += gone
    return deleted + gone


def delete_part(database: Database, store: RecordingStore) -> int:
    """The oldest. One that cannot be deleted keeps back none of the others."""
    deleted, failure = 0, None
    with database.reading() as session:
        old = old_recordings(session, now=datetime.now(UTC), days_of=retention_days, limit=LIMIT)
    for conversation_id, key in old:
        try:
            deleted += remove(database, store, conversation_id, key, "retention")
        except OSError as error:
            log.error("recording not deleted conversation=%s error=%s", conversation_id, error)
            failure = error
    if failure is not None:
        raise failure
    return deleted


def retention_days(settings: dict[str, object]) -> int | None:
    """None if the settings are invalid: then nothing is deleted."""
    try:
        return read_recording_rules(settings).retention_days
    except ValidationError as error:
        log.error("recording rules unreadable error=%s", faults(error))
        return None


def remove(database: Database, store: RecordingStore, conversation_id: UUID, key: str, reason: str) -> bool:
    """Deletes the file first, so that a row marked as deleted is always true."""
    store.delete(key)
    with database.transaction() as session:
        return delete_recording(session, conversation_id=conversation_id, user_id=None, reason=reason)
