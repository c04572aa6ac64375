"""What leaves for the model: heard where it arrives, byte by byte."""

import json
import re
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

import workers
from db.actions.batches import new_group
from db.database import Database
from db.models import ConversationAnalysis
from tests.workers.conftest import MakeCall
from tests.workers.test_ai import result, run
from workers.batches import send
from workers.model_clients import open_batch_context
from workers.settings import WorkerSettings
from workers.starting import begin

SAID = (
    ("agent", "AutoBox Manacor, le atiende Laia, la asistente virtual. ¿En qué puedo ayudarle?"),
    (
        "user",
        "Hola, soy Toni Riera. Quiero pedir cita para cambiar el aceite, matrícula cuatro ocho uno siete jota uve ese.",
    ),
    ("agent", "Gracias, señor Riera. ¿Un teléfono?"),
    ("user", "Seis cinco cinco, veinte, treinta y uno, cuarenta y ocho. O toni.riera@example.com."),
    ("agent", "Le leo: 655 20 31 48, y el coche 4817 JVS."),
    ("user", "Eso es. Gracias."),
)
RANDOM_ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
PERSONAL = (
    "Toni",
    "Riera",
    "4817",
    "JVS",
    "jota uve ese",
    "655",
    "Seis cinco cinco",
    "cuarenta y ocho",
    "example.com",
)


@pytest.fixture
def cli_app(database: Database, worker_environment: dict[str, str]) -> Flask:
    app = Flask(__name__)
    workers.init_app(app, worker_environment, database)
    return app


def told(app: Flask, *args: str) -> str:
    done = app.test_cli_runner().invoke(args=["analyses", *args])
    assert done.exit_code == 0, done.output
    return done.output


def leaked(bodies: list[str]) -> list[str]:
    """Of what a request says, also where its JSON escapes letters."""
    sent = "\n".join([*bodies, *(json.dumps(body, ensure_ascii=False) for body in bodies)])
    sent = RANDOM_ID.sub("", sent)  # three digits of a number stand in some by chance
    return [word for word in PERSONAL if word in sent]


def test_no_personal_word_leaves_and_all_come_back(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, heard: list[str]
) -> None:
    run(database, simulated, make_call(SAID))

    assert len(heard) == 1
    assert leaked(heard) == []
    entities = {entity["kind"]: entity["value"] for entity in result(database)["entities"]}
    assert entities["caller_name"] == "Toni Riera"
    assert "cuatro ocho uno siete jota uve ese" in json.dumps(result(database), ensure_ascii=False)
    assert result(database)["is_masked"]


def test_none_leaves_in_a_batch_either(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, heard: list[str]
) -> None:
    group = new_group()
    begin(database, make_call(SAID), simulated, group)
    with open_batch_context(database, simulated) as context:
        list(send(context, group))

    assert any("custom_id" in body for body in heard)
    assert leaked(heard) == []


def test_an_organization_switches_it_and_sees_what_would_leave(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, heard: list[str], cli_app: Flask
) -> None:
    call = make_call(SAID)
    hidden = told(cli_app, "question", str(call))
    told(cli_app, "masking", "off")
    run(database, simulated, call)

    assert leaked([hidden]) == []
    assert leaked(heard) == list(PERSONAL)
    assert not result(database)["is_masked"]
    assert leaked([told(cli_app, "question", str(call))]) == list(PERSONAL)


def test_what_is_printed_is_what_is_sent(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, heard: list[str], cli_app: Flask
) -> None:
    call = make_call(SAID)
    run(database, simulated, call)

    sent = json.loads(heard[0])
    assert told(cli_app, "question", str(call)) == f"{sent['instructions']}\n\n{sent['input']}\n"


def test_masking_needs_an_organization(cli_app: Flask) -> None:
    done = cli_app.test_cli_runner().invoke(args=["analyses", "masking", "on", "nobody"])

    assert "there is no organization nobody" in done.output


def test_a_question_needs_a_call(cli_app: Flask, database: Database) -> None:
    done = cli_app.test_cli_runner().invoke(args=["analyses", "question", str(UUID(int=7))])

    assert "there is no conversation" in done.output
    with database.reading() as session:
        assert session.scalars(select(ConversationAnalysis.id)).all() == []
