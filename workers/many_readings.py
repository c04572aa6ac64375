"""Analyses many stored calls by the rules in one job: most of what a job for a single call costs is its fork.

What goes wrong with one call is that call's alone: it gets a job of its own, with its retries and its reason.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rq.timeouts import BaseTimeoutException

from db.database import Database
from db.queries.analyses import calls_to_read
from workers.programmatic import read_by_rules
from workers.queue import NEVER, JobQueue
from workers.sampled import await_turn, is_sampled
from workers.settings import WorkerSettings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ManyCalls:
    """`since`: a call that was read at or after this moment needs no reading. With `NEVER` only calls are read that never were."""

    since: datetime
    ids: tuple[UUID, ...]

    def left(self, database: Database) -> list[UUID]:
        with database.reading() as session:
            left = calls_to_read(session, self.ids, self.since)
        return [one for one in self.ids if one in left]


def read_together(database: Database, jobs: JobQueue, settings: WorkerSettings, many: ManyCalls) -> None:
    """Each in its own transaction. The only call of its job may fail the job; the end of the job's time does in any case."""
    for conversation_id in many.left(database):
        try:
            read_one(database, jobs, settings, many, conversation_id)
        except BaseTimeoutException:
            raise
        except Exception:
            if len(many.ids) == 1:
                raise
            log.exception("call not read with others, goes alone conversation=%s", conversation_id)
            jobs.enqueue_readings([conversation_id], many.since)


def read_one(
    database: Database, jobs: JobQueue, settings: WorkerSettings, many: ManyCalls, conversation_id: UUID
) -> None:
    """Calls that are read again have had their turn with the model."""
    read = read_by_rules(database, conversation_id, many.since)
    if read is not None and many.since == NEVER and is_sampled(read):
        await_turn(jobs, settings, read.call.id)


def read_apart(database: Database, jobs: JobQueue, many: ManyCalls) -> None:
    """After a job was killed or ran out of time: one of the calls may be why, so each that is left gets a job of its own."""
    left = many.left(database)
    for conversation_id in left:
        jobs.enqueue_readings([conversation_id], many.since)
    log.warning("calls of an interrupted job go alone calls=%d", len(left))
