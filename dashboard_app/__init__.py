"""The web half: sign-in, JSON API, the live channel to browsers, health, and the pages."""

from flask import Flask

from dashboard_app import (
    access,
    api,
    callback_snapshot,
    compression,
    errors,
    health,
    i18n,
    jobs,
    live,
    prometheus,
    shared_answers,
)
from dashboard_app.settings import DashboardSettings
from db import request_json
from db.database import Database
from db.environment import Environment
from db.sound.store import RecordingStore
from workers.queue import JobQueue
from workers.settings import WorkerSettings


def init_app(server: Flask, env: Environment, database: Database) -> None:
    """Pages come last, because Dash takes every remaining path."""
    settings = DashboardSettings.from_environment(
        env, redis_url=database.settings.redis_url, data_dir=database.settings.data_dir
    )
    init_jobs(server, WorkerSettings.from_environment(env))
    init_plumbing(server, settings, database)
    init_pages(server)


def init_jobs(server: Flask, settings: WorkerSettings) -> None:
    """What starting an analysis needs: `job_queue` and `worker_settings` among the extensions."""
    server.extensions.setdefault("job_queue", JobQueue(settings.redis_url))
    server.extensions.setdefault("worker_settings", settings)


def init_plumbing(server: Flask, settings: DashboardSettings, database: Database) -> None:
    """Everything but the pages; all that tests without pages need."""
    server.extensions["database"] = database
    server.extensions["dashboard_settings"] = settings
    server.extensions["recording_store"] = RecordingStore.at(settings.recordings_url)
    request_json.init_app(server)
    compression.init_app(server)
    i18n.init_app(server)
    errors.init_app(server)
    access.init_app(server, settings)
    shared_answers.init_app(server)
    callback_snapshot.init_app(server)
    live.init_app(server, settings, database)
    api.init_app(server)
    health.init_app(server, database)
    prometheus.init_app(server)
    jobs.init_app(server, settings)


def init_pages(server: Flask) -> None:
    from dashboard_app import app
    from dashboard_app.live import browser  # noqa: F401 (registers its callback)

    app.init_app(server)
