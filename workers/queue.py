"""The only way to queue a job. Jobs are named by dotted path, so the process that queues one never imports what it needs to run."""

import contextlib
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

import redis
from rq import Queue, Retry
from rq.exceptions import DuplicateJobError, NoSuchJobError
from rq.job import Job, JobStatus

from db.backoff import Backoff
from workers.errors import (
    AnalysisRefusedError,
    AnalysisUnderWayError,
    BudgetExceededError,
    CallNotOverError,
    NothingToAnalyseError,
    ProviderSuspendedError,
    QueueUnavailableError,
    UnknownChoiceError,
    UnknownConversationError,
    UnreadableTemplateError,
)
from workers.estimating import Estimate, estimate_ai_analyses
from workers.starting import Choice, start_ai_analysis

__all__ = [
    "INTERACTIVE",
    "QUEUES",
    "AnalysisRefusedError",
    "AnalysisUnderWayError",
    "BudgetExceededError",
    "CallNotOverError",
    "Choice",
    "Estimate",
    "JobQueue",
    "NothingToAnalyseError",
    "ProviderSuspendedError",
    "QueueUnavailableError",
    "UnknownChoiceError",
    "UnknownConversationError",
    "UnreadableTemplateError",
    "estimate_ai_analyses",
    "start_ai_analysis",
]

log = logging.getLogger(__name__)
# Jobs should start within milliseconds, within seconds, at any time.
INTERACTIVE, DEFAULT, BATCH = QUEUES = ("interactive", "default", "batch")
ROUTINE = "routine"  # in the meta of periodic jobs, whose starts are logged at DEBUG
TIMEOUT_SECONDS = 2.0
BACKOFF_SECONDS = 10.0  # after a time-out
FAILURE_TTL_SECONDS = 30 * 86_400
RESULT_TTL_SECONDS = 3600
WHISPER_SECONDS = 60  # after that, the forwarded call has been answered or not
LOOK_FIRST = timedelta(minutes=15)
# Calls in a job of `enqueue_readings`: most of what a job for one costs is not its reading.
READ_TOGETHER = 25
READ_MANY_SECONDS = 60  # one that hangs keeps the others of its job back no longer
NEVER = datetime.min.replace(tzinfo=UTC)
RETRIES = 3
AI_SECONDS = 900  # a long call is asked about part by part, each within the model's time-out
WAITING = (JobStatus.QUEUED, JobStatus.SCHEDULED, JobStatus.DEFERRED)


def programmatic_job_id(conversation_id: UUID) -> str:
    return f"programmatic-{conversation_id}"


def readings_job_id(moment: str, conversation_ids: Sequence[UUID]) -> str:
    """Of one call the usual id, so that it is not read beside its own job."""
    if len(conversation_ids) == 1:
        return programmatic_job_id(conversation_ids[0])
    these = uuid5(NAMESPACE_OID, " ".join([moment, *map(str, conversation_ids)]))
    return f"programmatic-{len(conversation_ids)}-calls-{these}"


def costs_job_id(conversation_id: UUID) -> str:
    return f"costs-{conversation_id}"


def recording_job_id(conversation_id: UUID) -> str:
    return f"recording-{conversation_id}"


def measurement_job_id(conversation_id: UUID) -> str:
    return f"sound-{conversation_id}"


def bulk_job_id(order_id: UUID, seen: int) -> str:
    return f"bulk-{order_id}-{seen}"


def is_alive(job: Job | None) -> bool:
    return job is not None and job.get_status(refresh=False) in (*WAITING, JobStatus.STARTED)


def is_fresh_failure(job: Job | None) -> bool:
    if job is None or job.get_status(refresh=False) != JobStatus.FAILED or job.ended_at is None:
        return False
    return datetime.now(UTC) - job.ended_at < LOOK_FIRST


