"""The entry point: what each role serves, and what it must not load."""

import logging
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import redis
from flask import Flask
from gunicorn.arbiter import Arbiter

import wsgi
from db.command_faults import tell_in_a_line
from db.database import Database
from db.environment import ConfigurationError
from tests.conftest import ROOT
from workers.sectors import use_folder
from workers.sectors.folders import TEMPLATES
from wsgi import WORKER_BOOT_ERROR


def ask(script: str, environment: dict[str, str]) -> str:
    """In a process of its own: what one role loads stays loaded."""
    asked = [sys.executable, "-c", script]
    answer = subprocess.run(asked, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return answer.stdout.strip()


def test_voice_never_loads_pandas_dash_or_a_model_sdk(
    environment: dict[str, str], database: Database
) -> None:
    script = "import sys, wsgi; wsgi.voice; print([name for name in ('pandas', 'dash', 'openai') if name in sys.modules])"
    assert ask(script, environment) == "[]"


def test_the_server_never_loads_a_model_sdk(environment: dict[str, str], database: Database) -> None:
    assert ask("import sys, wsgi; wsgi.server; print('openai' in sys.modules)", environment) == "False"


def test_the_simulators_need_no_database(environment: dict[str, str]) -> None:
    alone = {**environment, "DATABASE_URL": "", "REDIS_URL": ""}
    script = "import wsgi; print(wsgi.simulators.test_client().get('/health/live').status_code)"
    assert ask(script, alone) == "200"


def test_the_providers_webhook_is_none_that_we_send(environment: dict[str, str], database: Database) -> None:
    script = "import wsgi; print(wsgi.server.test_client().delete('/api/webhooks/elevenlabs').status_code)"
    assert ask(script, environment) == "405"


def test_voice_answers_every_webhook_that_the_server_answers(
    environment: dict[str, str], database: Database
) -> None:
    """A proxy may send them to either while the other restarts."""
    script = "import wsgi; print(sorted(one.rule for one in wsgi.{}.url_map.iter_rules() if one.rule.startswith({})))"
    webhooks = ("/api/twilio/", "/api/webhooks/elevenlabs")

    of_server, of_voice = (ask(script.format(role, webhooks), environment) for role in ("server", "voice"))

    assert of_server == of_voice
    assert "/api/twilio/voice-webhook" in of_voice


def test_an_unknown_server_is_no_attribute() -> None:
    with pytest.raises(AttributeError):
        _ = wsgi.nonsense


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    before = logging.root.handlers[:]
    yield
    logging.root.handlers[:] = before


@pytest.fixture
def command(environment: dict[str, str], database: Database) -> Flask:
    return wsgi.create_app(env=environment)


def test_the_command_line_has_its_groups(command: Flask) -> None:
    assert set(command.cli.commands) >= {"analyses", "calls", "data", "doctor", "users"}


def named_commands() -> set[tuple[str, ...]]:
    """What documents write as `flask …`, up to the first word that is no name of a command."""
    texts = [
        path.read_text(encoding="utf-8") for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    ]
    written = re.findall(r"`flask ([a-z][a-z ]*)", " ".join(texts))
    return {tuple(one.split()) for one in written}


def is_command(group: click.Command, words: tuple[str, ...]) -> bool:
    """What follows the name of a command are its arguments."""
    if not words or not isinstance(group, click.Group):
        return True
    return words[0] in group.commands and is_command(group.commands[words[0]], words[1:])


def test_commands_that_documents_name_exist(command: Flask) -> None:
    named = named_commands()

    assert ("doctor",) in named
    assert {words for words in named if not is_command(command.cli, words)} == set()


def test_the_doctor_says_what_to_mend(command: Flask) -> None:
    answer = command.test_cli_runner().invoke(args=["doctor"])

    assert answer.exit_code == 1
    assert "ok    database" in answer.output
    assert "mend  worker" in answer.output


def test_a_check_of_a_template_asks_every_part(command: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "tavern"
    shutil.copytree(TEMPLATES / "restaurant", folder)
    about = (folder / "sector.toml").read_text(encoding="utf-8")
    (folder / "sector.toml").write_text(about.replace('"restaurant"', '"tavern"'), encoding="utf-8")
    (folder / "screen.toml").write_text(
        '["Apointment"]\n' + "".join(f'{one} = "x"\n' for one in ("es", "ca", "en", "de")), encoding="utf-8"
    )
    use_folder(tmp_path)
    answer = command.test_cli_runner().invoke(args=["sectors", "check", "tavern"])
    use_folder(None)

    assert answer.exit_code == 1
    assert "no page says «Apointment»" in answer.output
    assert "restaurant has a dialogue of this name" in answer.output


def test_the_doctor_names_a_malformed_variable(environment: dict[str, str], database: Database) -> None:
    app = wsgi.create_app(env={**environment, "WORKER_PROCESSES": "many"})
    assert "WORKER_PROCESSES must be a number" in app.test_cli_runner().invoke(args=["doctor"]).output


def test_a_command_names_the_variable_that_is_wrong(environment: dict[str, str]) -> None:
    asked = [sys.executable, "-m", "flask", "doctor"]
    env = {**environment, "MOBILE_NUMBER": "600"}
    answer = subprocess.run(asked, cwd=ROOT, env=env, check=False, capture_output=True, text=True)

    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Configuration: MOBILE_NUMBER")
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("arguments", "variable", "address", "message"),
    [
        pytest.param(
            ["users", "token", "ana@example.com"],
            "DATABASE_URL",
            "postgresql://x@127.0.0.1:1/x",
            "The database cannot be used",
            id="no database",
        ),
        pytest.param(
            ["analyses", "batch", "--since", "2026-11-01"],
            "DATABASE_URL",
            "postgresql://x@127.0.0.1:1/x",
            "The database cannot be used",
            id="no database for analyses",
        ),
    ],
)
def test_a_command_says_in_a_line_which_server_is_away(
    environment: dict[str, str], arguments: list[str], variable: str, address: str, message: str
) -> None:
    env = {**environment, variable: address}
    asked = [sys.executable, "-m", "flask", *arguments]
    answer = subprocess.run(asked, cwd=ROOT, env=env, check=False, capture_output=True, text=True)

    assert answer.returncode == 1
    assert message in answer.stderr
    assert f"Check {variable}" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    ("error", "message"),
    [
        pytest.param(
            redis.ConnectionError("refused"), "Redis cannot be used: refused\nCheck REDIS_URL", id="Redis"
        ),
        pytest.param(
            redis.TimeoutError("late"), "Redis cannot be used: late\nCheck REDIS_URL", id="slow Redis"
        ),
        pytest.param(KeyError("a bug"), "KeyError: 'a bug'", id="a bug keeps its trace"),
    ],
)
def test_what_ends_a_command(error: Exception, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    tell_in_a_line(type(error), error, None)
    assert message in capsys.readouterr().err


def test_a_server_that_is_configured_wrongly_says_why_in_a_line_and_does_not_begin_again(
    environment: dict[str, str],
) -> None:
    command = [sys.executable, "-c", "import wsgi; wsgi.voice"]
    wrong = {**environment, "MOBILE_NUMBER": "600"}
    done = subprocess.run(command, cwd=ROOT, env=wrong, check=False, capture_output=True, text=True)

    assert done.returncode == WORKER_BOOT_ERROR == Arbiter.WORKER_BOOT_ERROR
    assert done.stderr == "Configuration: MOBILE_NUMBER must be a number like +34600111222, not '600'\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("PUBLIC_URL", "voice.example.com", id="no scheme"),
        pytest.param("MOBILE_NUMBER", "600", id="no E.164"),
        pytest.param("TWILIO_ACCOUNT_SID", "AC" + "0" * 32, id="half an account"),
        pytest.param("DATABASE_URL", "mysql://localhost/x", id="another database"),
    ],
)
def test_a_server_does_not_start_with_a_wrong_variable(
    environment: dict[str, str], name: str, value: str
) -> None:
    with pytest.raises(ConfigurationError, match=name.split("_")[0]):
        wsgi.create_app("voice", {**environment, name: value})
