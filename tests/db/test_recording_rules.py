"""Who is recorded, and the command that says so."""

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from pydantic import ValidationError

import db.cli
from db.actions.organizations import ensure_first_organization, profile_of_slug
from db.database import Database
from db.sound.rules import RecordingRules, read_recording_rules

NUMBER = "+34971550101"


@pytest.fixture
def run(database: Database) -> FlaskCliRunner:
    app = Flask("tests", static_folder=None)
    db.cli.init_app(app, database)
    with database.transaction() as session:
        ensure_first_organization(session)
    return app.test_cli_runner()


RULES: dict[str, tuple[dict[str, object], bool]] = {
    "by default": ({}, True),
    "nobody": ({"enabled": False}, False),
    "one agent that is not": ({"numbers": {NUMBER: False}}, False),
    "one agent that is": ({"enabled": False, "numbers": {NUMBER: True}}, True),
    "another agent that is": ({"enabled": False, "numbers": {"+34971550102": True}}, False),
}


@pytest.mark.parametrize(("settings", "is_recorded"), RULES.values(), ids=RULES)
def test_who_is_recorded(settings: dict[str, object], is_recorded: bool) -> None:
    assert read_recording_rules({"recording": settings}).records(NUMBER) is is_recorded


@pytest.mark.parametrize(
    "settings",
    [
        {"enabled": "perhaps"},
        {"retention_days": 0},
        {"notice": "nobody"},
        {"text": {"fr": "Bonjour"}},
        {"other": 1},
    ],
)
def test_rules_that_make_no_sense(settings: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RecordingRules.model_validate(settings)


def test_rules_are_changed_and_shown(run: FlaskCliRunner, database: Database) -> None:
    answer = run.invoke(
        args=["recordings", "rules", "autobox", "retention_days=30", f"numbers.{NUMBER}=false"]
    )

    assert "retention_days=30" in answer.output
    with database.reading() as session:
        house = profile_of_slug(session, "autobox")
    assert house is not None
    assert house.settings["recording"] == {"retention_days": 30, "numbers": {NUMBER: False}}
    assert "opening_hours" in house.settings


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody"], "there is no organization nobody"),
        (["autobox", "retention_days=0"], "retention_days"),
        (["autobox", "enabled"], "write a rule like"),
    ],
)
def test_what_cannot_be_changed(run: FlaskCliRunner, arguments: list[str], words: str) -> None:
    answer = run.invoke(args=["recordings", "rules", *arguments])

    assert answer.exit_code == 1
    assert words in answer.output
