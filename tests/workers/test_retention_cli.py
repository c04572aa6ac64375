"""`flask data keep`: the period is shown and set, and whoever sets it knows what goes at once."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import update

import workers
from db import cli as db_cli
from db.actions.organizations import ensure_first_organization, profile_of_slug, set_setting
from db.database import Database
from db.models import Conversation
from tests.dashboard_app.calls import make_call

KEEP = ["data", "keep", "autobox"]


@pytest.fixture
def runner(database: Database, worker_environment: dict[str, str]) -> FlaskCliRunner:
    with database.transaction() as session:
        ensure_first_organization(session)
    for number in (1, 2):
        make_call(database, number)
    ago = datetime.now(UTC) - timedelta(days=50)
    with database.transaction() as session:
        session.execute(update(Conversation).values(started_at=ago, answered_at=ago, ended_at=ago))
    app = Flask(__name__)
    db_cli.init_app(app, database)
    workers.init_app(app, worker_environment, database)
    return app.test_cli_runner()


def rule(database: Database) -> object:
    with database.reading() as session:
        found = profile_of_slug(session, "autobox")
        assert found is not None
        return found.settings.get("call_retention")


@pytest.mark.parametrize(
    ("args", "answer", "told", "rule_after"),
    [
        pytest.param([], "", "days=for ever", None, id="shown"),
        pytest.param(["--days", "40", "--dry-run"], "", "2 calls would lose", None, id="only counted"),
        pytest.param(["--days", "40"], "n\n", "Aborted", None, id="no"),
        pytest.param(["--days", "40"], "y\n", "days=40", {"days": 40}, id="yes"),
        pytest.param(["--days", "40", "--yes"], "", "2 calls lose", {"days": 40}, id="not asked"),
        pytest.param(["--days", "60"], "", "0 calls lose", {"days": 60}, id="nothing to ask"),
        pytest.param(["--days", "29"], "", "30<=x<=3650", None, id="too short"),
        pytest.param(["--days", "40", "--for-ever"], "", "either --days or", None, id="both"),
    ],
)
def test_the_period_is_shown_and_set(
    runner: FlaskCliRunner, database: Database, args: list[str], answer: str, told: str, rule_after: object
) -> None:
    found = runner.invoke(args=[*KEEP, *args], input=answer)

    assert told in found.output
    assert rule(database) == rule_after


def test_for_ever_takes_the_period_away(runner: FlaskCliRunner, database: Database) -> None:
    runner.invoke(args=[*KEEP, "--days", "40", "--yes"])

    assert "days=for ever" in runner.invoke(args=[*KEEP, "--for-ever"]).output
    assert rule(database) is None


def test_what_cannot_be_read_erases_nothing_and_is_told(runner: FlaskCliRunner, database: Database) -> None:
    with database.transaction() as session:
        set_setting(session, slug="autobox", name="call_retention", value={"days": 3})

    told = runner.invoke(args=KEEP)

    assert told.exit_code == 1
    assert "nothing is erased" in told.output
    assert "no organization nord" in runner.invoke(args=["data", "keep", "nord"]).output
