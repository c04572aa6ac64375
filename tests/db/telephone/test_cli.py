"""`flask telephone …`."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from db import cli
from db.actions.organizations import ensure_first_organization, profile_of_slug, write_out_feasts
from db.database import Database
from db.telephone.rules import read_hours, read_rules


@pytest.fixture
def runner(database: Database) -> FlaskCliRunner:
    server = Flask("tests")
    cli.init_app(server, database)
    with database.transaction() as session:
        ensure_first_organization(session)
    return server.test_cli_runner()


def kept(database: Database) -> dict[str, Any]:
    with database.reading() as session:
        found = profile_of_slug(session, "autobox")
    assert found is not None
    return found.settings


def test_a_week_with_its_exceptions(runner: FlaskCliRunner, database: Database) -> None:
    week = [
        "mon-fri=09:00-14:00",
        "--closed",
        "2026-08-10..2026-08-21",
        "--special",
        "2026-12-24=09:00-11:00",
    ]
    answer = runner.invoke(args=["telephone", "hours", "autobox", *week, "--region", "es-ib"])

    hours = read_hours(kept(database))
    assert answer.exit_code == 0, answer.output
    assert hours is not None
    assert hours.week["mon"] == ["09:00-14:00"]
    assert hours.week["sat"] == []
    assert hours.closed == [(date(2026, 8, 10), date(2026, 8, 21))]
    assert [str(span) for span in hours.on(date(2026, 12, 24))[0]] == ["09:00-11:00"]
    assert hours.feasts[date(datetime.now(UTC).year, 12, 26)] == "San Esteban"


def test_what_is_not_given_stays(runner: FlaskCliRunner, database: Database) -> None:
    runner.invoke(args=["telephone", "hours", "autobox", "--closed", "2026-11-02"])

    hours = read_hours(kept(database))
    assert hours is not None
    assert (hours.region, hours.week["sat"]) == ("ES-IB", ["09:00-13:00"])


def test_always_open(runner: FlaskCliRunner, database: Database) -> None:
    runner.invoke(args=["telephone", "hours", "autobox", "--always"])

    assert read_hours(kept(database)) is None
    assert "always open" in runner.invoke(args=["telephone", "show"]).output


def test_rules(runner: FlaskCliRunner, database: Database) -> None:
    answer = runner.invoke(
        args=["telephone", "rules", "autobox", "closed=voicemail", "languages.+34971550101=de"]
    )

    rules = read_rules(kept(database))
    assert "closed=voicemail" in answer.output
    assert (rules.closed, rules.languages) == ("voicemail", {"+34971550101": "de"})


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["hours", "autobox", "mon=8-13"], "week.mon: '8-13' are no hours: write them like 08:00-13:00"),
        (["hours", "autobox", "lun=08:00-13:00"], "the days are mon"),
        (["hours", "autobox", "--region", "ES-XX"], "ES has no part 'XX'"),
        (["hours", "autobox", "--closed", "August"], "'August' is no day"),
        (["rules", "autobox", "closed=never"], "closed: Input should be 'ring'"),
        (["rules", "nobody", "closed=ring"], "there is no organization nobody"),
    ],
)
def test_what_cannot_be_is_said(
    runner: FlaskCliRunner, database: Database, command: list[str], message: str
) -> None:
    before = kept(database)
    answer = runner.invoke(args=["telephone", *command])

    assert answer.exit_code == 1
    assert message in answer.output
    assert kept(database) == before


def test_feasts_are_written_out_once_a_year(runner: FlaskCliRunner, database: Database) -> None:
    changes = []
    for today in (date(2026, 11, 25), date(2026, 11, 26), date(2027, 1, 1)):
        with database.transaction() as session:
            changes.append(write_out_feasts(session, today=today))

    hours = read_hours(kept(database))
    assert changes == [1, 0, 1]
    assert hours is not None
    assert hours.feasts[date(2029, 1, 6)] == "Epifanía del Señor"


def test_the_first_organization_shows_its_hours(runner: FlaskCliRunner) -> None:
    shown = runner.invoke(args=["telephone", "show"]).output

    assert "AutoBox Manacor (Europe/Madrid)" in shown
    assert "08:00-13:00, 15:00-18:30" in shown
