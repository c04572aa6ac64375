"""Many stored calls read in one job: each on its own, none lost, none read twice."""

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from rq import Queue, SimpleWorker, Worker
from rq.job import Job, JobStatus
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from db.actions.founding import create_organization
from db.database import Database
from db.models import Conversation, ConversationAnalysis, FollowUp, Organization, RealTimeEvent
from db.queries.analyses import calls_without_reading
from tests.programs import Program
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually
from tests.workers.conftest import START, MakeCall
from workers.jobs import analyse_programmatically, read_many
from workers.queue import BATCH, NEVER, QUEUES, JobQueue, programmatic_job_id
from workers.upkeep import queue_forgotten_calls


@pytest.fixture(autouse=True)
def environment_of_jobs(worker_environment: dict[str, str]) -> None:
    """Jobs are called in this process."""
    return


@pytest.fixture
def calls(make_call: MakeCall) -> list[UUID]:
    return [make_call(number=number) for number in range(1, 6)]


def move(session: Session, call: UUID, sector: str) -> None:
    """To another organization, of that line of business."""
    create_organization(
        session,
        slug="elsewhere",
        name="Elsewhere",
        sector="workshop",
        timezone="Europe/Madrid",
        language="es",
    )
    session.flush()
    elsewhere = select(Organization.id).where(Organization.slug == "elsewhere").scalar_subquery()
    session.execute(update(Conversation).where(Conversation.id == call).values(organization_id=elsewhere))
    session.execute(update(Organization).where(Organization.slug == "elsewhere").values(sector=sector))


@pytest.fixture
def bad(database: Database, calls: list[UUID]) -> UUID:
    """The second call: its organization's template is gone."""
    with database.transaction() as session:
        move(session, calls[1], "gone")
    return calls[1]


def work(jobs: JobQueue) -> None:
    SimpleWorker(list(QUEUES), connection=jobs.redis).work(burst=True, logging_level="CRITICAL")


def told(database: Database) -> dict[UUID | None, int]:
    """How often the pages were told that a call was read."""
    events = RealTimeEvent.event_type == "analysis.completed"
    counted = select(RealTimeEvent.conversation_id, func.count()).where(events)
    with database.reading() as session:
        rows = session.execute(counted.group_by(RealTimeEvent.conversation_id))
        return {call: count for call, count in rows}  # noqa: C416 - rows are no pairs to mypy


def waiting(jobs: JobQueue) -> list[str]:
    return Queue(BATCH, connection=jobs.redis).get_job_ids()


def test_many_calls_are_read_in_one_job_and_pages_are_told_of_each(
    database: Database, jobs: JobQueue, calls: list[UUID]
) -> None:
    assert len(jobs.enqueue_readings(calls)) == len(waiting(jobs)) == 1

    work(jobs)

    assert told(database) == dict.fromkeys(calls, 1)


def test_more_calls_than_one_job_reads_are_divided(jobs: JobQueue) -> None:
    calls = [UUID(int=number) for number in range(60)]

    assert [len(jobs.job(one).args) - 1 for one in jobs.enqueue_readings(calls)] == [25, 25, 10]  # type: ignore[union-attr]


def test_a_call_that_has_its_reading_is_not_read_again(database: Database, calls: list[UUID]) -> None:
    analyse_programmatically(str(calls[0]))

    read_many(NEVER.isoformat(), *map(str, calls))

    assert told(database) == dict.fromkeys(calls, 1)


def test_calls_are_read_again_where_their_reading_is_older(
    database: Database, jobs: JobQueue, calls: list[UUID]
) -> None:
    for call in calls[:3]:
        analyse_programmatically(str(call))
    with database.reading() as session:
        moment = session.scalars(select(func.clock_timestamp())).one()
    analyse_programmatically(str(calls[2]))

    jobs.enqueue_readings(calls, moment)
    work(jobs)

    assert told(database) == {calls[0]: 2, calls[1]: 2, calls[2]: 2, calls[3]: 1, calls[4]: 1}


def test_a_bad_call_keeps_no_other_back_and_its_own_job_says_why(
    database: Database, jobs: JobQueue, calls: list[UUID], bad: UUID
) -> None:
    (together,) = jobs.enqueue_readings(calls)

    work(jobs)

    assert told(database) == {call: 1 for call in calls if call != bad}
    assert jobs.job(together) is None, "nothing of it is left to look at"
    alone = jobs.job(programmatic_job_id(bad))
    assert alone is not None
    assert (alone.get_status(), alone.retries_left) == (JobStatus.SCHEDULED, 2)

    alone.retries_left = 0
    Queue(BATCH, connection=jobs.redis).enqueue_job(alone)
    work(jobs)

    assert jobs.has_just_failed(alone.id)
    assert "no such template" in (alone.latest_result().exc_string or "")  # type: ignore[union-attr]


