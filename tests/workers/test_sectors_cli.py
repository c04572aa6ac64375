"""`flask sectors …`."""

import json
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

import workers
from db.database import Database
from db.environment import ConfigurationError
from workers.analysis.model import WEIGHTS_FILE
from workers.sectors import template_names, use_folder
from workers.sectors.folders import TEMPLATES


@pytest.fixture
def home(tmp_path: Path) -> Path:
    shutil.copytree(TEMPLATES / "workshop", tmp_path / "garage")
    rewrite(tmp_path / "garage" / "sector.toml", 'name = "workshop"', 'name = "garage"')
    return tmp_path


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def cli(database: Database, worker_environment: dict[str, str], home: Path) -> FlaskCliRunner:
    app = Flask(__name__)
    workers.init_app(app, {**worker_environment, "SECTORS_DIR": str(home)}, database)
    yield app.test_cli_runner()
    use_folder(None)


def test_a_folder_that_is_not_there_is_told(
    database: Database, worker_environment: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(ConfigurationError, match=r"SECTORS_DIR.*mkdir -p"):
        workers.init_app(
            Flask(__name__), {**worker_environment, "SECTORS_DIR": str(tmp_path / "no")}, database
        )


def test_templates_are_listed_wherever_they_are(cli: FlaskCliRunner, home: Path) -> None:
    (home / "garage" / "urgency.toml").unlink()
    lines = cli.invoke(args=["sectors", "list"]).output.splitlines()
    assert any(line.startswith("workshop") and "14 intents" in line for line in lines)
    assert any(line.startswith("garage") and "faults" in line for line in lines)


def test_check_tells_every_fault_with_its_line(cli: FlaskCliRunner, home: Path) -> None:
    assert cli.invoke(args=["sectors", "check", "garage"]).exit_code == 0
    file = home / "garage" / "services.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace('hint.es = ["aceite"]', 'hint.es = ["..."]'), "utf-8"
    )
    result = cli.invoke(args=["sectors", "check", "garage"])
    assert result.exit_code == 1
    assert "services.toml:" in result.output
    assert "must begin and end with a word" in result.output


def test_a_speech_act_or_a_criterion_that_is_misspelt_is_told(cli: FlaskCliRunner, home: Path) -> None:
    (home / "garage" / "speech.toml").write_text('[agent.bookd]\nes = ["apuntado"]\n', encoding="utf-8")
    texts = home / "garage" / "texts.toml"
    texts.write_text(
        texts.read_text(encoding="utf-8").replace("[criteria.safety]", "[criteria.safe]"), "utf-8"
    )
    told = cli.invoke(args=["sectors", "check", "garage"]).output
    assert (
        "speech.toml:1: agent.bookd is nothing that people do on the telephone; write one of agent.ai_notice, "
        in told
    )
    assert "criteria.safety has no text" in told


def test_golden_calls_that_are_read_otherwise_fail_with_call_and_field(
    cli: FlaskCliRunner, home: Path
) -> None:
    file = home / "garage" / "golden.jsonl"
    calls = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    calls[3]["labels"] |= {"urgency": "critical", "entities": {"plate": "0000BBB"}}
    file.write_text("\n".join(json.dumps(call) for call in calls), encoding="utf-8")
    result = cli.invoke(args=["sectors", "test", "garage"])
    assert result.exit_code == 1
    assert "workshop-04 (line 4) urgency: expected critical" in result.output
    assert "{'plate': '0000BBB'}" in result.output
    assert f"{len(calls) - 1} of {len(calls)} calls" in result.output


