"""Carries out erasures in slices of a few seconds, so more urgent jobs do not wait."""

import time
from uuid import UUID

from db.erasing import CallStorage, erase_part
from workers.queue import JobQueue

SLICE_SECONDS = 4.0


def carry_out(storage: CallStorage, jobs: JobQueue, erasure_id: UUID) -> None:
    """Works for one slice, then queues the rest behind other jobs."""
    until = time.monotonic() + SLICE_SECONDS
    gone = erase_part(storage, erasure_id)
    while gone is not None and time.monotonic() < until:
        gone = erase_part(storage, erasure_id)
    if gone is not None:
        jobs.enqueue_erasure(erasure_id, gone)
