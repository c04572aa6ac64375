"""Reads the state of the job queues from Redis: queues, workers, the clock, failed jobs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import redis
from rq import Queue, Worker
from rq.cron import CronScheduler
from rq.job import Job
from rq.worker import BaseWorker

from workers.queue import QUEUES, JobQueue, aware

MAX_FAILED = 10


@dataclass(frozen=True, slots=True)
class QueueState:
    """Numbers of jobs. `oldest_at`: when the first waiting job was enqueued."""

    name: str
    waiting: int
    running: int
    failed: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class WorkerState:
    name: str
    state: str
    queues: tuple[str, ...]
    job: str | None
    heard_at: datetime | None
    done: int
    failed: int


@dataclass(frozen=True, slots=True)
class FailedJob:
    job_id: str
    what: str
    queue: str
    ended_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Work:
    queues: tuple[QueueState, ...]
    workers: tuple[WorkerState, ...]
    clocks: tuple[datetime | None, ...]  # last heartbeat of each
    failed: tuple[FailedJob, ...]


def read_work(jobs: JobQueue) -> Work | None:
    """None if Redis does not answer."""
    try:
        return Work(
            queues=tuple(queue_state(Queue(name, connection=jobs.redis)) for name in QUEUES),
            workers=tuple(worker_state(worker) for worker in Worker.all(connection=jobs.redis)),
            clocks=tuple(aware(clock.last_heartbeat) for clock in CronScheduler.all(jobs.redis)),
            failed=newest_failed(jobs.redis),
        )
    except redis.RedisError:
        return None


def queue_state(queue: Queue) -> QueueState:
    first = queue.fetch_job(ids[0]) if (ids := queue.get_job_ids(0, 1)) else None
    return QueueState(
        queue.name,
        len(queue),
        len(queue.started_job_registry),
        len(queue.failed_job_registry),
        aware(first.enqueued_at) if first else None,
    )


def worker_state(worker: BaseWorker) -> WorkerState:
    return WorkerState(
        name=worker.name,
        state=str(worker.get_state()),
        queues=tuple(worker.queue_names()),
        job=worker.get_current_job_id(),
        heard_at=aware(worker.last_heartbeat),
        done=worker.successful_job_count,
        failed=worker.failed_job_count,
    )


def newest_failed(connection: redis.Redis) -> tuple[FailedJob, ...]:
    found: list[FailedJob] = []
    for name in QUEUES:
        registry = Queue(name, connection=connection).failed_job_registry
        jobs: Sequence[Job | None] = Job.fetch_many(
            registry.get_job_ids(0, MAX_FAILED), connection=connection
        )
        found += [failed_job(job, name) for job in jobs if job is not None]
    found.sort(key=lambda job: job.ended_at or datetime.min.replace(tzinfo=UTC), reverse=True)
    return tuple(found[:MAX_FAILED])


def failed_job(job: Job, queue: str) -> FailedJob:
    """With the last line of the error only: the full traceback is on the jobs page, which is for administrators."""
    result = job.latest_result()
    lines = ((result.exc_string if result else None) or "").strip().splitlines()
    return FailedJob(
        job.id,
        str(job.func_name).rpartition(".")[2],
        queue,
        aware(job.ended_at),
        lines[-1][:200] if lines else "",
    )
