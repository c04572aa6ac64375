"""`flask users …`."""

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from db import cli
from db.database import Database
from db.passwords import is_password
from db.queries.users import member_of_email, member_of_token


@pytest.fixture
def runner(database: Database) -> FlaskCliRunner:
    server = Flask("tests")
    cli.init_app(server, database)
    return server.test_cli_runner()


def test_a_user_is_made_with_a_password_that_works(runner: FlaskCliRunner, database: Database) -> None:
    answer = runner.invoke(args=["users", "create", "ana@example.com", "--role", "staff"])

    with database.reading() as session:
        found = member_of_email(session, "Ana@example.com")
    assert found is not None
    assert found[0].role == "staff"
    assert is_password(answer.output.strip().rpartition(" ")[2], found[1])


def test_a_token_takes_the_place_of_the_one_before(runner: FlaskCliRunner, database: Database) -> None:
    runner.invoke(
        args=["users", "create", "ana@example.com", "--role", "admin", "--password", "a long password"]
    )

    first, second = (
        runner.invoke(args=["users", "token", "ana@example.com"]).output.strip() for _ in range(2)
    )

    with database.reading() as session:
        assert member_of_token(session, first) is None
        assert member_of_token(session, second) is not None


@pytest.mark.parametrize(
    ("command", "message"),
    [
        pytest.param(["create", "ana", "--role", "admin"], "is not an e-mail address", id="no address"),
        pytest.param(
            ["create", "ana,luis@taller.es", "--role", "admin"],
            "is not an e-mail address",
            id="two addresses",
        ),
        pytest.param(
            ["create", "a@b.c", "--role", "admin", "--password", "x"], "at least 8", id="short password"
        ),
        pytest.param(["create", "a@b.c", "--role", "king"], "Invalid value for '--role'", id="no such role"),
        pytest.param(["token", "nobody@example.com"], "no active user", id="nobody"),
        pytest.param(["password", "nobody@example.com"], "no active user", id="nobody's password"),
    ],
)
def test_what_cannot_be_done_is_said(runner: FlaskCliRunner, command: list[str], message: str) -> None:
    answer = runner.invoke(args=["users", *command])

    assert answer.exit_code != 0
    assert message in answer.output


def test_another_password_ends_what_the_old_one_opened(runner: FlaskCliRunner, database: Database) -> None:
    runner.invoke(
        args=["users", "create", "ana@example.com", "--role", "staff", "--password", "the first one"]
    )
    with database.reading() as session:
        before = member_of_email(session, "ana@example.com")

    answer = runner.invoke(args=["users", "password", "Ana@example.com"])

    with database.reading() as session:
        after = member_of_email(session, "ana@example.com")
    assert before is not None
    assert after is not None
    assert is_password(answer.output.strip().rpartition(" ")[2], after[1])
    assert after[0].stamp != before[0].stamp
