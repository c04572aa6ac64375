"""`python -m workers` as it runs in production: jobs done, killed, tried again, and an orderly end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from rq import Queue, Worker
from rq.job import JobStatus, requeue_job

from db.actions.calls import conversation_id_of
from db.database import Database
from db.queries.analyses import AnalysisState, analysis_state, calls_without_reading
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually
from tests.workers.conftest import START, MakeCall
from workers.queue import INTERACTIVE, ROUTINE, JobQueue, start_ai_analysis
from workers.settings import WorkerSettings


@pytest.fixture
def worker(
    database: Database, worker_environment: dict[str, str], jobs: JobQueue, request: pytest.FixtureRequest
) -> Iterator[subprocess.Popen[bytes]]:
    """A running worker; `@pytest.mark.parametrize("worker", [...], indirect=True)` gives it a model."""
    model = getattr(request, "param", "gpt-5.4-mini")
    env = {**worker_environment, "OPENAI_MODEL": model}
    process = subprocess.Popen([sys.executable, "-m", "workers"], env=env)
    eventually(lambda: Worker.count(connection=jobs.redis) == 3)
    yield process
    if process.poll() is None:
        process.terminate()
    process.wait(TEST_TIMEOUT_SECONDS)


def state(database: Database, analysis_id: UUID) -> AnalysisState:
    with database.reading() as session:
        found = analysis_state(session, analysis_id)
        assert found is not None
        return found


def is_unread(database: Database) -> bool:
    with database.reading() as session:
        now = START.replace(year=2030)
        return bool(calls_without_reading(session, since=START.replace(hour=0), ended_before=now, limit=1))


def children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in text.split()]


def horse_of(process: subprocess.Popen[bytes]) -> int | None:
    """The process of a running job."""
    return next((horse for lane in children(process.pid) for horse in children(lane)), None)


def test_a_call_is_read_and_then_analysed(
    database: Database,
    jobs: JobQueue,
    make_call: MakeCall,
    simulated: WorkerSettings,
    worker: subprocess.Popen[bytes],
) -> None:
    call = make_call()
    jobs.enqueue_after_call(call)
    eventually(lambda: not is_unread(database))

    analysis_id = start_ai_analysis(database, jobs, call, settings=simulated)
    eventually(lambda: state(database, analysis_id).status == "completed")

    worker.terminate()
    assert worker.wait(TEST_TIMEOUT_SECONDS) == 0


@pytest.mark.parametrize("worker", ["gpt-5.4-mini+slow-once"], indirect=True)
def test_a_job_that_is_killed_leaves_nothing_half_written_and_is_tried_again(
    database: Database,
    jobs: JobQueue,
    make_call: MakeCall,
    simulated: WorkerSettings,
    worker: subprocess.Popen[bytes],
    model_app: Flask,
) -> None:
    analysis_id = start_ai_analysis(database, jobs, make_call(), settings=simulated)
    heard = model_app.extensions["simulated_model"].memory.seen
    eventually(lambda: any(request.startswith("slow-once") for request in heard))
    horse = horse_of(worker)
    assert horse is not None
    os.kill(horse, signal.SIGKILL)

    eventually(lambda: jobs.job(str(analysis_id)).get_status() == JobStatus.SCHEDULED)  # type: ignore[union-attr]
    assert (state(database, analysis_id).status, state(database, analysis_id).results) == ("running", None)
    eventually(lambda: state(database, analysis_id).status == "completed")


@pytest.mark.parametrize("worker", ["gpt-5.4-mini+refusal"], indirect=True)
def test_a_failed_job_stays_visible_and_can_be_run_again(
    database: Database,
    jobs: JobQueue,
    make_call: MakeCall,
    simulated: WorkerSettings,
    worker: subprocess.Popen[bytes],
) -> None:
    analysis_id = start_ai_analysis(database, jobs, make_call(), settings=simulated)
    eventually(lambda: jobs.failed() == [str(analysis_id)])
    first = state(database, analysis_id).finished_at

    requeue_job(str(analysis_id), connection=jobs.redis)  # as /jobs/ does

    eventually(lambda: state(database, analysis_id).finished_at not in {None, first})


def test_a_periodic_job_that_runs_well_again_leaves_no_failure_to_look_at(
    jobs: JobQueue, worker: subprocess.Popen[bytes]
) -> None:
    queue = Queue("default", connection=jobs.redis)
    job, once = "workers.upkeep.delete_old_webhooks", "workers.upkeep.forget_erased_ids"
    bad = queue.enqueue(job, "an argument that it does not take", meta={ROUTINE: True})
    other = queue.enqueue(once, "an argument that it does not take", meta={ROUTINE: True})
    eventually(lambda: set(jobs.failed()) == {bad.id, other.id})

    queue.enqueue(job, meta={ROUTINE: True})

    eventually(lambda: jobs.failed() == [other.id])


def test_a_worker_process_that_is_killed_is_replaced(worker: subprocess.Popen[bytes], jobs: JobQueue) -> None:
    before = children(worker.pid)

    os.kill(before[0], signal.SIGKILL)

    eventually(lambda: len(set(children(worker.pid)) - {before[0]}) == len(before))
    assert worker.poll() is None


def test_workers_are_found_again_after_redis_was_emptied(
    worker: subprocess.Popen[bytes], jobs: JobQueue, make_call: MakeCall, database: Database
) -> None:
    jobs.redis.flushdb()
    make_call()

    def is_served() -> bool:
        """A process says so with its next job; idle ones, within minutes."""
        jobs.enqueue_programmatic_analysis(conversation_id_of(f"CA{1:032x}"))
        return any(INTERACTIVE in found.queue_names() for found in Worker.all(connection=jobs.redis))

    eventually(is_served)
    eventually(lambda: not is_unread(database))