def test_too_few_golden_calls_prove_nothing(cli: FlaskCliRunner, home: Path) -> None:
    file = home / "garage" / "golden.jsonl"
    file.write_text("\n".join(file.read_text(encoding="utf-8").splitlines()[:18]), encoding="utf-8")
    result = cli.invoke(args=["sectors", "test", "garage"])
    assert result.exit_code == 1
    assert "write at least 2 more" in result.output
    assert cli.invoke(args=["sectors", "test", "garage", "--calls", str(file)]).exit_code == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [("{", "golden.jsonl:1: this is no JSON"), ('{"id": "a"}', "lacks its transcript"),
     ('{"id": "a", "transcript": [], "labels": {"mood": 1}}', "mood is no label"),
     ('{"id": "a", "transcript": [], "labels": {"services": "brakes"}}', "services is 'brakes'; write a list"),
     ('{"id": "a", "transcript": [], "labels": {"entities": ["plate"]}}', "write {\"NAME\""),
     ("[" * 100_000, "golden.jsonl:1: this is no JSON"),
     ('[{"id": "a"},\n{"id": "b"}]', "golden.jsonl:1: this is a list of calls; write one call a line"),
     ('{"id": "a", "transcript": [{"role": "caller"}], "labels": {}}', "turn 1 has the role 'caller'; write agent or user"),
     ('{"id": "a", "transcript": [{"role": "user", "time_in_call_secs": "0:06"}], "labels": {}}', "is said at '0:06'"),
     ('{"id": "a", "transcript": ["hola"], "labels": {}}', "turn 1 of the transcript is no turn"),
     ('{"id": "a", "transcript": [], "labels": {"intent": "bock"}}', "golden.jsonl:1: there is no intent 'bock'"),
     ('{"id": "a", "transcript": [], "labels": {}}\n' * 2, "golden.jsonl:2: a is there twice")],
)  # fmt: skip
def test_lines_that_are_no_calls_are_named(cli: FlaskCliRunner, home: Path, line: str, message: str) -> None:
    (home / "garage" / "golden.jsonl").write_text(line, encoding="utf-8")
    result = cli.invoke(args=["sectors", "test", "garage"])
    assert result.exit_code == 1
    assert message in result.output


