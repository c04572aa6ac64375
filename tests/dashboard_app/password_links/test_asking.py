"""Whoever asks for a link gets the same answer after the same work, and not for ever."""

import re
from dataclasses import replace
from html import unescape
from uuid import UUID

import pytest
from flask import Flask
from rq import Queue
from sqlalchemy import update

import dashboard_app
from dashboard_app.settings import DashboardSettings
from db.database import Database
from db.models import User
from tests.dashboard_app.password_links.conftest import (
    ANA,
    ask,
    signed_in,
)
from workers.queue import DEFAULT, JobQueue

ACCOUNTS = {
    "of an account": ANA,
    "of nobody": "nobody@example.com",
    "with other letters": ANA.upper(),
    "no address": "'><script>",
    "a byte that the database does not take": "a\x00na@example.com",
}


@pytest.mark.parametrize("case", ACCOUNTS)
def test_every_account_gets_the_same_answer_and_the_same_job(server: Flask, ana: UUID, case: str) -> None:
    answer = ask(server, ACCOUNTS[case])
    [job] = Queue(DEFAULT, connection=server.extensions["job_queue"].redis).get_jobs()

    said = re.sub(r"\s+", " ", unescape(answer.text)).replace(ACCOUNTS[case], "…")
    assert answer.status_code == 200
    assert "Si … tiene cuenta aquí" in said
    assert "<script>" not in answer.text
    assert job.func_name == "workers.jobs.send_password_link"
    assert [UUID(job.args[0]) == ana, job.args[1]] == [ACCOUNTS[case].lower() == ANA, "es"]
    assert "example.com" not in str(job.to_dict()), "jobs carry ids only"


def test_of_a_disabled_account_nobody_learns(server: Flask, ana: UUID, database: Database) -> None:
    with database.transaction() as session:
        session.execute(update(User).where(User.id == ana).values(is_active=False))
    assert "tiene cuenta aquí" in ask(server, ANA).text
    [job] = Queue(DEFAULT, connection=server.extensions["job_queue"].redis).get_jobs()
    assert UUID(job.args[0]) != ana


def test_asking_is_limited_as_guessing_is_and_beside_it(server: Flask, ana: UUID) -> None:
    for _ in range(8):
        assert ask(server, "x@example.com").status_code == 200
    answer = ask(server, "X@example.com")

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert ask(server, ANA).status_code == 200
    signed_in(server)  # asking does not count as guessing


def test_who_guessed_too_often_may_still_ask(server: Flask, ana: UUID) -> None:
    for _ in range(9):
        last = server.test_client().post("/login", data={"email": ANA, "password": "wrong"})
    assert last.status_code == 429

    assert ask(server, ANA, "127.0.0.1").status_code == 200


def test_without_a_queue_one_is_told_to_try_again(server: Flask, ana: UUID) -> None:
    server.extensions["job_queue"].close()
    server.extensions["job_queue"] = JobQueue("unix:///nowhere.sock")

    assert [ask(server, email).status_code for email in (ANA, "nobody@example.com")] == [503, 503]


@pytest.mark.parametrize("sends_mail", [True, False])
def test_a_way_is_offered_only_where_there_is_one(
    database: Database, dashboard_settings: DashboardSettings, sends_mail: bool
) -> None:
    server = Flask("offered", static_folder=None)
    dashboard_app.init_plumbing(server, replace(dashboard_settings, sends_mail=sends_mail), database)
    client = server.test_client()
    login, asking, worthless = (
        unescape(client.get(path).text) for path in ("/login", "/forgotten-password", "/new-password?link=x")
    )
    posted = unescape(client.post("/forgotten-password", data={"email": ANA}).text) if not sends_mail else ""
    server.extensions["live_hub"].stop()

    assert ('href="/forgotten-password"' in login) is sends_mail
    assert ("He olvidado mi contraseña" in login) is sends_mail
    assert ("Quien administra AutoBox" in login) is not sends_mail
    assert ("<form" in asking) is sends_mail
    assert ("Quien administra AutoBox" in asking) is not sends_mail
    assert ('href="/forgotten-password"' in worthless) is sends_mail
    assert ("Este servidor no envía correos" in posted) is not sends_mail
