"""Real servers for the tests: one PostgreSQL and one Redis for the session, empty before each test that asks for them."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from alembic import command
from alembic.config import Config
from argon2 import PasswordHasher
from sqlalchemy import URL, text

from db import passwords
from db.database import Database
from db.embedded import postgres, redis_server
from db.settings import DbSettings, parse_database_url
from tests.emptying import empty
from tests.scheduling import Scheduling

ROOT = Path(__file__).parent.parent


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    return Scheduling(config, log)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Hashed as always, with the least work: slow hashes are for those who guess."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    """Short, for the sockets in it, and readable for the user that PostgreSQL runs as."""
    with tempfile.TemporaryDirectory(prefix="autobox-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def database_url(data_dir: Path) -> Iterator[URL]:
    """A migrated database. It need not survive a power cut, so it does not wait for the disk."""
    with postgres(data_dir) as url:
        settings = DbSettings(parse_database_url(url), "redis://unused", data_dir)
        database = Database(settings)
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(text(f"ALTER SYSTEM SET {name} = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        migrate(database)
        database.close()
        yield settings.database_url


@pytest.fixture(scope="session")
def redis_url(data_dir: Path) -> Iterator[str]:
    with redis_server(data_dir, persistent=False) as url:
        yield url


@pytest.fixture
def clean_redis(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        client.flushdb()
        yield client


@pytest.fixture
def settings(database_url: URL, redis_url: str, tmp_path: Path) -> DbSettings:
    """Of the session's servers; what a test writes into the data directory is its own."""
    return DbSettings(database_url, redis_url, tmp_path, pool_size=5)


@pytest.fixture
def database(settings: DbSettings, clean_redis: redis.Redis) -> Iterator[Database]:
    """Every table empty."""
    database = Database(settings)
    with database.engine.begin() as connection:
        empty(connection)
    yield database
    database.close()


@pytest.fixture
def environment(settings: DbSettings) -> dict[str, str]:
    """What a process of the product needs to find the session's servers."""
    return {
        **os.environ,
        "DATABASE_URL": settings.database_url.render_as_string(hide_password=False),
        "REDIS_URL": settings.redis_url,
        "DATA_DIR": str(settings.data_dir),
        "SECRET_KEY": "a-secret-of-the-tests-only-0123456789",
    }


def alembic_config(database: Database) -> Config:
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["engine"] = database.engine
    return config


def migrate(database: Database, revision: str = "head") -> None:
    command.upgrade(alembic_config(database), revision)
