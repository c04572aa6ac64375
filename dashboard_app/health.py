"""`/health/live`: this process answers. `/health/ready`: so does everything it needs; otherwise 503, naming what does not."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from typing import Any

import redis
from flask import Flask, Response, jsonify

from db.database import Database
from db.revision import revision_gap
from db.writable import why_nothing_is_taken

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 2.0

Check = Callable[[], None]


class NotReadyError(Exception):
    """A dependency answers, but not correctly."""


class TakesNothingError(NotReadyError):
    """The database answers and can be read, but its disk is full, or it is a standby."""


def init_app(server: Flask, database: Database) -> None:
    checks: dict[str, Check] = {
        "database": lambda: check_database(database),
        "redis": lambda: check_redis(database.settings.redis_url),
        "migrations": lambda: check_revision(database),
    }
    # Threads start with the first check, after any fork; a check that hangs holds one of them, not the server's.
    threads = ThreadPoolExecutor(max_workers=2 * len(checks), thread_name_prefix="health")
    server.extensions["dependencies"] = lambda: run(checks, threads)  # for the monitoring page
    server.add_url_rule("/health/live", "health_live", lambda: jsonify(status="ok"))
    server.add_url_rule("/health/ready", "health_ready", lambda: answer(run(checks, threads)))


def run(checks: dict[str, Check], threads: ThreadPoolExecutor) -> dict[str, dict[str, Any]]:
    started = time.monotonic()
    running = {name: threads.submit(check) for name, check in checks.items()}
    return {name: finding(name, future, started) for name, future in running.items()}


def finding(name: str, future: Future[None], started: float) -> dict[str, Any]:
    """Details go to the log; the response names only the kind of error, because health is public."""
    try:
        future.result(timeout=max(0.0, started + TIMEOUT_SECONDS - time.monotonic()))
    except TookTooLong:
        future.cancel()
        return {"status": "down", "error": "timeout"}
    except Exception as error:  # noqa: BLE001 (any failure is the finding)
        log.warning("not ready dependency=%s error=%s", name, str(error).splitlines()[:1])
        return {"status": "down", "error": type(error).__name__}
    return {"status": "up"}


def answer(findings: dict[str, dict[str, Any]]) -> Response:
    is_ready = all(found["status"] == "up" for found in findings.values())
    response = jsonify(status="ready" if is_ready else "not ready", dependencies=findings)
    response.status_code = 200 if is_ready else 503
    return response


def check_database(database: Database) -> None:
    with database.reading() as session:
        reason = why_nothing_is_taken(session)
    if reason:
        raise TakesNothingError(reason)


def check_redis(url: str) -> None:
    client = redis.Redis.from_url(
        url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, retry=None
    )
    with client:
        client.set("health", "", ex=1)  # one whose memory is full, or that is a replica, answers a ping


def check_revision(database: Database) -> None:
    with database.reading() as session:
        gap = revision_gap(session)
    if gap:
        raise NotReadyError(gap)
