"""`flask users link`: nobody is locked out for good, also where no e-mail can be sent."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

import db.cli
import workers
from db.actions.password_links import owner_of_link
from db.database import Database

ANA = "ana@example.com"


@pytest.fixture
def runner(database: Database) -> FlaskCliRunner:
    server = Flask("tests")
    db.cli.init_app(server, database)
    workers.init_app(server, {"PUBLIC_URL": "https://voz.example.com"}, database)
    runner = server.test_cli_runner()
    assert runner.invoke(args=["users", "create", ANA, "--role", "staff", "--no-password"]).exit_code == 0
    return runner


@pytest.mark.parametrize(("arguments", "days"), [((), 1), (("--days", "7"), 7)])
def test_a_link_is_printed(
    runner: FlaskCliRunner, database: Database, arguments: tuple[str, ...], days: int
) -> None:
    answer = runner.invoke(args=["users", "link", ANA.upper(), *arguments])

    address = urlsplit(answer.output.strip())
    token = parse_qs(address.query)["link"][0]
    assert (address.netloc, address.path) == ("voz.example.com", "/new-password")
    now = datetime.now(UTC)
    with database.reading() as session:
        owner = owner_of_link(session, token, now + timedelta(days=days, seconds=-60))
        assert owner is not None
        assert (owner.email, owner.is_new) == (ANA, True)
        assert owner_of_link(session, token, now + timedelta(days=days)) is None


@pytest.mark.parametrize(
    ("command", "message"),
    [
        pytest.param(["link", "nobody@example.com"], "no active user", id="nobody"),
        pytest.param(["link", ANA, "--days", "8"], "Invalid value for '--days'", id="too long"),
        pytest.param(
            ["create", "b@c.d", "--role", "staff", "--no-password", "--password", "a long password"],
            "exclude each other",
            id="with and without",
        ),
    ],
)
def test_what_cannot_be_done_is_said(runner: FlaskCliRunner, command: list[str], message: str) -> None:
    answer = runner.invoke(args=["users", *command])

    assert answer.exit_code != 0
    assert message in answer.output
