"""`flask data demo` for any line of business: its own calls, read by the rules, apart from everybody else's."""

from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from db.database import Database
from db.demo.cli import data
from db.demo.people import Caller
from db.models import Conversation, ConversationAnalysis, Organization, Turn
from workers.demo import GoldenCalls, renamed
from workers.demo_cli import demo
from workers.sectors import load_sector

ROSA = Caller("Rosa Vadell", "es", "", "")


@pytest.fixture
def cli(database: Database) -> FlaskCliRunner:
    server = Flask("tests")
    server.extensions["database"] = database
    data.add_command(demo)
    server.cli.add_command(data)
    return server.test_cli_runner()


def test_the_command_says_what_it_did(cli: FlaskCliRunner) -> None:
    answer = cli.invoke(args=["data", "demo", "--conversations", "30", "--days", "3"])

    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("30 calls of the demo in ")
    again = cli.invoke(args=["data", "demo", "--if-empty"])
    assert again.output == "there are calls already; nothing was added\n"
    same = cli.invoke(args=["data", "demo", "--conversations", "30", "--days", "3"])
    assert same.output == "Error: these very calls are here already; --seed 2 gives others\n"


def test_an_organization_of_another_sector_has_calls_of_its_own(
    cli: FlaskCliRunner, database: Database
) -> None:
    arguments = [
        "data",
        "demo",
        "--organization",
        "can-tia",
        "--sector",
        "restaurant",
        "--conversations",
        "40",
    ]
    answer = cli.invoke(args=arguments)

    assert answer.exit_code == 0, answer.output
    with database.reading() as session:
        simulated = session.scalars(
            select(Conversation.is_simulated).join(Organization).where(Organization.slug == "can-tia")
        ).all()
        readings = session.scalars(
            select(ConversationAnalysis.results).where(ConversationAnalysis.analysis_type == "programmatic")
        ).all()
    assert simulated == [True] * 40
    sector = load_sector("restaurant")
    assert {reading["sector"] for reading in readings} == {"restaurant"}
    assert {reading["intent"]["value"] for reading in readings} <= set(sector.intents)
    assert any(reading["intent"]["value"] == "book_table" for reading in readings)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--sector", "restaurant"], "--organization SLUG", id="nobody's"),
        pytest.param(["--organization", "can-tia"], "there is no organization can-tia", id="unknown"),
        pytest.param(["--organization", "can-tia", "--sector", "zoo"], "zoo", id="no template"),
        pytest.param(["--organization", "autobox", "--sector", "restaurant"], "autobox is a workshop", id="other"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(cli: FlaskCliRunner, arguments: list[str], says: str) -> None:
    answer = cli.invoke(args=["data", "demo", *arguments])

    assert answer.exit_code == 1
    assert says in answer.output


@pytest.mark.parametrize("name", ["dental-clinic", "hair-salon", "restaurant"])
def test_every_template_plays_its_golden_calls(name: str) -> None:
    golden = GoldenCalls(load_sector(name))
    for place, _ in enumerate(golden.weights("es")):
        one, again = (golden.render(place, ROSA, Random(place)) for _ in range(2))
        assert one == again
        assert one.turns
    assert len(golden.rhythm.weekdays) == 7
    assert set(golden.rhythm.hours) <= set(range(24))


@pytest.mark.parametrize("sector", ["dental-clinic", "hair-salon", "restaurant", "workshop"])
def test_the_agent_says_whose_calls_they_are(cli: FlaskCliRunner, database: Database, sector: str) -> None:
    arguments = ["--organization", "can-tia", "--sector", sector, "--conversations", "60"]
    assert cli.invoke(args=["data", "demo", *arguments]).exit_code == 0

    with database.reading() as session:
        greetings = session.scalars(
            select(Turn.text).where(Turn.role == "agent", Turn.position == 1, Turn.text != "")
        ).all()
    assert len(greetings) > 30
    assert {text for text in greetings if "Can Tia" not in text} == set()


@pytest.mark.parametrize(
    ("said", "name", "heard"),
    [
        pytest.param("Soy Ana Roca.", "Ana Roca", "Soy Rosa Vadell.", id="whole"),
        pytest.param("Gracias, Ana.", "Ana Roca", "Gracias, Rosa.", id="first"),
        pytest.param("Señora Roca, dígame.", "Ana Roca", "Señora Vadell, dígame.", id="last"),
        pytest.param("Mañana por la mañana.", "Ana Roca", "Mañana por la mañana.", id="part of a word"),
        pytest.param("Hola.", "", "Hola.", id="no name"),
    ],
)
def test_callers_have_names_of_their_own(said: str, name: str, heard: str) -> None:
    assert renamed(said, name, ROSA) == heard