def test_a_bad_call_is_left_out_while_its_own_job_is_seen_to(
    database: Database, jobs: JobQueue, calls: list[UUID], bad: UUID
) -> None:
    now = datetime.now(UTC)
    with database.transaction() as session:
        times = {
            "started_at": now - timedelta(hours=1),
            "answered_at": None,
            "ended_at": now - timedelta(minutes=50),
        }
        session.execute(update(Conversation).values(**times))
    assert queue_forgotten_calls() == len(calls)
    work(jobs)

    assert queue_forgotten_calls() == 0


def test_organizations_take_turns(database: Database, calls: list[UUID], bad: UUID) -> None:
    """One with a thousand calls to read keeps no other waiting."""
    with database.reading() as session:
        found = calls_without_reading(
            session, since=START - timedelta(days=1), ended_before=START + timedelta(days=1), limit=2
        )
    assert len(found) == 2
    assert bad in found


def test_a_call_that_is_read_again_after_weeks_opens_no_follow_up(
    database: Database, jobs: JobQueue, make_call: MakeCall
) -> None:
    """It would be overdue the moment it is opened."""
    unserved = (("agent", "Buenos días."), ("user", "Quiero pedir cita para cambiar el aceite."))
    calls = [make_call(unserved, number=number) for number in (1, 2)]
    now = datetime.now(UTC)
    with database.transaction() as session:
        for call, age, number in ((calls[0], 2, "+34600111221"), (calls[1], 40, "+34600111222")):
            at = now - timedelta(days=age)
            values = {
                "started_at": at,
                "answered_at": at,
                "ended_at": at + timedelta(seconds=90),
                "phone_number": number,
            }
            session.execute(update(Conversation).where(Conversation.id == call).values(**values))

    jobs.enqueue_readings(calls, now)
    work(jobs)

    with database.reading() as session:
        assert list(session.scalars(select(FollowUp.conversation_id))) == [calls[0]]


@contextlib.contextmanager
def held(database: Database, call: UUID) -> Iterator[None]:
    """Whoever saves a reading of the call waits."""
    now = datetime.now(UTC)
    values = {"analysis_type": "programmatic", "status": "completed", "version": "1", "progress": 1.0}
    with Session(database.engine) as other, other.begin():
        other.add(ConversationAnalysis(conversation_id=call, results={}, finished_at=now, **values))
        other.flush()
        yield
        other.rollback()


def test_calls_of_a_job_that_ran_out_of_time_go_alone(
    database: Database, jobs: JobQueue, calls: list[UUID]
) -> None:
    (together,) = jobs.enqueue_readings(calls)
    job = jobs.job(together)
    assert job is not None
    job.timeout = 1
    job.save()

    def hold_until_its_end() -> None:
        with held(database, calls[2]):
            is_held.set()
            eventually(lambda: signal.getitimer(signal.ITIMER_REAL)[0])
            eventually(lambda: not signal.getitimer(signal.ITIMER_REAL)[0])

    is_held = threading.Event()
    with ThreadPoolExecutor(1) as somebody:
        holding = somebody.submit(hold_until_its_end)
        assert is_held.wait(TEST_TIMEOUT_SECONDS)
        work(jobs)
        holding.result()
    assert job.get_status() == JobStatus.SCHEDULED
    assert waiting(jobs) == [], "the end of the time is no fault of the call that was being read"
    Queue(BATCH, connection=jobs.redis).enqueue_job(Job.fetch(together, connection=jobs.redis))
    work(jobs)

    assert told(database) == dict.fromkeys(calls, 1)


@pytest.fixture
def worker(database: Database, worker_environment: dict[str, str], jobs: JobQueue) -> Iterator[Program]:
    program = Program("-m", "workers", environment=worker_environment)
    eventually(lambda: Worker.count(connection=jobs.redis) == 3)
    yield program
    program.tell(signal.SIGTERM)
    program.ended()


def test_a_worker_killed_amidst_many_calls_loses_none_and_tells_of_none_twice(
    database: Database, jobs: JobQueue, calls: list[UUID], worker: Program
) -> None:
    with held(database, calls[2]):
        (together,) = jobs.enqueue_readings(calls)
        eventually(lambda: len(told(database)) == 2)
        os.kill(horse_of(jobs, together), signal.SIGKILL)
        eventually(lambda: jobs.job(together).get_status() == JobStatus.SCHEDULED)  # type: ignore[union-attr]

    eventually(lambda: len(told(database)) == len(calls))
    worker.await_line("calls of an interrupted job go alone calls=3")
    assert told(database) == dict.fromkeys(calls, 1)


def horse_of(jobs: JobQueue, job_id: str) -> int:
    """The process of a running job."""
    running = [one for one in Worker.all(connection=jobs.redis) if one.get_current_job_id() == job_id]
    pid = running[0].pid
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()[0])
