"""Sampled calls wait for each other and go as one batch; whoever asks for one of them meanwhile gets it at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from db.database import Database
from db.models import ConversationAnalysis, Organization
from tests.workers.conftest import MakeCall
from workers import waiting_room
from workers.batches import Desk
from workers.breaker import Breaker
from workers.desk import open_desk
from workers.jobs import analyse_programmatically
from workers.queue import start_ai_analysis
from workers.sampled import send_sampled
from workers.settings import WorkerSettings
from workers.upkeep import send_sampled_calls

CALLS = 3


@pytest.fixture
def desk(database: Database, simulated: WorkerSettings) -> Iterator[Desk]:
    with open_desk(database, simulated) as opened:
        yield opened


@pytest.fixture
def sampled(database: Database, make_call: MakeCall, worker_environment: dict[str, str]) -> list[UUID]:
    """Ended calls, read by the rules, of an organization whose every call is sampled."""
    calls = [make_call(number=number) for number in range(CALLS)]
    with database.transaction() as session:
        session.execute(update(Organization).values(settings={"ai_sampling": {"share": 1}}))
    for call in calls:
        analyse_programmatically(str(call))
    return calls


def jobs_of(database: Database) -> list[str]:
    """The job ids of all AI analyses, oldest first."""
    is_ai = ConversationAnalysis.analysis_type == "ai"
    with database.reading() as session:
        found = select(ConversationAnalysis.job_id).where(is_ai).order_by(ConversationAnalysis.created_at)
        return [str(job_id) for job_id in session.scalars(found)]


def test_they_wait_and_go_together(desk: Desk, database: Database, sampled: list[UUID]) -> None:
    assert send_sampled_calls() == 0
    assert (jobs_of(database), set(waiting_room.waiting(desk.jobs.redis))) == ([], set(sampled))

    for call in sampled:
        desk.jobs.redis.zadd(waiting_room.KEY, {str(call): 0}, xx=True)
    assert send_sampled_calls() == CALLS

    batches = set(jobs_of(database))
    assert (len(jobs_of(database)), len(batches)) == (CALLS, 1)
    assert batches.pop().startswith("batch:")
    assert waiting_room.waiting(desk.jobs.redis) == []


def test_who_asks_meanwhile_gets_it_at_once(desk: Desk, database: Database, sampled: list[UUID]) -> None:
    asked = start_ai_analysis(database, desk.jobs, sampled[0], settings=desk.settings)

    assert send_sampled(desk) == CALLS - 1

    assert jobs_of(database)[0] == str(asked)
    assert len(set(jobs_of(database)[1:])) == 1


def test_too_few_go_one_by_one(desk: Desk, database: Database, sampled: list[UUID]) -> None:
    patient = replace(desk, settings=replace(desk.settings, sampled_batch_least=CALLS + 1))

    assert send_sampled(patient) == CALLS

    assert all(desk.jobs.is_alive(job_id) for job_id in jobs_of(database))
    assert len(set(jobs_of(database))) == CALLS


def test_a_server_without_batches_gets_single_questions(
    database: Database, simulated: WorkerSettings, sampled: list[UUID]
) -> None:
    with open_desk(database, replace(simulated, openai_model="gpt-5.4-mini+no-batches")) as plain:
        assert send_sampled(plain) == CALLS
        assert all(plain.jobs.is_alive(job_id) for job_id in jobs_of(database))


def test_they_go_on_waiting_while_the_provider_refuses(
    desk: Desk, database: Database, sampled: list[UUID]
) -> None:
    breaker = Breaker(desk.jobs.redis, desk.settings)
    breaker.note("insufficient_quota")

    assert (send_sampled(desk), jobs_of(database)) == (0, [])

    breaker.close()
    assert send_sampled(desk) == CALLS


@pytest.mark.parametrize(
    ("waited", "is_time"),
    [(timedelta(minutes=59), False), (timedelta(minutes=60), True)],
    ids=["not yet", "now"],
)
def test_the_first_decides_when_they_go(desk: Desk, waited: timedelta, is_time: bool) -> None:
    client, now = desk.jobs.redis, datetime.now(UTC)
    assert not waiting_room.is_time(client, desk.settings, now)

    waiting_room.enter(client, UUID(int=1), now - waited)
    waiting_room.enter(client, UUID(int=1), now)
    waiting_room.enter(client, UUID(int=2), now)

    assert waiting_room.is_time(client, desk.settings, now) == is_time


def test_many_do_not_wait(desk: Desk) -> None:
    client, now = desk.jobs.redis, datetime.now(UTC)
    for number in range(waiting_room.MAX_BATCH):
        waiting_room.enter(client, UUID(int=number), now)

    assert waiting_room.is_time(client, desk.settings, now)
