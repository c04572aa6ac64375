"""Health says what is down, by name."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import redis
from flask import Flask
from sqlalchemy import text

from dashboard_app import health
from db.database import Database


def ready(database: Database) -> tuple[int, dict[str, dict[str, str]]]:
    server = Flask("health")
    health.init_app(server, database)
    answer = server.test_client().get("/health/ready")
    assert answer.json is not None
    return answer.status_code, answer.json["dependencies"]


def test_all_is_well(server: Flask, database: Database) -> None:
    up = {"status": "up"}

    assert server.test_client().get("/health/live").json == {"status": "ok"}
    assert ready(database) == (200, {"database": up, "redis": up, "migrations": up})


def test_redis_away(database: Database) -> None:
    away = Database(replace(database.settings, redis_url="unix:///nowhere.sock"))

    status, found = ready(away)

    assert (status, found["redis"], found["database"]["status"]) == (
        503,
        {"status": "down", "error": "ConnectionError"},
        "up",
    )


def test_a_redis_whose_memory_is_full(database: Database, clean_redis: redis.Redis) -> None:
    clean_redis.config_set("maxmemory", 1)
    try:
        status, found = ready(database)
    finally:
        clean_redis.config_set("maxmemory", 0)

    assert (status, found["redis"], found["database"]["status"]) == (
        503,
        {"status": "down", "error": "OutOfMemoryError"},
        "up",
    )


def test_database_away(database: Database) -> None:
    url = database.settings.database_url.set(database="away")

    status, found = ready(Database(replace(database.settings, database_url=url)))

    assert (status, found["database"]["error"], found["redis"]["status"]) == (503, "OperationalError", "up")


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param("temp_file_limit = 0", id="its disk is full"),
        pytest.param("default_transaction_read_only = on", id="a standby, or a hosted server without room"),
    ],
)
def test_a_database_that_answers_and_takes_nothing(database: Database, setting: str) -> None:
    name = database.settings.database_url.database
    with database.engine.begin() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" SET {setting}'))
    later = Database(database.settings)
    try:
        status, found = ready(later)
    finally:
        later.close()
        with database.engine.begin() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" RESET {setting.split()[0]}'))

    assert (status, found["database"]) == (503, {"status": "down", "error": "TakesNothingError"})
    assert found["migrations"]["status"] == "up"


def test_migrations_missing(database: Database) -> None:
    with database.engine.begin() as connection:
        before = connection.scalar(text("SELECT version_num FROM alembic_version"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    try:
        status, found = ready(database)
    finally:
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :before"), {"before": before})

    assert (status, found["migrations"]["error"]) == (503, "NotReadyError")


def test_a_check_that_hangs_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", 0.05)
    over = threading.Event()
    with ThreadPoolExecutor(1) as threads:
        found = health.run({"database": lambda: over.wait(10) and None}, threads)
        over.set()

    assert found == {"database": {"status": "down", "error": "timeout"}}
