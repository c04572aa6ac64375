"""Connections for the bridge's periodic jobs, opened for one job and closed after it."""

from collections.abc import Iterator
from contextlib import contextmanager

from bridge.settings import BridgeSettings
from bridge.store import Store
from db.database import Database
from db.environment import Environment
from db.settings import DbSettings
from workers.queue import JobQueue

Services = tuple[BridgeSettings, Database, Store, JobQueue]


@contextmanager
def services(env: Environment) -> Iterator[Services]:
    settings = BridgeSettings.from_environment(env)
    stored = DbSettings.from_environment({**env, "DATABASE_POOL_SIZE": "1"})
    database, store, jobs = Database(stored), Store(stored.redis_url), JobQueue(stored.redis_url)
    try:
        yield settings, database, store, jobs
    finally:
        jobs.close()
        store.close()
        database.close()