MISTAKES = {
    "another template's name": ("sector.toml", 'name = "garage"', 'name = "workshop"', "sector.toml:3: name is 'workshop'; write name = \"garage\""),
    "a name that is no name": ("services.toml", "[brakes]", '["the brakes"]', "«the brakes» is no name; write small letters"),
    "curled quotes": ("services.toml", 'hint.es = ["aceite"]', "hint.es = [“aceite”]", "write straight quotes"),
    "a comma in a number": ("sector.toml", "gross_margin = 0.45", "gross_margin = 0,45", "write a number with a point"),
    "a list that is not closed": ("services.toml", 'hint.es = ["aceite"]', 'hint.es = ["aceite"', "that is missing"),
    "a table twice": ("services.toml", "[brakes]", "[oil_change]", "write it once"),
    "a bracket that is not closed": ("services.toml", 'hint.es = ["aceite"]', 'hint.es = ["[el aceite"]', "opens a bracket"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_of_people_who_do_not_program_are_told_with_their_remedy(
    cli: FlaskCliRunner, home: Path, file: str, old: str, new: str, message: str
) -> None:
    rewrite(home / "garage" / file, old, new)
    result = cli.invoke(args=["sectors", "check", "garage"])
    assert result.exit_code == 1
    assert message in result.output


def test_a_file_that_nothing_reads_is_told(cli: FlaskCliRunner, home: Path) -> None:
    (home / "garage" / "services (1).toml").write_text("", encoding="utf-8")
    told = cli.invoke(args=["sectors", "check", "garage"]).output
    assert "services (1).toml:1: no file of a template has this name; name it one of sector.toml, " in told


def test_a_value_that_an_entity_does_not_have_is_told(cli: FlaskCliRunner, home: Path) -> None:
    entities = home / "garage" / "entities.toml"
    entities.write_text(
        entities.read_text(encoding="utf-8") + '\n[fuel]\nkind = "one_of"\nvalues.diesel.es = ["gasoil"]\n',
        encoding="utf-8",
    )
    with (home / "garage" / "texts.toml").open("a", encoding="utf-8") as texts:
        texts.write('[entities.fuel]\nes = "a"\nca = "a"\nen = "a"\nde = "a"\n')
    rewrite(home / "garage" / "golden.jsonl", '"entities": {', '"entities": {"fuel": "gasoil", ')
    told = cli.invoke(args=["sectors", "test", "garage"]).output
    assert "golden.jsonl:1: there is no fuel 'gasoil'; write one of diesel" in told


PROMPT, OPENINGS, RHYTHM = "prompts/call_analysis.md", "openings_es.toml", "demo.toml"
UNREADABLE = b"a = 1\n# se\xf1al\n"
BROKEN = {
    "prompt in another encoding": (PROMPT, UNREADABLE, f"{PROMPT}:2: this is no UTF-8"),
    "no number of tokens": (PROMPT, b'+++\nversion = "1"\nmax_output_tokens = "x"\n[criteria]\n+++\nRead.', f"{PROMPT}:3: "),
    "no tokens": (PROMPT, b'+++\nversion = "1"\nmax_output_tokens = 0\n[criteria]\n+++\nRead.', f"{PROMPT}:3: "),
    "a criterion without meaning": (PROMPT, b'+++\nversion = "1"\nmax_output_tokens = 9\n[criteria]\na = 1\n+++\nRead.', f"{PROMPT}:5: "),
    "settings that are no TOML": (PROMPT, b'+++\nversion = "1"\nmax_output_tokens =\n+++\nRead.', f"{PROMPT}:3: "),
    "openings of no intent": (OPENINGS, b'\nbook = ["hola"]', f"{OPENINGS}:2: book means nothing"),
    "openings that are no TOML": (OPENINGS, b"book = [", f"{OPENINGS}:1: this is no TOML"),
    "openings that are no list": (OPENINGS, b'book_appointment = "hola"', f"{OPENINGS}:1: "),
    "six days of a week": (RHYTHM, b"hours = []\nweekdays = [1, 1, 1, 1, 1, 1]\nfeast = 1", f"{RHYTHM}:2: "),
    "dialogue in another encoding": ("dialogues/es-human.toml", UNREADABLE, "es-human.toml:2: this is no UTF-8"),
    "golden calls in another encoding": ("golden.jsonl", UNREADABLE, "golden.jsonl:2: this is no UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize(("file", "content", "message"), BROKEN.values(), ids=BROKEN)
def test_what_other_commands_would_stumble_over_is_told(
    cli: FlaskCliRunner, home: Path, file: str, content: bytes, message: str
) -> None:
    (home / "garage" / file).write_bytes(content)
    result = cli.invoke(args=["sectors", "test", "garage"])
    assert result.exit_code == 1
    assert message in result.output


@pytest.mark.parametrize("name", template_names())
def test_shipped_templates_pass_their_golden_calls(cli: FlaskCliRunner, name: str) -> None:
    result = cli.invoke(args=["sectors", "test", name])
    assert result.exit_code == 0, result.output


def test_a_new_template_is_sound_and_names_what_is_left_to_write(cli: FlaskCliRunner, home: Path) -> None:
    assert cli.invoke(args=["sectors", "new", "vet"]).exit_code == 0
    assert "vet is sound" in cli.invoke(args=["sectors", "check", "vet"]).output
    result = cli.invoke(args=["sectors", "test", "vet"])
    assert result.exit_code == 1
    assert "services.toml:4: unfinished: es = [" in result.output
    assert "there are 1 golden calls; write at least 19 more" in result.output
    assert "@NAME@" not in (home / "vet" / "golden.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("like", ["dental-clinic", "garage"])
def test_a_template_begins_as_a_copy_of_another(cli: FlaskCliRunner, home: Path, like: str) -> None:
    assert cli.invoke(args=["sectors", "new", "berlin", "--like", like]).exit_code == 0
    assert "berlin is sound" in cli.invoke(args=["sectors", "check", "berlin"]).output
    assert cli.invoke(args=["sectors", "test", "berlin"]).exit_code == 0


def test_a_copy_of_no_template_is_refused(cli: FlaskCliRunner, home: Path) -> None:
    result = cli.invoke(args=["sectors", "new", "berlin", "--like", "bakery"])
    assert (result.exit_code, (home / "berlin").exists()) == (1, False)


def test_what_replaces_an_included_template_is_told(cli: FlaskCliRunner) -> None:
    told = cli.invoke(args=["sectors", "new", "restaurant"]).output
    assert "It replaces the included template restaurant" in told


@pytest.mark.parametrize(("name", "told"), [("garage", "already"), ("Mi Taller", "small letters")])
def test_a_name_that_cannot_be_is_refused(cli: FlaskCliRunner, name: str, told: str) -> None:
    result = cli.invoke(args=["sectors", "new", name])
    assert result.exit_code == 1
    assert told in result.output


def test_a_model_is_trained_from_the_openings(cli: FlaskCliRunner, home: Path) -> None:
    cli.invoke(args=["sectors", "new", "vet"])
    result = cli.invoke(args=["sectors", "train", "vet"])
    assert result.exit_code == 0, result.output
    assert (home / "vet" / WEIGHTS_FILE).is_file()
