"""Removes failures of periodic jobs that have succeeded since, so that nobody needs to examine them."""

from rq.job import Job
from rq.registry import FailedJobRegistry

from workers.queue import ROUTINE

MAX_FAILURES = 200  # only so many of the newest failures are checked


def forget_earlier_failures(job: Job) -> None:
    """To be called after `job` succeeded: removes its earlier failures, which a short outage may have left."""
    registry = FailedJobRegistry(job.origin, connection=job.connection)
    newest = registry.get_job_ids(0, MAX_FAILURES - 1, desc=True)
    for failed in Job.fetch_many(newest, connection=job.connection):
        if failed is not None and failed.meta.get(ROUTINE) and failed.func_name == job.func_name:
            registry.remove(failed, delete_job=True)
