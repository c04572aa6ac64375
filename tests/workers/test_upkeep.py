"""What the clock makes good: events, readings and analyses that were lost."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
import redis
from rq import Queue
from rq.job import JobStatus
from rq.utils import import_attribute
from sqlalchemy import delete, func, select, update

from db.actions.analyses import fail_ai
from db.actions.bulk_orders import place_order
from db.database import Database
from db.models import (
    BulkOrder,
    CallFact,
    Conversation,
    ConversationAnalysis,
    LedgerEntry,
    RealTimeEvent,
    User,
)
from db.queries.calls import CallQuery
from db.queries.selection import Selection
from tests.waiting import TEST_TIMEOUT_SECONDS
from tests.workers.conftest import MakeCall
from workers import lost_analyses, schedule, upkeep
from workers.jobs import analyse_programmatically, estimate_costs
from workers.queue import JobQueue, start_ai_analysis
from workers.settings import WorkerSettings
from workers.upkeep import (
    delete_old_events,
    fail_lost_analyses,
    mend_facts,
    queue_forgotten_calls,
    republish_events,
    resume_bulk_orders,
    settle_all_follow_ups,
)


@pytest.fixture(autouse=True)
def environment_of_jobs(worker_environment: dict[str, str]) -> None:
    """Jobs are called in this process."""
    return


OLD = timedelta(days=31)


def test_old_events_that_only_open_pages_need_are_deleted(database: Database, make_call: MakeCall) -> None:
    call = make_call()
    now = datetime.now(UTC)
    cases: dict[str, tuple[str, timedelta, bool]] = {
        "old words": ("turn.added", OLD, True),
        "old words that were mended": ("turn.amended", OLD, True),
        "words of today": ("turn.added", timedelta(), True),
        "words that were not told yet": ("turn.added", OLD, False),
        "the end of a call: its page shows it": ("call.ended", OLD, True),
    }
    with database.transaction() as session:
        session.execute(delete(RealTimeEvent))
        owner = session.scalars(select(Conversation.organization_id)).one()
        session.add_all(
            RealTimeEvent(
                organization_id=owner,
                conversation_id=call,
                event_type=event_type,
                data={"case": name},
                delivered=is_told,
                created_at=now - age,
            )
            for name, (event_type, age, is_told) in cases.items()
        )

    assert delete_old_events() == 2
    with database.reading() as session:
        left = {event.data["case"] for event in session.scalars(select(RealTimeEvent))}
    assert left == set(cases) - {"old words", "old words that were mended"}


def test_old_events_are_deleted_in_parts(
    database: Database, make_call: MakeCall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workers.upkeep.EVENTS_PER_PART", 1)
    make_call()
    with database.transaction() as session:
        values = {"event_type": "turn.added", "delivered": True, "created_at": datetime.now(UTC) - OLD}
        count = session.execute(update(RealTimeEvent).values(**values)).rowcount
    assert count > 1

    assert delete_old_events() == count


@pytest.fixture
def recent_call(database: Database, make_call: MakeCall) -> UUID:
    call = make_call()
    start = datetime.now(UTC) - timedelta(hours=1)
    with database.transaction() as session:
        times = {"started_at": start, "answered_at": start, "ended_at": start + timedelta(seconds=90)}
        session.execute(update(Conversation).values(**times))
    return call


def row(database: Database) -> ConversationAnalysis:
    with database.reading() as session:
        found = session.scalars(select(ConversationAnalysis)).one()
        session.expunge(found)
        return found


def test_events_go_out_when_redis_is_back(database: Database, make_call: MakeCall) -> None:
    make_call()
    old = datetime.now(UTC) - timedelta(minutes=1)
    with database.transaction() as session:
        session.execute(update(RealTimeEvent).values(delivered=False, created_at=old))
        count = session.scalar(select(func.count(RealTimeEvent.id)))
    with redis.Redis.from_url(database.settings.redis_url) as client, client.pubsub() as listener:
        listener.subscribe("events")
        listener.get_message(timeout=TEST_TIMEOUT_SECONDS)

        assert republish_events() == count
        assert listener.get_message(timeout=TEST_TIMEOUT_SECONDS)

    assert republish_events() == 0


def test_forgotten_calls_are_queued_until_they_are_done(recent_call: UUID, jobs: JobQueue) -> None:
    assert queue_forgotten_calls() == 2
    assert Queue("batch", connection=jobs.redis).get_job_ids() == [
        f"programmatic-{recent_call}",
        f"costs-{recent_call}",
    ]

    analyse_programmatically(str(recent_call))
    estimate_costs(str(recent_call))

    assert queue_forgotten_calls() == 0


def test_a_call_whose_job_has_just_failed_is_left_for_somebody_to_look_at(
    recent_call: UUID, jobs: JobQueue
) -> None:
    job = jobs.job(jobs.enqueue_programmatic_analysis(recent_call))
    assert job is not None
    job.ended_at = datetime.now(UTC)
    job.save()
    job.set_status(JobStatus.FAILED)
    assert queue_forgotten_calls() == 1

    job.ended_at = datetime.now(UTC) - timedelta(hours=1)
    job.save()
    job.set_status(JobStatus.FAILED)
    assert queue_forgotten_calls() == 2


def test_calls_that_always_fail_do_not_keep_back_those_after_them(
    database: Database, make_call: MakeCall, jobs: JobQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "LIMIT", 2)
    first = datetime.now(UTC) - timedelta(hours=1)
    calls = [make_call(number=number) for number in range(4)]
    with database.transaction() as session:
        for number, call in enumerate(calls):
            start = first + timedelta(minutes=number)
            times = {"started_at": start, "answered_at": start, "ended_at": start + timedelta(seconds=9)}
            session.execute(update(Conversation).where(Conversation.id == call).values(**times))
    for call in calls[:3]:
        for job_id in (jobs.enqueue_programmatic_analysis(call), jobs.enqueue_cost_estimate(call)):
            job = jobs.job(job_id)
            assert job is not None
            job.ended_at = datetime.now(UTC)
            job.save()
            job.set_status(JobStatus.FAILED)

    assert queue_forgotten_calls() == 2
    assert jobs.is_alive(f"programmatic-{calls[3]}")
    assert jobs.is_alive(f"costs-{calls[3]}")


@pytest.fixture
def order(database: Database, recent_call: UUID) -> UUID:
    """An order for many calls that has made no progress for two minutes."""
    with database.transaction() as session:
        organization_id = session.scalars(select(Conversation.organization_id)).one()
        user = User(organization_id=organization_id, email="ana@taller.es", role="admin")
        session.add(user)
        session.flush()
        wanted = CallQuery(selection=Selection(organization_id=organization_id))
        order_id = place_order(
            session,
            organization_id=organization_id,
            user_id=user.id,
            action="check",
            wanted=wanted,
            total=1,
        )
        session.execute(update(BulkOrder).values(touched_at=datetime.now(UTC) - timedelta(minutes=2)))
    return order_id


def test_an_order_whose_part_has_just_failed_is_left_for_somebody_to_look_at(
    order: UUID, jobs: JobQueue
) -> None:
    assert resume_bulk_orders() == 1

    job = jobs.job(f"bulk-{order}-0")
    assert job is not None
    for ended, resumed in ((timedelta(), 0), (timedelta(hours=1), 1)):
        job.ended_at = datetime.now(UTC) - ended
        job.save()
        job.set_status(JobStatus.FAILED)
        assert resume_bulk_orders() == resumed


def test_an_order_that_has_failed_for_a_day_is_given_up(
    database: Database, order: UUID, jobs: JobQueue
) -> None:
    resume_bulk_orders()
    job = jobs.job(f"bulk-{order}-0")
    assert job is not None
    job.ended_at = datetime.now(UTC)
    job.save()
    job.set_status(JobStatus.FAILED)
    states = []
    for without_progress in (timedelta(hours=23), timedelta(hours=25)):
        with database.transaction() as session:
            long_ago = datetime.now(UTC) - without_progress
            session.execute(update(BulkOrder).values(touched_at=long_ago, done=3, seen=0))
        assert resume_bulk_orders() == 0
        with database.reading() as session:
            found = session.scalars(select(BulkOrder)).one()
            states.append((found.state, found.done))

    assert states == [("waiting", 3), ("failed", 3)]


@pytest.fixture
def lost(database: Database, jobs: JobQueue, recent_call: UUID, simulated: WorkerSettings) -> UUID:
    """An analysis that was queued a minute ago."""
    analysis_id = start_ai_analysis(database, jobs, recent_call, settings=simulated)
    with database.transaction() as session:
        session.execute(
            update(ConversationAnalysis).values(created_at=datetime.now(UTC) - timedelta(minutes=1))
        )
    return analysis_id


def test_an_analysis_whose_job_waits_is_left_alone(lost: UUID, database: Database) -> None:
    assert fail_lost_analyses() == 0
    assert row(database).status == "queued"


def test_an_analysis_whose_job_is_gone_has_failed_and_cost_nothing(
    lost: UUID, jobs: JobQueue, database: Database
) -> None:
    jobs.redis.flushall()

    assert fail_lost_analyses() == 1

    assert row(database).status == "failed"
    assert (row(database).error or {})["code"] == "worker_lost"
    with database.reading() as session:
        line = session.scalars(select(LedgerEntry)).one()
        assert (line.amount, line.certainty) == (0, "known")


def test_where_the_model_had_been_asked_nobody_knows_what_it_cost(
    lost: UUID, jobs: JobQueue, database: Database
) -> None:
    with database.transaction() as session:
        session.execute(update(ConversationAnalysis).values(status="running", progress=0.3))
    jobs.redis.flushall()

    fail_lost_analyses()

    with database.reading() as session:
        line = session.scalars(select(LedgerEntry)).one()
        assert line.certainty == "unknown"
        assert Decimal(line.details["at_most"]) > 0, "what it can have cost counts in the budgets"


@pytest.mark.parametrize(
    ("trace", "code"),
    [
        pytest.param("Traceback (most recent call last): …", "unexpected", id="an error of ours"),
        pytest.param(
            "Traceback (most recent call last): …\nrq.timeouts.JobTimeoutException: Task exceeded maximum timeout value",
            "timeout",
            id="an answer that came too slowly",
        ),
    ],
)
def test_an_analysis_whose_job_failed_says_why(
    lost: UUID, jobs: JobQueue, database: Database, trace: str, code: str
) -> None:
    job = jobs.job(str(lost))
    assert job is not None
    job.set_status(JobStatus.FAILED)
    with jobs.redis.pipeline() as pipeline:
        job._handle_failure(trace, pipeline, worker_name="w")
        pipeline.execute()

    fail_lost_analyses()

    assert (row(database).error or {})["code"] == code


def test_an_analysis_that_fails_meanwhile_keeps_its_reason(
    lost: UUID, database: Database, simulated: WorkerSettings
) -> None:
    with database.transaction() as session:
        fail_ai(session, analysis_id=lost, code="insufficient_quota", message="…")

    lost_analyses.fail(database, simulated, lost, code="worker_lost")

    assert (row(database).error or {})["code"] == "insufficient_quota"


def test_a_young_analysis_is_given_time(
    database: Database, recent_call: UUID, jobs: JobQueue, simulated: WorkerSettings
) -> None:
    start_ai_analysis(database, jobs, recent_call, settings=replace(simulated))
    jobs.redis.flushall()

    assert fail_lost_analyses() == 0


def test_a_call_that_nobody_answered_becomes_a_follow_up(database: Database, recent_call: UUID) -> None:
    with database.transaction() as session:
        session.execute(update(Conversation).values(answered_at=None, is_test=False, direction="inbound"))

    assert settle_all_follow_ups() == 1
    assert settle_all_follow_ups() == 0


def test_every_periodic_job_can_be_named() -> None:
    """RQ keeps the name, and the worker imports it."""
    for seconds, job in schedule.EVERY:
        assert import_attribute(f"{job.__module__}.{job.__name__}") is job
        assert seconds > 0


def wrong_facts(caplog: pytest.LogCaptureFixture) -> list[str]:
    mend_facts()
    return [said for said in caplog.messages if "facts were wrong" in said]


def test_facts_that_differ_from_their_call_are_mended_and_reported(
    database: Database, recent_call: UUID, caplog: pytest.LogCaptureFixture
) -> None:
    mend_facts()  # the times of the call were set behind the facts' back
    caplog.clear()
    with database.transaction() as session:
        session.execute(update(CallFact).values(duration_seconds=7))

    assert wrong_facts(caplog) == ["facts were wrong calls=1"]
    caplog.clear()
    assert wrong_facts(caplog) == []


def test_the_figures_of_a_running_call_may_be_behind_its_turns(
    database: Database, make_call: MakeCall, caplog: pytest.LogCaptureFixture
) -> None:
    make_call(ended=False)
    with database.transaction() as session:
        now = datetime.now(UTC)
        session.execute(update(Conversation).values(started_at=now - timedelta(minutes=1), answered_at=now))

    assert wrong_facts(caplog) == []
