"""What a job needs from its process. Connections are opened per job; none is open at a fork."""

import contextlib
from collections.abc import Iterator, Mapping

from db.database import Database, kept_engine
from db.settings import DbSettings
from workers.queue import JobQueue
from workers.sectors import use_folder
from workers.settings import WorkerSettings, sectors_dir

_environment: dict[str, str] = {}


def configure(env: Mapping[str, str]) -> WorkerSettings:
    """To be called once per process, before its first job. Raises ConfigurationError."""
    _environment.clear()
    _environment.update(env)
    use_folder(sectors_dir(env))
    return settings()


def environment() -> dict[str, str]:
    """The environment that this process was configured with, for jobs of the packages above."""
    return dict(_environment)


def settings() -> WorkerSettings:
    return WorkerSettings.from_environment(_environment)


@contextlib.contextmanager
def database() -> Iterator[Database]:
    """Closes its connections at the end."""
    settings = DbSettings.from_environment({**_environment, "DATABASE_POOL_SIZE": "1"})
    opened = Database(settings, kept_engine(settings))
    try:
        yield opened
    finally:
        opened.close()


@contextlib.contextmanager
def job_queue() -> Iterator[JobQueue]:
    opened = JobQueue(settings().redis_url)
    try:
        yield opened
    finally:
        opened.close()
