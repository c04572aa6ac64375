"""The door into the workers: jobs with ids, waiting once."""

from uuid import UUID, uuid4

import pytest
import redis
from rq import Queue
from rq.job import Job, JobStatus

from tests.mute_server import mute_server
from workers import queue
from workers.queue import JobQueue

CALL = UUID(int=7)


@pytest.fixture(autouse=True)
def empty(clean_redis: redis.Redis) -> None:
    """Each test begins with empty queues."""


def waiting(jobs: JobQueue, name: str) -> list[str]:
    return Queue(name, connection=jobs.redis).get_job_ids()


def test_after_a_call_the_reading_goes_before_the_costs(jobs: JobQueue) -> None:
    assert jobs.enqueue_after_call(CALL)

    assert waiting(jobs, "interactive") == [f"programmatic-{CALL}"]
    assert waiting(jobs, "default") == [f"costs-{CALL}", f"recording-{CALL}"]


def test_a_job_queued_twice_waits_once(jobs: JobQueue) -> None:
    jobs.enqueue_programmatic_analysis(CALL)
    jobs.enqueue_programmatic_analysis(CALL)

    assert waiting(jobs, "interactive") == [f"programmatic-{CALL}"]


def test_beside_a_running_job_another_one_waits(jobs: JobQueue) -> None:
    job = jobs.job(jobs.enqueue_programmatic_analysis(CALL))
    assert job is not None
    Queue("interactive", connection=jobs.redis).empty()
    job.save()
    job.set_status(JobStatus.STARTED)

    jobs.enqueue_programmatic_analysis(CALL)
    jobs.enqueue_programmatic_analysis(CALL)

    assert waiting(jobs, "interactive") == [f"programmatic-{CALL}-again"]


OF_ITS_FOLLOWER = {
    "has failed": (JobStatus.FAILED, f"programmatic-{CALL}-again"),
    "runs too": (JobStatus.STARTED, f"programmatic-{CALL}-again-again"),
}


@pytest.mark.parametrize(("status", "expected"), OF_ITS_FOLLOWER.values(), ids=OF_ITS_FOLLOWER)
def test_beside_a_running_job_another_one_waits_whatever_became_of_the_one_that_did(
    jobs: JobQueue, status: JobStatus, expected: str
) -> None:
    job_id = jobs.enqueue_programmatic_analysis(CALL)
    for one, becomes in ((job_id, JobStatus.STARTED), (f"{job_id}-again", status)):
        jobs.enqueue_programmatic_analysis(CALL)
        job = jobs.job(one)
        assert job is not None
        Queue("interactive", connection=jobs.redis).empty()
        job.save()
        job.set_status(becomes)

    jobs.enqueue_programmatic_analysis(CALL)

    assert waiting(jobs, "interactive") == [expected]


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.FINISHED, JobStatus.STOPPED])
def test_a_job_that_is_over_can_be_queued_again(jobs: JobQueue, status: JobStatus) -> None:
    job = jobs.job(jobs.enqueue_programmatic_analysis(CALL))
    assert job is not None
    Queue("interactive", connection=jobs.redis).empty()
    job.save()
    job.set_status(status)

    jobs.enqueue_programmatic_analysis(CALL)

    assert waiting(jobs, "interactive") == [f"programmatic-{CALL}"]


def test_jobs_are_tried_again_with_growing_pauses(jobs: JobQueue) -> None:
    job = Job.fetch(jobs.enqueue_ai_analysis(uuid4()), connection=jobs.redis)

    assert (job.retries_left, job.retry_intervals) == (3, [2, 10, 30])


def test_who_asks_learns_whether_a_job_is_alive(jobs: JobQueue) -> None:
    analysis_id = uuid4()
    assert not jobs.is_alive(str(analysis_id))

    jobs.enqueue_ai_analysis(analysis_id)

    assert jobs.is_alive(str(analysis_id))


def test_without_redis_the_end_of_a_call_does_not_fail() -> None:
    jobs = JobQueue("redis://127.0.0.1:9/0")

    assert not jobs.enqueue_after_call(CALL)


def test_a_redis_that_does_not_answer_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The facts of all calls of a process wait behind the jobs of those that have ended."""
    monkeypatch.setattr(queue, "TIMEOUT_SECONDS", 0.1)
    with mute_server() as server:
        jobs = JobQueue(server.redis_url)
        assert not jobs.enqueue_after_call(CALL)
        asked = server.connections()

        assert not jobs.enqueue_after_call(CALL)
        assert not jobs.enqueue_recorded(CALL)
        assert not jobs.enqueue_whisper(CALL)
        assert (asked > 0, server.connections()) == (True, 0)
