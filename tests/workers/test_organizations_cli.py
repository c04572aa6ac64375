"""`flask organizations …`, and the users that belong to one."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

import workers
from db import cli as db_cli
from db.actions.calls import NewCall, open_call
from db.actions.organizations import organization_of_number
from db.database import Database
from db.models import Agent, Organization
from db.queries.organizations import tenants
from db.queries.users import member_of_email
from workers.sectors.folders import use_folder

CREATE = ["organizations", "create", "clinica-nord", "--sector", "workshop", "--name", "Clínica Nord"]
AGENT = ["organizations", "agent", "clinica-nord", "agent_7", "--number", "+34971880200"]


@pytest.fixture
def runner(database: Database, worker_environment: dict[str, str]) -> FlaskCliRunner:
    app = Flask(__name__)
    db_cli.init_app(app, database)
    workers.init_app(app, worker_environment, database)
    return app.test_cli_runner()


def test_an_organization_with_its_people_and_its_number(runner: FlaskCliRunner, database: Database) -> None:
    assert runner.invoke(args=CREATE).exit_code == 0
    assert runner.invoke(args=AGENT).exit_code == 0
    user = ["users", "create", "ana@nord.example", "--role", "admin", "--organization", "clinica-nord"]
    assert runner.invoke(args=user).exit_code == 0

    with database.transaction() as session:
        (found,) = [one for one in tenants(session) if one.slug == "clinica-nord"]
        member, _ = member_of_email(session, "ana@nord.example") or (None, None)
        owner, agent = organization_of_number(session, "+34971880200")
    assert (found.name, found.sector, found.numbers) == ("Clínica Nord", "workshop", ("+34971880200",))
    assert member is not None
    assert member.organization_id == found.id == owner
    assert agent is not None
    listed = runner.invoke(args=["organizations", "list"]).output
    assert "+34971880200" in listed
    assert "1 users" in listed


def answering(database: Database, slug: str) -> list[tuple[str, str | None]]:
    with database.reading() as session:
        kept = select(Agent.provider_agent_id, Agent.phone_number).join(
            Organization, Organization.id == Agent.organization_id
        )
        found = session.execute(kept.where(Organization.slug == slug).order_by(Agent.created_at))
        return [(agent, number) for agent, number in found]


@pytest.mark.parametrize(
    ("has_answered", "kept"),
    [
        pytest.param(False, [("agent_8", "+34971880200")], id="a-slip-of-the-pen"),
        pytest.param(True, [("agent_7", None), ("agent_8", "+34971880200")], id="one-that-has-calls"),
    ],
)
def test_another_agent_takes_over_a_number(
    runner: FlaskCliRunner, database: Database, has_answered: bool, kept: list[tuple[str, str | None]]
) -> None:
    for earlier in (CREATE, AGENT):
        assert runner.invoke(args=earlier).exit_code == 0
    if has_answered:
        with database.transaction() as session:
            open_call(
                session,
                call=NewCall(
                    call_sid=f"CA{1:032x}",
                    direction="inbound",
                    phone_number="+34600111222",
                    called_number="+34971880200",
                    started_at=datetime.now(UTC),
                ),
            )
    answer = runner.invoke(args=[*AGENT[:3], "agent_8", *AGENT[4:]])

    assert answer.exit_code == 0, answer.output
    assert "flask doctor" in answer.output
    assert answering(database, "clinica-nord") == kept


def test_a_number_moves_to_another_organization(runner: FlaskCliRunner, database: Database) -> None:
    other = ["organizations", "create", "salon", "--sector", "hair-salon"]
    for earlier in (CREATE, AGENT, other):
        assert runner.invoke(args=earlier).exit_code == 0
    moved = ["organizations", "agent", "salon", "agent_8", "--number", "+34971880200"]
    refused = runner.invoke(args=moved)
    remedy = re.search(r"`flask (.+)`", refused.output)
    assert refused.exit_code == 1
    assert remedy is not None
    freed = runner.invoke(args=remedy[1].split())
    assert freed.output == "agent_7 no longer answers +34971880200\n"
    assert runner.invoke(args=moved).exit_code == 0
    assert answering(database, "salon") == [("agent_8", "+34971880200")]
    assert runner.invoke(args=remedy[1].split()).exit_code == 1


def test_an_organization_gets_no_template_that_is_only_begun(
    database: Database, worker_environment: dict[str, str], tmp_path: Path
) -> None:
    app = Flask(__name__)
    workers.init_app(app, {**worker_environment, "SECTORS_DIR": str(tmp_path)}, database)
    try:
        begun = app.test_cli_runner()
        assert begun.invoke(args=["sectors", "new", "kennels"]).exit_code == 0
        answer = begun.invoke(args=["organizations", "create", "nord", "--sector", "kennels"])
    finally:
        use_folder(None)
    assert answer.exit_code == 1
    assert "unfinished" in answer.output
    assert "flask sectors test kennels" in answer.output


@pytest.mark.parametrize(
    ("before", "args", "told"),
    [
        pytest.param([], ["organizations", "create", "Nord", "--sector", "workshop"], "small letters", id="slug"),
        pytest.param([], ["organizations", "create", "nord", "--sector", "astrology"], "no such template", id="sector"),
        pytest.param([], [*CREATE, "--timezone", "Mallorca"], "Europe/Madrid", id="time-zone"),
        pytest.param([CREATE], CREATE, "already", id="twice"),
        pytest.param([], AGENT, "no organization clinica-nord", id="unknown"),
        pytest.param([CREATE], [*AGENT[:-1], "971 880 200"], "international number", id="number"),
        pytest.param(
            [CREATE, AGENT, ["organizations", "create", "salon", "--sector", "hair-salon"]],
            ["organizations", "agent", "salon", "agent_7", "--number", "+34971880300"],
            "is of clinica-nord", id="agent-of-others",
        ),
        pytest.param(
            [], ["users", "create", "a@b.example", "--role", "staff", "--organization", "nord"],
            "no organization nord", id="user-of-nobody",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told(
    runner: FlaskCliRunner, before: list[list[str]], args: list[str], told: str
) -> None:
    for earlier in before:
        assert runner.invoke(args=earlier).exit_code == 0
    answer = runner.invoke(args=args)
    assert answer.exit_code == 1
    assert told in answer.output