def aware(moment: datetime | None) -> datetime | None:
    """RQ gives all times in UTC, some without an offset."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


class JobQueue:
    """Thread-safe. Job ids are derived from their subject, so a job that is queued twice waits once."""

    def __init__(self, redis_url: str) -> None:
        self.redis = redis.Redis.from_url(
            redis_url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
        )
        self._backoff = Backoff(BACKOFF_SECONDS)

    def enqueue_after_call(self, conversation_id: UUID) -> bool:
        """Queues everything due after a call. Never raises: if Redis is away, the clock finds the call later."""
        queue = self.enqueue_programmatic_analysis, self.enqueue_cost_estimate, self.enqueue_recording
        return self._queue_if_possible("call", conversation_id, *queue)

    def enqueue_recorded(self, conversation_id: UUID) -> bool:
        """Queues the recording: a tape of the call is complete. Never raises: if Redis is away, the clock finds the tape later."""
        return self._queue_if_possible("recording", conversation_id, self.enqueue_recording)

    def enqueue_recording(self, conversation_id: UUID, queue: str = DEFAULT) -> str:
        """Queues storing the call's tapes as a recording; the job does nothing while the call is live."""
        return self._enqueue(
            queue, "workers.jobs.store_recording", recording_job_id(conversation_id), str(conversation_id)
        )

    def enqueue_measurement(self, conversation_id: UUID, queue: str = DEFAULT) -> str:
        """Queues measuring the call's recording (again)."""
        return self._enqueue(
            queue, "workers.jobs.measure_sound", measurement_job_id(conversation_id), str(conversation_id)
        )

    def enqueue_programmatic_analysis(self, conversation_id: UUID, queue: str = INTERACTIVE) -> str:
        """Analyses the call by the rules (again). Returns the job's id."""
        return self._enqueue(
            queue,
            "workers.jobs.analyse_programmatically",
            programmatic_job_id(conversation_id),
            str(conversation_id),
        )

    def enqueue_readings(self, conversation_ids: Sequence[UUID], since: datetime = NEVER) -> list[str]:
        """Has many calls analysed by the rules, several in a job: those with no reading that was made at or after `since`.
        Returns the jobs' ids.
        """
        moment, first_of_each = since.isoformat(), range(0, len(conversation_ids), READ_TOGETHER)
        return [
            self._enqueue(
                BATCH,
                "workers.jobs.read_many",
                readings_job_id(moment, these),
                moment,
                *map(str, these),
                job_timeout=READ_MANY_SECONDS,
            )
            for these in (conversation_ids[first : first + READ_TOGETHER] for first in first_of_each)
        ]

    def enqueue_cost_estimate(self, conversation_id: UUID, queue: str = DEFAULT) -> str:
        return self._enqueue(
            queue, "workers.jobs.estimate_costs", costs_job_id(conversation_id), str(conversation_id)
        )

    def enqueue_whisper(self, conversation_id: UUID) -> bool:
        """Queues the sentence for the person whose telephone is ringing. Never raises: without it, the whisper is generic."""
        return self._queue_if_possible("whisper", conversation_id, self._enqueue_whisper)

    def _enqueue_whisper(self, conversation_id: UUID) -> str:
        return self._enqueue(
            INTERACTIVE,
            "workers.jobs.prepare_whisper",
            f"whisper-{conversation_id}",
            str(conversation_id),
            ttl=WHISPER_SECONDS,
        )

    def _queue_if_possible(self, what: str, conversation_id: UUID, *queue: Callable[[UUID], object]) -> bool:
        """For threads that the facts of all calls wait for."""
        if self._backoff.is_on:
            return False
        try:
            for one in queue:
                one(conversation_id)
        except redis.RedisError as error:
            if isinstance(error, redis.TimeoutError):
                self._backoff.begin()
            log.warning("%s not queued conversation=%s error=%s", what, conversation_id, error)
            return False
        return True

    def enqueue_sampled_analysis(self, conversation_id: UUID) -> str:
        """Has the model analyse a sampled call."""
        return self._enqueue(
            DEFAULT, "workers.jobs.analyse_sampled", f"sampled-{conversation_id}", str(conversation_id)
        )

    def enqueue_bulk_order(self, order_id: UUID, seen: int = 0) -> str:
        """Queues the next slice of a bulk order; the number of calls seen so far makes the job id unique."""
        return self._enqueue(
            BATCH, "workers.jobs.carry_out_bulk_order", bulk_job_id(order_id, seen), str(order_id)
        )

    def enqueue_erasure(self, erasure_id: UUID, gone: int = 0) -> str:
        """Queues the next slice of an erasure; the number of erased calls makes the job id unique. The job contains no
        personal data.
        """
        return self._enqueue(
            DEFAULT, "workers.jobs.carry_out_erasure", f"erasure-{erasure_id}-{gone}", str(erasure_id)
        )

    def enqueue_alert_mail(self, organization_id: UUID) -> str:
        """Queues the e-mail about opened and resolved alerts."""
        return self._enqueue(
            DEFAULT, "workers.jobs.tell_of_alerts", f"alerts-{organization_id}", str(organization_id)
        )

    def enqueue_invitation(self, user_id: UUID) -> str:
        """Queues the e-mail by which somebody new sets their first password."""
        return self._enqueue(DEFAULT, "workers.jobs.send_invitation", f"invitation-{user_id}", str(user_id))

    def enqueue_password_link(self, user_id: UUID, language: str) -> str:
        """Queues the e-mail to somebody who has forgotten their password. Its own id: whether a job waits already must not show in
        how long this takes.
        """
        job_id = f"password-link-{uuid4()}"
        return self._enqueue(DEFAULT, "workers.jobs.send_password_link", job_id, str(user_id), language)

    def enqueue_ai_analysis(self, analysis_id: UUID, queue: str = DEFAULT) -> str:
        """The analysis must have been begun in the database (see `start_ai_analysis`)."""
        return self._enqueue(
            queue,
            "workers.jobs.analyse_with_ai",
            str(analysis_id),
            str(analysis_id),
            result_ttl=RESULT_TTL_SECONDS,
            job_timeout=AI_SECONDS,
        )

    def job(self, job_id: str) -> Job | None:
        try:
            return Job.fetch(job_id, connection=self.redis)
        except NoSuchJobError:
            return None

    def is_alive(self, job_id: str) -> bool:
        """Whether the job is waiting, running or about to be retried."""
        return is_alive(self.job(job_id))

    def has_just_failed(self, job_id: str) -> bool:
        """Whether the job failed for good recently: somebody should look at it before it runs again."""
        return is_fresh_failure(self.job(job_id))

    def is_taken_care_of(self, job_id: str) -> bool:
        """Whether the job is alive, or somebody should look at it first."""
        job = self.job(job_id)
        return is_alive(job) or is_fresh_failure(job)

    def failed(self) -> list[str]:
        """Ids of permanently failed jobs in all queues."""
        registries = [Queue(name, connection=self.redis).failed_job_registry for name in QUEUES]
        return [job_id for registry in registries for job_id in registry.get_job_ids()]

    def close(self) -> None:
        self.redis.close()

    def _enqueue(self, queue: str, function: str, job_id: str, *arguments: str, **options: Any) -> str:
        """Nothing is kept of a job that succeeded, unless `options` say so."""
        options = {
            "retry": Retry(max=RETRIES, interval=[2, 10, 30]),
            "failure_ttl": FAILURE_TTL_SECONDS,
            "result_ttl": 0,
            **options,
        }
        free_id = self._free_id(job_id)
        if free_id is not None:
            with contextlib.suppress(DuplicateJobError):  # another process has just queued it
                waiting = Queue(queue, connection=self.redis)
                waiting.enqueue(function, *arguments, job_id=free_id, unique=True, **options)
        return job_id

    def _free_id(self, job_id: str) -> str | None:
        """The id to queue under, or None where the job waits already.

        A finished or failed job of that id gives way to the new one. Beside one that runs now, which may have read what has
        changed since, the job is queued a second time.
        """
        job = self.job(job_id)
        status = job.get_status(refresh=False) if job else None
        if status in WAITING:
            return None
        if status == JobStatus.STARTED:
            return self._free_id(f"{job_id}-again")
        if job is not None:
            job.delete()
        return job_id
