"""`flask data erase`: what is said before, and that it goes."""

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

import workers
from db import cli as db_cli
from db.database import Database
from tests.dashboard_app.calls import make_call

ERASE = ["data", "erase"]


@pytest.fixture
def runner(database: Database, worker_environment: dict[str, str]) -> FlaskCliRunner:
    app = Flask(__name__)
    db_cli.init_app(app, database)
    workers.init_app(app, worker_environment, database)
    return app.test_cli_runner()


def left(database: Database) -> int:
    with database.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM conversations").scalar_one())


def test_a_dry_run_counts_names_and_erases_nothing(runner: FlaskCliRunner, database: Database) -> None:
    make_call(database, 1, text="Hola.")

    told = runner.invoke(args=[*ERASE, "--number", "+34 600 111 222", "--dry-run"])

    assert told.exit_code == 0
    assert "would go: 1 calls, 1 turns" in told.output
    assert f"CA{1:032x}" in told.output
    assert left(database) == 1


@pytest.mark.parametrize(("answer", "code", "rest"), [("y\n", 0, 1), ("n\n", 1, 3)], ids=["yes", "no"])
def test_it_asks_first(runner: FlaskCliRunner, database: Database, answer: str, code: int, rest: int) -> None:
    for number in (1, 2):
        make_call(database, number)
    make_call(database, 3, phone_number="+34600333444")

    told = runner.invoke(args=[*ERASE, "--number", "0034600111222"], input=answer)

    assert (told.exit_code, left(database)) == (code, rest), told.output


def test_one_call_of_a_hidden_number(runner: FlaskCliRunner, database: Database) -> None:
    call = make_call(database, 1, phone_number="anonymous")
    make_call(database, 2, phone_number="anonymous")

    told = runner.invoke(args=[*ERASE, "--call", str(call), "--yes"])

    assert (told.exit_code, left(database)) == (0, 1), told.output
    assert "erased 1 calls" in told.output


def test_calls_that_run_are_told(runner: FlaskCliRunner, database: Database) -> None:
    make_call(database, 1, is_over=False)
    make_call(database, 2)

    told = runner.invoke(args=[*ERASE, "--number", "+34600111222", "--yes"])

    assert (told.exit_code, left(database)) == (1, 1)
    assert "1 calls still run" in told.output


@pytest.mark.parametrize(
    ("args", "why"),
    [
        pytest.param([], "either --number or --call", id="nobody"),
        pytest.param(["--number", "600111222"], "no number such as", id="without the country"),
        pytest.param(
            ["--number", "+34600111222", "--organization", "nord"], "no organization nord", id="nowhere"
        ),
    ],
)
def test_what_is_wrong_is_said(runner: FlaskCliRunner, database: Database, args: list[str], why: str) -> None:
    make_call(database, 1)

    told = runner.invoke(args=[*ERASE, *args])

    assert told.exit_code != 0
    assert why in told.output
    assert left(database) == 1
