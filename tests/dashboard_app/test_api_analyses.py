"""AI analyses are started once, within the budget, and their state can be asked for."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask

from dashboard_app import init_jobs
from db.actions.analyses import complete_ai, fail_ai
from db.database import Database
from tests.dashboard_app.calls import make_call
from tests.dashboard_app.conftest import Person
from workers.queue import JobQueue
from workers.settings import WorkerSettings


@pytest.fixture(autouse=True)
def jobs(server: Flask, database: Database, environment: dict[str, str]) -> Iterator[None]:
    init_jobs(server, WorkerSettings.from_environment(environment))
    yield
    server.extensions["job_queue"].close()


@pytest.fixture
def call(database: Database) -> UUID:
    return make_call(database, 1, text="Quiero pedir cita")


def url(call: UUID) -> str:
    return f"/api/conversation/{call}/ai-analysis"


def code(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json["error"]["code"]  # type: ignore[attr-defined]


def test_an_analysis_starts_once(alicia: Person, call: UUID) -> None:
    assert alicia.client.get(url(call)).json == {
        "status": "none",
        "progress": 0.0,
        "error": None,
        "result": None,
    }

    started = alicia.client.post(url(call))
    again = alicia.client.post(url(call))

    assert (started.status_code, started.json["status_url"]) == (202, url(call))  # type: ignore[index]
    assert code(again)[0] == 409
    shown = alicia.client.get(url(call)).json
    assert (shown["job_id"], shown["status"]) == (started.json["job_id"], "queued")  # type: ignore[index]


def test_the_newest_result_stays_while_a_newer_one_fails(
    database: Database, alicia: Person, call: UUID
) -> None:
    first = UUID(alicia.client.post(url(call)).json["job_id"])  # type: ignore[index]
    with database.transaction() as session:
        complete_ai(session, analysis_id=first, results={"summary": "Cita"})
    second = UUID(alicia.client.post(url(call)).json["job_id"])  # type: ignore[index]
    with database.transaction() as session:
        fail_ai(session, analysis_id=second, code="timeout", message="Ha tardado demasiado")

    shown = alicia.client.get(url(call)).json

    assert shown is not None
    assert (shown["status"], shown["result"]) == ("failed", {"summary": "Cita"})
    assert shown["error"] == {"code": "timeout", "message": "Ha tardado demasiado"}


def test_what_cannot_be_analysed(server: Flask, database: Database, alicia: Person, call: UUID) -> None:
    settings: WorkerSettings = server.extensions["worker_settings"]
    silent, running = make_call(database, 2), make_call(database, 3, is_over=False, text="Hola")

    server.extensions["worker_settings"] = replace(settings, daily_budget_eur=Decimal(0))

    assert code(alicia.client.post(url(call))) == (402, "budget_exceeded")
    assert code(alicia.client.post(url(silent))) == (422, "nothing_to_analyse")
    assert code(alicia.client.post(url(running))) == (409, "call_not_over")
    assert code(alicia.client.post(url(UUID(int=7)))) == (404, "unknown_conversation")


def test_without_redis_nothing_is_queued(server: Flask, alicia: Person, call: UUID) -> None:
    server.extensions["job_queue"] = JobQueue("unix:///nowhere.sock")

    assert code(alicia.client.post(url(call))) == (503, "queue_unavailable")


def test_analysts_start_nothing(bruno: Person, call: UUID) -> None:
    assert code(bruno.client.post(url(call))) == (403, "forbidden")
