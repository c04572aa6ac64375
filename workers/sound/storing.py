"""The job after a recorded call: combines its tapes into one stored file, then deletes them."""

import errno
import hashlib
import logging
from pathlib import Path
from uuid import UUID

from db.actions import recordings
from db.actions.recordings import StoredSound
from db.database import Database
from db.queries.transcripts import StoredCall, stored_call
from db.sound.store import RecordingStore
from db.sound.tape import tapes_of
from workers.sound.encoding import CONTENT_TYPE, SUFFIX, encode
from workers.sound.streams import CallSound, TapeInUseError, read_call
from workers.sound.transport import transport_of

log = logging.getLogger(__name__)


def store_call(
    database: Database, store: RecordingStore, data_dir: Path, conversation_id: UUID
) -> CallSound | None:
    """Stores the recording and returns its audio. None if the call is live, has no tape, or its recording was deleted. Raises OSError, after
    recording the reason.
    """
    with database.reading() as session:
        call = stored_call(session, conversation_id)
    if call is None or call.ended_at is None or call.twilio_call_sid is None:
        return None
    tapes = tapes_of(data_dir, call.twilio_call_sid)
    if not tapes:
        return None
    try:
        sound = read_call(tapes)
    except TapeInUseError:
        return None  # its process reports when it is done
    if is_settled(database, call.id):
        delete_tapes(tapes)
        return None
    if sound is None:
        mark_absent(database, call, tapes)
        return None
    keep(database, store, call, sound)
    delete_tapes(tapes)
    return sound


def is_settled(database: Database, conversation_id: UUID) -> bool:
    """Whether the recording is stored or deleted, so that only the tapes are left over."""
    with database.reading() as session:
        found = recordings.recording_of(session, conversation_id)
        return found is not None and found.status in {"stored", "deleted"}


def keep(database: Database, store: RecordingStore, call: StoredCall, sound: CallSound) -> None:
    data = encode(sound.stereo())
    key = key_of(call)
    try:
        store.put(key, data)
    except OSError as error:
        note_failure(database, call.id, error)
        raise
    stored = StoredSound(
        key=key,
        content_type=CONTENT_TYPE,
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        duration_ms=sound.duration_ms,
        carried=transport_of(sound).to_json(),
        reason=None if sound.is_whole else "incomplete",
    )
    with database.transaction() as session:
        recordings.begin_recording(session, conversation_id=call.id, started_at=call.started_at)
        is_kept = recordings.store_recording(session, conversation_id=call.id, sound=stored)
    if is_kept:
        log.info(
            "recording stored conversation=%s seconds=%d bytes=%d",
            call.id,
            sound.duration_ms // 1000,
            len(data),
        )
    else:
        store.delete(key)


def key_of(call: StoredCall) -> str:
    return f"{call.organization_id}/{call.started_at:%Y/%m/%d}/{call.id}{SUFFIX}"


def note_failure(database: Database, conversation_id: UUID, error: OSError) -> None:
    reason = "disk_full" if error.errno in {errno.ENOSPC, errno.EDQUOT} else "store_failed"
    log.error("recording not stored conversation=%s reason=%s error=%s", conversation_id, reason, error)
    with database.transaction() as session:
        recordings.fail_recording(session, conversation_id=conversation_id, reason=reason)


def mark_absent(database: Database, call: StoredCall, tapes: list[Path]) -> None:
    with database.transaction() as session:
        recordings.miss_recording(session, conversation_id=call.id, reason="nothing_heard")
    delete_tapes(tapes)


def delete_tapes(tapes: list[Path]) -> None:
    for tape in tapes:
        tape.unlink(missing_ok=True)
