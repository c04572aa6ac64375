"""What `flask doctor` learns of the workers' half."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from flask import Flask
from rq import Worker
from rq.cron import CronScheduler

import workers
from db.actions.founding import create_organization
from db.database import Database
from workers.doctor import (
    Check,
    check_clock,
    check_failed_jobs,
    check_model,
    check_prices,
    check_prompt,
    check_redis,
    check_templates_in_use,
    check_workers,
    examine,
)
from workers.queue import QUEUES
from workers.sectors import template_folder, use_folder
from workers.sectors.starting import start_template
from workers.settings import WorkerSettings


@pytest.fixture(autouse=True)
def empty(clean_redis: redis.Redis) -> None:
    """Nobody is registered."""


def test_all_is_examined(simulated: WorkerSettings, database: Database) -> None:
    findings = {finding.subject: finding.is_well for finding in examine(simulated, database)}

    assert findings == {
        "redis": True,
        "worker": False,
        "clock": False,
        "failed jobs": True,
        "model": True,
        "AI analyses": True,
        "prices": True,
        "prompt": True,
        "sector templates": True,
        "webhooks": True,
        "templates in use": True,
    }


@pytest.mark.parametrize("check", [check_redis, check_workers, check_clock, check_failed_jobs])
def test_without_redis_each_says_so(worker_settings: WorkerSettings, check: Check) -> None:
    finding = check(replace(worker_settings, redis_url="redis://127.0.0.1:9/0"))

    assert not finding.is_well
    assert "Redis does not answer" in finding.advice


@pytest.fixture
def limited(clean_redis: redis.Redis) -> Iterator[redis.Redis]:
    before = clean_redis.config_get("maxmemory*")
    yield clean_redis
    for name in ("maxmemory", "maxmemory-policy"):
        clean_redis.config_set(name, before[name])


@pytest.mark.parametrize(
    ("limit", "policy", "told"),
    [
        pytest.param("0", "allkeys-lru", "answers", id="no limit"),
        pytest.param("1gb", "noeviction", "answers", id="room, and nothing is forgotten"),
        pytest.param("1gb", "allkeys-lru", "maxmemory-policy", id="forgets"),
        pytest.param("1gb", "volatile-ttl", "maxmemory-policy", id="forgets what has a time"),
        pytest.param("1", "noeviction", "does not take anything", id="full"),
    ],
)
def test_a_redis_that_forgets_or_is_full_is_told(
    simulated: WorkerSettings, limited: redis.Redis, limit: str, policy: str, told: str
) -> None:
    limited.config_set("maxmemory-policy", policy)
    limited.config_set("maxmemory", limit)

    finding = check_redis(simulated)

    assert finding.is_well is (told == "answers")
    assert told in finding.advice


def test_workers_and_a_clock_are_found(simulated: WorkerSettings, clean_redis: redis.Redis) -> None:
    Worker(["interactive"], connection=clean_redis).register_birth()
    assert "No worker serves the default and batch" in check_workers(simulated).advice
    Worker(list(QUEUES), connection=clean_redis).register_birth()
    CronScheduler(connection=clean_redis).register_birth()

    assert check_workers(simulated).is_well
    assert check_clock(simulated).is_well


@pytest.mark.parametrize(
    ("changes", "advice"),
    [
        pytest.param({"openai_api_key": "wrong"}, "OPENAI_API_KEY", id="a wrong key"),
        pytest.param({"openai_base_url": "http://127.0.0.1:9/v1"}, "OPENAI_BASE_URL", id="nobody answers"),
        pytest.param({"openai_model": "gpt-0"}, "OPENAI_MODEL", id="an unknown model"),
    ],
)
def test_what_is_wrong_with_the_model_is_named(
    simulated: WorkerSettings, changes: dict[str, str], advice: str
) -> None:
    finding = check_model(replace(simulated, **changes))  # type: ignore[arg-type]

    assert not finding.is_well
    assert advice in finding.advice


def test_the_doctor_hears_of_them(
    simulated: WorkerSettings, worker_environment: dict[str, str], database: Database
) -> None:
    app = Flask(__name__)
    workers.init_app(app, worker_environment, database)  # type: ignore[arg-type]
    (check,) = app.extensions["checks"]

    assert "model" in {finding.subject for finding in check() if finding.is_well}


def test_a_model_without_a_price_is_told(simulated: WorkerSettings) -> None:
    assert not check_prices(replace(simulated, openai_model="llama")).is_well


def test_the_simulated_model_is_called_what_it_is(simulated: WorkerSettings) -> None:
    assert "simulated" in check_model(replace(simulated, is_simulated=True)).advice


def test_a_template_that_an_organization_has_and_nobody_finished_is_told(
    database: Database, tmp_path: Path
) -> None:
    use_folder(tmp_path)
    try:
        start_template("groomer")
        assert check_templates_in_use(database).is_well, "it is only begun"
        with database.transaction() as session:
            create_organization(
                session,
                slug="groomer-nord",
                name="Vet",
                sector="groomer",
                timezone="Europe/Madrid",
                language="es",
            )
        finding = check_templates_in_use(database)
    finally:
        use_folder(None)
    assert not finding.is_well
    assert "unfinished" in finding.advice
    assert "flask sectors test groomer" in finding.advice


def test_a_prompt_that_is_gone_is_told(simulated: WorkerSettings, tmp_path: Path) -> None:
    source = template_folder("workshop")
    shutil.copytree(source, tmp_path / "mute", ignore=shutil.ignore_patterns("prompts"))
    use_folder(tmp_path)
    try:
        assert f"{tmp_path / 'mute' / 'prompts'}" in check_prompt(simulated).advice
    finally:
        use_folder(None)
