"""AI analyses whose job is gone, or has failed without saying so: they end as failed, and what they may have cost is kept."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from rq.timeouts import JobTimeoutException

import db.actions.analyses as analyses
from db.database import Database
from workers.attempt import begin_attempt
from workers.errors import AnalysisError
from workers.queue import JobQueue
from workers.settings import WorkerSettings

log = logging.getLogger(__name__)
JOB_STARTS_WITHIN = timedelta(seconds=20)
TIME_UP = JobTimeoutException.__name__


def fail_all(database: Database, jobs: JobQueue, settings: WorkerSettings, now: datetime) -> int:
    """Returns how many were lost."""
    with database.reading() as session:
        under_way = analyses.analyses_under_way(session, before=now - JOB_STARTS_WITHIN)
    lost = [analysis_id for analysis_id in under_way if not jobs.is_alive(str(analysis_id))]
    for analysis_id in lost:
        fail(database, settings, analysis_id, code=reason(jobs, analysis_id))
    return len(lost)


def reason(jobs: JobQueue, analysis_id: UUID) -> str:
    """The error of an analysis whose job is gone: a traceback means a bug of ours; without one, the process was lost.
    Its time is up where an answer arrives too slowly, which no time-out of a connection sees.
    """
    job = jobs.job(str(analysis_id))
    result = job.latest_result() if job else None
    text = (result.exc_string if result else None) or ""
    if TIME_UP in text:
        return "timeout"
    return "unexpected" if "Traceback" in text else "worker_lost"


def fail(database: Database, settings: WorkerSettings, analysis_id: UUID, code: str) -> None:
    """Not one that its job has ended in the meantime, whose reason says more."""
    attempt = begin_attempt(database, settings, analysis_id, take=analyses.lock_open)
    if attempt is not None:
        attempt.fail(AnalysisError(code, permanent=True))
        log.warning("analysis lost analysis=%s reason=%s", analysis_id, code)
