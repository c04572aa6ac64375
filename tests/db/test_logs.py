"""Log lines, for people and for programs."""

import json
import logging
import subprocess
import sys

import pytest

from db.environment import ConfigurationError
from db.logs import TEXT, JsonFormatter, TextFormatter, configure_logging


def record(message: str, exc_info: object = None) -> logging.LogRecord:
    return logging.LogRecord("bridge", logging.INFO, "", 0, message, ("CA1",), exc_info)  # type: ignore[arg-type]


def test_a_line_for_programs_is_json() -> None:
    line = json.loads(JsonFormatter().format(record("call opened call=%s")))
    assert (line["message"], line["level"], line["logger"]) == ("call opened call=CA1", "INFO", "bridge")


def test_a_line_for_programs_carries_the_exception() -> None:
    try:
        int("broken")
    except ValueError:
        line = json.loads(JsonFormatter().format(record("x %s", sys.exc_info())))
    assert "ValueError: invalid literal" in line["exception"]


def test_nobody_begins_a_line_of_our_log() -> None:
    said = record("refused path=%s")
    said.args = ("/x\n2026-01-01 INFO signed in user=admin\x1b[2J\u2028",)

    assert (
        TextFormatter(TEXT).format(said).endswith("refused path=/x 2026-01-01 INFO signed in user=admin [2J ")
    )


def test_a_pdf_fills_no_log() -> None:
    """In a process of its own: the settings of logging are of the whole process."""
    made = (
        "from db.logs import configure_logging; configure_logging({});"
        "import logging; print(logging.getLogger('fontTools.subset').isEnabledFor(logging.INFO))"
    )
    done = subprocess.run([sys.executable, "-c", made], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("env", [{"LOG_FORMAT": "xml"}, {"LOG_LEVEL": "LOUD"}])
def test_an_unknown_setting_is_refused(env: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError):
        configure_logging(env)
