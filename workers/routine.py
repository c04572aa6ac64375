"""Periodic jobs that failed and have since run well: nobody has to look at them any more."""

from rq.job import Job
from rq.registry import FailedJobRegistry

from workers.queue import ROUTINE

MOST_LOOKED_AT = 200  # the newest


def forget_earlier_failures(job: Job) -> None:
    """`job` has just succeeded. A short outage would otherwise leave its failures to be looked at for a day."""
    registry = FailedJobRegistry(job.origin, connection=job.connection)
    newest = registry.get_job_ids(0, MOST_LOOKED_AT - 1, desc=True)
    for failed in Job.fetch_many(newest, connection=job.connection):
        if failed is not None and failed.meta.get(ROUTINE) and failed.func_name == job.func_name:
            registry.remove(failed, delete_job=True)
