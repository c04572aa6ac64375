"""Conversations as CSV: streamed row by row, and harmless to whoever opens it in a spreadsheet."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from dashboard_app.api import rendering
from db.database import Database
from db.queries.conversations import all_conversations
from db.queries.selection import Selection

COLUMNS = ("id", *rendering.MOMENTS, *rendering.PLAIN, "intent", "outcome", "urgency")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")


def csv_lines(database: Database, selection: Selection, zone: ZoneInfo) -> Iterator[str]:
    yield line(COLUMNS)
    with database.reading() as session:
        for row, reading in all_conversations(session, selection):
            values = rendering.conversation(row, zone) | reading
            yield line([cell(values[name]) for name in COLUMNS])


def line(values: tuple[str, ...] | list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(values)
    return written.getvalue()


def cell(value: Any) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe; telephone numbers are numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    is_formula = text.startswith(FORMULA) and not NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text
