"""Erases for good what is kept of a caller, or of one call: the sound first, then the rows, some calls at a time.

What fails half-way leaves whole calls: whoever asks again goes on where it stopped.
"""

import logging
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from db.actions.erasures import Leaving, begin_erasure, erase_calls, erase_filters, next_to_leave
from db.database import Database
from db.queries.kept import Kept, Whose, kept_of
from db.sound.store import RecordingStore
from db.sound.tape import tapes_of

log = logging.getLogger(__name__)
AT_ONCE = 100  # calls in a transaction: their locks are held for tenths of a second


@dataclass(frozen=True, slots=True)
class Places:
    """Where a call leaves traces: the rows, the recordings, and the tapes of this machine."""

    database: Database
    store: RecordingStore
    data_dir: Path


def erase(places: Places, whose: Whose, *, user_id: UUID | None = None) -> Kept:
    """What there was; its `running` calls are still there. Raises OSError where the recordings cannot be reached."""
    with places.database.reading() as session:
        kept = kept_of(session, whose)
    if kept.calls == kept.running and not kept.views:
        return kept
    with places.database.transaction() as session:
        erasure_id = begin_erasure(session, whose=whose, user_id=user_id)
        erase_filters(session, whose)
    while erase_some(places, whose, erasure_id):
        pass
    log.info("erased erasure=%s calls=%d running=%d", erasure_id, kept.calls - kept.running, kept.running)
    return kept


def erase_some(places: Places, whose: Whose, erasure_id: UUID) -> bool:
    """Whether there may be more."""
    with places.database.transaction() as session:
        leaving = next_to_leave(session, whose, limit=AT_ONCE)
        for one in leaving:
            remove_sound(places, one)
        if leaving:
            erase_calls(session, erasure_id=erasure_id, whose=whose, leaving=leaving)
    return len(leaving) == AT_ONCE


def remove_sound(places: Places, call: Leaving) -> None:
    if call.key is not None:
        places.store.delete(call.key)
    for tape in tapes_of(places.data_dir, call.call_sid) if call.call_sid else ():
        tape.unlink(missing_ok=True)
