"""Erases what is stored about a caller, or one call: first the recordings, then the rows, in parts.

If it fails midway, whole calls and the order remain, and the clock has a worker resume it.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from db.actions.erasures import (
    Leaving,
    begin_erasure,
    end_erasure,
    erase_calls,
    next_to_leave,
    note_trouble,
    take_erasure,
    whose_of,
)
from db.call_memory import forget_calls
from db.database import Database
from db.queries.erasure_scope import Kept, Whose, kept_of
from db.sound.store import RecordingStore
from db.sound.tape import tapes_of

log = logging.getLogger(__name__)
AT_ONCE = 100  # calls in a transaction: their locks are held for tenths of a second


@dataclass(frozen=True, slots=True)
class Places:
    """Everywhere a call leaves traces: the rows, the recordings, and this machine's tapes."""

    database: Database
    store: RecordingStore
    data_dir: Path


def erase(places: Places, whose: Whose, *, user_id: UUID | None = None) -> Kept:
    """Erases everything now and returns what there was; its `running` calls are left. Raises OSError if the recordings
    cannot be reached.
    """
    with places.database.reading() as session:
        kept = kept_of(session, whose)
    if kept.calls == kept.running and not kept.views:
        return kept
    with places.database.transaction() as session:
        erasure_id = begin_erasure(session, whose=whose, user_id=user_id)
    while erase_part(places, erasure_id) is not None:
        pass
    return kept


def erase_part(places: Places, erasure_id: UUID) -> int | None:
    """Erases the next calls; returns how many are gone, None if finished. Raises OSError as above, and notes it in the order."""
    try:
        return _erase_part(places, erasure_id)
    except Exception as error:
        trouble = "recordings_unavailable" if isinstance(error, OSError) else "unexpected"
        with places.database.transaction() as session:
            note_trouble(session, erasure_id, trouble)
        raise


def _erase_part(places: Places, erasure_id: UUID) -> int | None:
    with places.database.transaction() as session:
        erasure = take_erasure(session, erasure_id)
        if erasure is None:
            return None
        leaving = next_to_leave(session, whose_of(erasure), limit=AT_ONCE)
        for one in leaving:
            remove_sound(places, one)
        shared = [one.call_sid for one in leaving if one.call_sid]
        forget_calls(places.database.settings.redis_url, places.data_dir, shared)
        if leaving:
            erase_calls(session, erasure, leaving)
        if len(leaving) == AT_ONCE:
            return erasure.calls
        end_erasure(session, erasure)
        log.info("erased erasure=%s calls=%d running=%d", erasure_id, erasure.calls, erasure.running)
    return None


def remove_sound(places: Places, call: Leaving) -> None:
    if call.key is not None:
        places.store.delete(call.key)
    for tape in tapes_of(places.data_dir, call.call_sid) if call.call_sid else ():
        tape.unlink(missing_ok=True)
