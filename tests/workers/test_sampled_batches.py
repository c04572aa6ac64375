"""Sampled calls wait for each other and go as one batch; whoever asks for one of them meanwhile gets it at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from db.database import Database
from db.models import Conversation, ConversationAnalysis, Organization
from tests.workers.conftest import MakeCall
from workers import sampling_queue
from workers.batches import BatchContext
from workers.breaker import Breaker
from workers.jobs import analyse_programmatically
from workers.model_clients import open_batch_context
from workers.queue import start_ai_analysis
from workers.sampled import send_sampled
from workers.settings import WorkerSettings
from workers.upkeep import send_sampled_calls

CALLS = 3


@pytest.fixture
def context(database: Database, simulated: WorkerSettings) -> Iterator[BatchContext]:
    with open_batch_context(database, simulated) as opened:
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


def test_they_wait_and_go_together(context: BatchContext, database: Database, sampled: list[UUID]) -> None:
    assert send_sampled_calls() == 0
    assert (jobs_of(database), set(sampling_queue.waiting(context.jobs.redis))) == ([], set(sampled))

    for call in sampled:
        context.jobs.redis.zadd(sampling_queue.KEY, {str(call): 0}, xx=True)
    assert send_sampled_calls() == CALLS

    batches = set(jobs_of(database))
    assert (len(jobs_of(database)), len(batches)) == (CALLS, 1)
    assert batches.pop().startswith("batch:")
    assert sampling_queue.waiting(context.jobs.redis) == []


def test_one_whose_prompt_cannot_be_read_does_not_keep_back_the_others(
    context: BatchContext, database: Database, sampled: list[UUID]
) -> None:
    first = sampling_queue.waiting(context.jobs.redis)[0]
    with database.transaction() as session:
        other = Organization(
            name="Forn de Pa", slug="forn", sector="bakery", timezone="Europe/Madrid", language="ca"
        )
        session.add(other)
        session.flush()
        moved = update(Conversation).where(Conversation.id == first).values(organization_id=other.id)
        session.execute(moved)

    assert send_sampled(context) == CALLS - 1

    assert sampling_queue.waiting(context.jobs.redis) == []


def test_who_asks_meanwhile_gets_it_at_once(
    context: BatchContext, database: Database, sampled: list[UUID]
) -> None:
    asked = start_ai_analysis(database, context.jobs, sampled[0], settings=context.settings)

    assert send_sampled(context) == CALLS - 1

    assert jobs_of(database)[0] == str(asked)
    assert len(set(jobs_of(database)[1:])) == 1


def test_too_few_go_one_by_one(context: BatchContext, database: Database, sampled: list[UUID]) -> None:
    patient = replace(context, settings=replace(context.settings, sampled_batch_least=CALLS + 1))

    assert send_sampled(patient) == CALLS

    assert all(context.jobs.is_alive(job_id) for job_id in jobs_of(database))
    assert len(set(jobs_of(database))) == CALLS


def test_a_server_without_batches_gets_single_questions(
    database: Database, simulated: WorkerSettings, sampled: list[UUID]
) -> None:
    with open_batch_context(database, replace(simulated, openai_model="gpt-5.4-mini+no-batches")) as plain:
        assert send_sampled(plain) == CALLS
        assert all(plain.jobs.is_alive(job_id) for job_id in jobs_of(database))


def test_they_go_on_waiting_while_the_provider_refuses(
    context: BatchContext, database: Database, sampled: list[UUID]
) -> None:
    breaker = Breaker(context.jobs.redis, context.settings)
    breaker.note("insufficient_quota")

    assert (send_sampled(context), jobs_of(database)) == (0, [])

    breaker.close()
    assert send_sampled(context) == CALLS


@pytest.mark.parametrize(
    ("waited", "is_time"),
    [(timedelta(minutes=59), False), (timedelta(minutes=60), True)],
    ids=["not yet", "now"],
)
def test_the_first_decides_when_they_go(context: BatchContext, waited: timedelta, is_time: bool) -> None:
    client, now = context.jobs.redis, datetime.now(UTC)
    assert not sampling_queue.is_time(client, context.settings, now)

    sampling_queue.enter(client, UUID(int=1), now - waited)
    sampling_queue.enter(client, UUID(int=1), now)
    sampling_queue.enter(client, UUID(int=2), now)

    assert sampling_queue.is_time(client, context.settings, now) == is_time


def test_many_do_not_wait(context: BatchContext) -> None:
    client, now = context.jobs.redis, datetime.now(UTC)
    for number in range(sampling_queue.MAX_BATCH):
        sampling_queue.enter(client, UUID(int=number), now)

    assert sampling_queue.is_time(client, context.settings, now)
