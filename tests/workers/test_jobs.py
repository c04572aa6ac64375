"""The jobs, called as a worker calls them: twice, if need be."""

import logging
import sys
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from rq import SimpleWorker
from rq.job import JobStatus
from sqlalchemy import select, update

from db.database import Database
from db.models import Conversation, ConversationAnalysis, LedgerEntry
from db.queries.analyses import newest_ai_analysis
from tests.workers.conftest import START, MakeCall
from workers.jobs import analyse_programmatically, estimate_costs
from workers.queue import QUEUES, JobQueue, start_ai_analysis
from workers.settings import WorkerSettings
from workers.worker import name_job_in_logs


@pytest.fixture(autouse=True)
def environment_of_jobs(worker_environment: dict[str, str]) -> None:
    """Jobs are called in this process."""
    return


def test_a_reading_replaces_the_one_before(database: Database, make_call: MakeCall) -> None:
    call = make_call()
    for _ in range(2):
        analyse_programmatically(str(call))

    with database.reading() as session:
        analysis = session.scalars(select(ConversationAnalysis)).one()
        assert analysis.results is not None
        assert analysis.results["intent"]["value"] == "book_appointment"
        assert session.get_one(Conversation, call).language == "es"


def test_a_call_without_words_is_read_too(database: Database, make_call: MakeCall) -> None:
    analyse_programmatically(str(make_call(())))

    with database.reading() as session:
        assert session.scalars(select(ConversationAnalysis.status)).one() == "completed"


@pytest.mark.parametrize("job", [analyse_programmatically, estimate_costs])
def test_an_unknown_call_is_no_error(database: Database, job: object) -> None:
    job(str(uuid4()))  # type: ignore[operator]


def costs(database: Database) -> dict[str, tuple[Decimal | None, str]]:
    with database.reading() as session:
        return {line.kind: (line.amount, line.certainty) for line in session.scalars(select(LedgerEntry))}


def test_a_call_of_ninety_seconds_costs_two_minutes_of_carrier_and_one_and_a_half_of_agent(
    database: Database, make_call: MakeCall
) -> None:
    call = make_call()
    for _ in range(2):
        estimate_costs(str(call))

    assert costs(database) == {
        "carrier_call": (Decimal("0.015640"), "estimated"),
        "carrier_media_stream": (Decimal("0.008096"), "estimated"),
        "agent_minutes": (Decimal("0.110400"), "estimated"),
    }


def test_a_forwarded_leg_without_a_price_costs_an_unknown_amount(
    database: Database, make_call: MakeCall
) -> None:
    call = make_call()
    with database.transaction() as session:
        session.execute(update(Conversation).values(forwarded_at=START + timedelta(seconds=32)))

    estimate_costs(str(call))

    assert costs(database)["carrier_forward"] == (None, "unknown")
    assert costs(database)["agent_minutes"] == (Decimal("0.036800"), "estimated")


@pytest.mark.parametrize(
    ("script", "retries", "status"),
    [
        pytest.param("", 3, JobStatus.FINISHED, id="it succeeds"),
        pytest.param("refusal", 0, JobStatus.FAILED, id="it can never succeed"),
        pytest.param("server-error", 2, JobStatus.SCHEDULED, id="it may succeed later"),
    ],
)
def test_a_job_is_tried_again_only_where_that_can_help(
    database: Database,
    make_call: MakeCall,
    jobs: JobQueue,
    simulated: WorkerSettings,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    retries: int,
    status: JobStatus,
    worker_environment: dict[str, str],
) -> None:
    from workers import runtime

    runtime.configure({**worker_environment, "OPENAI_MODEL": f"gpt-5.4-mini+{script}"})
    call = make_call()
    analysis_id = start_ai_analysis(database, jobs, call, settings=simulated)

    SimpleWorker(list(QUEUES), connection=jobs.redis).work(burst=True, logging_level="CRITICAL")

    job = jobs.job(str(analysis_id))
    assert job is not None
    assert job.get_status() == status
    assert newest(database, call) == (
        {"finished": "completed", "failed": "failed", "scheduled": "running"}[status.value],
        analysis_id,
    )


def newest(database: Database, call: UUID) -> tuple[str, UUID]:
    with database.reading() as session:
        found = newest_ai_analysis(session, call)
        assert found is not None
        return found.status, found.id


def test_every_line_of_a_job_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        name_job_in_logs("the-job")
        logging.getLogger("workers.ai").warning("analysis failed code=%s", "refusal")
    finally:
        root.removeHandler(handler)
        for other in root.handlers:
            other.filters.clear()

    assert "analysis failed code=refusal job=the-job" in capsys.readouterr().err
