"""What `.env` says, and what is told of names in it that are misspelt; and that the release reads it."""

import logging
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest

from db.process_environment import known_settings, misspelt, process_environment, warn_of_misspelt
from tests.conftest import ROOT


def test_the_process_reads_its_environment_file_last(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A_VARIABLE=file\nHOME=elsewhere\nEMPTY\n")

    env = process_environment(tmp_path)

    assert (env["A_VARIABLE"], env["EMPTY"]) == ("file", "")
    assert env["HOME"] != "elsewhere"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(["TWILO_ACCOUNT_SID"], {"TWILO_ACCOUNT_SID": "TWILIO_ACCOUNT_SID"}, id="a letter"),
        pytest.param(["ELEVENLABS_APIKEY"], {"ELEVENLABS_APIKEY": "ELEVENLABS_API_KEY"}, id="an underscore"),
        pytest.param(["twilio_auth_token"], {"twilio_auth_token": "TWILIO_AUTH_TOKEN"}, id="small letters"),
        pytest.param(["SECRETKEY_FILE"], {"SECRETKEY_FILE": "SECRET_KEY"}, id="a secret in a file"),
        pytest.param(["SECRET_KEY_FILE", "PUBLIC_URL"], {}, id="both right"),
        pytest.param(["REDIS_URI", "REDIS_URL"], {}, id="another program's, beside ours"),
        pytest.param(["HOSTNAME", "LANGUAGE", "PYTHONPATH", "DATABASE_HOST"], {}, id="other programs'"),
    ],
)
def test_misspelt(names: Collection[str], expected: dict[str, str]) -> None:
    assert misspelt(names, known_settings()) == expected


def test_where_nobody_lists_the_settings_nothing_is_misspelt() -> None:
    assert misspelt(["TWILO_ACCOUNT_SID"], frozenset()) == {}


def test_a_misspelt_variable_is_told_with_the_one_that_was_meant(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        warn_of_misspelt({"TWILO_ACCOUNT_SID": "AC1", "PUBLIC_URL": "x"})
    assert caplog.messages == [
        "TWILO_ACCOUNT_SID is no setting and is ignored: do you mean TWILIO_ACCOUNT_SID?"
    ]


def release_in(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "db.release"]
    env = {**environment, "PYTHONPATH": str(ROOT), "DATA_DIR": str(folder)}
    for name in ("DATABASE_URL", "REDIS_URL"):
        env.pop(name, None)
    return subprocess.run(command, cwd=folder, env=env, check=False, capture_output=True, text=True)


def test_the_release_needs_the_database_of_the_file_and_no_redis(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / ".env").write_text(f"DATABASE_URL={environment['DATABASE_URL']}\n")

    done = release_in(tmp_path, environment)

    assert done.returncode == 0, done.stderr
    assert '"email"' in done.stdout


@pytest.mark.parametrize(
    ("written", "told"),
    [
        pytest.param("", "Configuration: DATABASE_URL is not set", id="missing"),
        pytest.param("DATABASE_URL=mysql://a/b", "DATABASE_URL must be a PostgreSQL URL", id="malformed"),
        pytest.param(
            "DATABASE_URL=postgresql://127.0.0.1:1/b", "Check DATABASE_URL, or start PostgreSQL", id="away"
        ),
    ],
)
def test_a_release_that_cannot_begin_says_why(
    tmp_path: Path, environment: dict[str, str], written: str, told: str
) -> None:
    (tmp_path / ".env").write_text(written)

    done = release_in(tmp_path, environment)

    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
