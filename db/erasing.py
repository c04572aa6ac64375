"""Erases what is stored about a caller, or one call, or the words of old calls: first the recordings, then the rows, in parts.

If it fails midway, whole calls and the order remain, and the clock has a worker resume it.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from db.actions.erasures import (
    CallToErase,
    begin_erasure,
    end_erasure,
    erase_calls,
    lock_erasure,
    next_to_erase,
    note_trouble,
    scope_of,
)
from db.actions.old_calls import still_wanted
from db.call_memory import forget_calls
from db.database import Database
from db.queries.erasure_scope import ErasureScope, StoredCounts, count_stored
from db.sound.store import RecordingStore
from db.sound.tape import tapes_of

log = logging.getLogger(__name__)
BATCH_SIZE = 100  # calls in a transaction: their locks are held for tenths of a second


@dataclass(frozen=True, slots=True)
class CallStorage:
    """Everywhere a call leaves traces: the rows, the recordings, and this machine's tapes."""

    database: Database
    store: RecordingStore
    data_dir: Path


def erase(storage: CallStorage, scope: ErasureScope) -> StoredCounts:
    """Erases everything now, for somebody at the console, and returns what there was; its `running` calls are left. Raises OSError if the recordings
    cannot be reached.
    """
    with storage.database.reading() as session:
        kept = count_stored(session, scope)
    if kept.calls == kept.running and not kept.views:
        return kept
    with storage.database.transaction() as session:
        erasure_id = begin_erasure(session, scope=scope, user_id=None)
    while erase_part(storage, erasure_id) is not None:
        pass
    return kept


def erase_part(storage: CallStorage, erasure_id: UUID) -> int | None:
    """Erases the next calls; returns how many are gone, None if finished. Raises OSError if
    the recordings cannot be reached. What goes wrong is noted in the order.
    """
    try:
        return _erase_part(storage, erasure_id)
    except Exception as error:
        trouble = "recordings_unavailable" if isinstance(error, OSError) else "unexpected"
        with storage.database.transaction() as session:
            note_trouble(session, erasure_id, trouble)
        raise


def _erase_part(storage: CallStorage, erasure_id: UUID) -> int | None:
    with storage.database.transaction() as session:
        erasure = lock_erasure(session, erasure_id)
        if erasure is None:
            return None
        scope = still_wanted(session, scope_of(erasure), datetime.now(UTC))
        batch = next_to_erase(session, scope, limit=BATCH_SIZE) if scope is not None else []
        for one in batch:
            remove_sound(storage, one)
        shared = [one.call_sid for one in batch if one.call_sid]
        forget_calls(storage.database.settings.redis_url, storage.data_dir, shared)
        if batch and scope is not None:
            erase_calls(session, erasure, scope, batch)
        if len(batch) == BATCH_SIZE:
            return erasure.calls
        end_erasure(session, erasure)
        log.info("erased erasure=%s calls=%d running=%d", erasure_id, erasure.calls, erasure.running)
    return None


def remove_sound(storage: CallStorage, call: CallToErase) -> None:
    if call.key is not None:
        storage.store.delete(call.key)
    for tape in tapes_of(storage.data_dir, call.call_sid) if call.call_sid else ():
        tape.unlink(missing_ok=True)
