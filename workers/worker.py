"""An RQ worker: each job runs in a fork of a process that has loaded everything, dies with it, and is named in its logs."""

import logging
import os
import time
from typing import Any

import redis
from rq import Queue, Worker, worker_registration
from rq.job import Job
from rq.scheduler import RQScheduler

from workers.child_processes import die_with_parent
from workers.collector import keep_what_is_loaded
from workers.queue import QUEUES, ROUTINE
from workers.recovered_failures import forget_earlier_failures

log = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 10
MAINTENANCE_SECONDS = 30
LOCKS_SECONDS = 15


class ForkingWorker(Worker):
    """Jobs whose process was killed are retried; if the worker died too, when its heartbeat expires."""

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        die_with_parent(at_once=True)
        name_job_in_logs(job.id)
        level = logging.DEBUG if job.meta.get(ROUTINE) else logging.INFO  # periodic jobs would flood the log
        log.log(level, "job begins queue=%s function=%s", queue.name, job.func_name)
        super().main_work_horse(job, queue)

    def heartbeat(self, timeout: int | None = None, pipeline: Any = None) -> None:
        """A Redis that was emptied, or started again without its data, has forgotten who serves its queues."""
        super().heartbeat(timeout, pipeline)
        if pipeline is None and not self.connection.hexists(self.key, "birth"):
            log.warning("worker registers again: Redis had forgotten it pid=%d", os.getpid())
            with self.connection.pipeline() as again:
                again.hset(self.key, mapping=self.serialize())
                worker_registration.register(self, again)
                again.execute()

    def handle_job_success(self, job: Job, *others: Any, **named: Any) -> None:
        super().handle_job_success(job, *others, **named)
        if job.meta.get(ROUTINE):
            forget_earlier_failures(job)


def name_job_in_logs(job_id: str) -> None:
    """Names the job in every log line: this forked process runs nothing else."""

    def add(record: logging.LogRecord) -> bool:
        record.msg, record.args = f"{record.getMessage()} job={job_id}", ()
        return True

    for handler in logging.getLogger().handlers:
        handler.addFilter(add)


def work(redis_url: str, queues: tuple[str, ...]) -> None:
    """Serves the queues in order until stopped. Jobs, which run in forks, need not import loaded modules again."""
    connection = redis.Redis.from_url(redis_url)
    keep_what_is_loaded()
    worker = ForkingWorker(
        list(queues),
        connection=connection,
        job_monitoring_interval=HEARTBEAT_SECONDS,
        maintenance_interval=MAINTENANCE_SECONDS,
    )
    log.info("worker begins queues=%s pid=%d", ",".join(queues), os.getpid())
    worker.work(logging_level="WARNING")
    log.info("worker ends queues=%s", ",".join(queues))


class Retries(RQScheduler):
    """Moves jobs that are due for a retry into their queues. Soon takes over from a killed process."""

    asked: float = -LOCKS_SECONDS

    @property
    def should_reacquire_locks(self) -> bool:
        return self._queue_names != self.acquired_locks and time.monotonic() - self.asked >= LOCKS_SECONDS

    def acquire_locks(self, auto_start: bool = False) -> set[str]:
        self.asked = time.monotonic()
        locks: set[str] = super().acquire_locks(auto_start)  # type: ignore[no-untyped-call]
        return locks


def retry(redis_url: str) -> None:
    """Ends if Redis goes away; its parent restarts it."""
    try:
        Retries(list(QUEUES), connection=redis.Redis.from_url(redis_url), logging_level="WARNING").work()  # type: ignore[no-untyped-call]
    except redis.RedisError as error:
        log.warning("retries end without Redis error=%s", error)
