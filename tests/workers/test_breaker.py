"""The circuit breaker: an empty account or a refused key stops new analyses, and nothing else does."""

from dataclasses import replace

import pytest
import redis
from rq import SimpleWorker

from db.database import Database
from tests.workers.conftest import MakeCall
from workers import runtime
from workers.batches import send
from workers.breaker import Breaker, Suspension
from workers.doctor import check_breaker
from workers.model_clients import open_batch_context
from workers.queue import QUEUES, JobQueue, ProviderSuspendedError, start_ai_analysis
from workers.settings import WorkerSettings
from workers.starting import begin


@pytest.fixture
def breaker(clean_redis: redis.Redis, simulated: WorkerSettings) -> Breaker:
    return Breaker(clean_redis, simulated)


@pytest.mark.parametrize(
    ("code", "is_open"),
    [
        ("insufficient_quota", True),
        ("authentication", True),
        ("rate_limited", False),
        ("server_error", False),
        ("refusal", False),
    ],
)
def test_only_errors_of_the_account_open_it(breaker: Breaker, code: str, is_open: bool) -> None:
    breaker.note(code)

    assert breaker.suspension() == (Suspension(code, 900) if is_open else None)


def test_while_it_is_open_an_analysis_is_refused_and_nothing_begun(
    database: Database, breaker: Breaker, jobs: JobQueue, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    call = make_call()
    breaker.note("insufficient_quota")

    with pytest.raises(ProviderSuspendedError, match="insufficient_quota") as refusal:
        start_ai_analysis(database, jobs, call, settings=simulated)

    assert refusal.value.code == "provider_suspended"
    assert "suspended" in refusal.value.message
    breaker.close()
    start_ai_analysis(database, jobs, call, settings=simulated)


def test_another_key_is_not_suspended(breaker: Breaker, simulated: WorkerSettings) -> None:
    breaker.note("authentication")

    assert Breaker(breaker.client, replace(simulated, openai_api_key="new")).suspension() is None


def test_it_closes_by_itself(breaker: Breaker) -> None:
    breaker.note("authentication")

    assert 0 < breaker.client.ttl(breaker.key) <= 900  # type: ignore[operator]


def test_without_redis_it_is_closed(simulated: WorkerSettings) -> None:
    away = Breaker(redis.Redis.from_url("redis://127.0.0.1:9/0"), simulated)
    away.note("authentication")
    away.close()

    assert away.suspension() is None


@pytest.mark.parametrize(
    ("script", "code"),
    [
        pytest.param("+quota", "insufficient_quota", id="the account is empty"),
        pytest.param("+forbidden", "authentication", id="no access"),
        pytest.param("", None, id="an answer closes it"),
    ],
)
def test_a_job_opens_and_closes_it(
    database: Database,
    breaker: Breaker,
    jobs: JobQueue,
    make_call: MakeCall,
    worker_environment: dict[str, str],
    script: str,
    code: str | None,
) -> None:
    settings = runtime.configure({**worker_environment, "OPENAI_MODEL": f"gpt-5.4-mini{script}"})
    start_ai_analysis(database, jobs, make_call(), settings=settings)
    breaker.note("authentication" if code is None else "")

    SimpleWorker(list(QUEUES), connection=jobs.redis).work(burst=True, logging_level="CRITICAL")

    found = breaker.suspension()
    assert (found and found.code) == code


def test_a_batch_that_is_refused_opens_it(
    database: Database, breaker: Breaker, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    begin(database, make_call(), simulated, "batch:new:group")
    with open_batch_context(
        database, replace(simulated, openai_model="gpt-5.4-mini+upload-quota")
    ) as context:
        list(send(context, "batch:new:group"))

    assert breaker.suspension() == Suspension("insufficient_quota", 900)


def test_the_doctor_names_it(breaker: Breaker, simulated: WorkerSettings) -> None:
    assert check_breaker(simulated).is_well
    breaker.note("insufficient_quota")

    finding = check_breaker(simulated)

    assert not finding.is_well
    assert "insufficient_quota" in finding.advice
    assert "billing" in finding.advice
