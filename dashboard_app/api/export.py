"""Conversations as files: CSV is streamed; XLSX and Parquet are written to a temporary file first.

Memory use is one block of rows, independent of the number of rows.
"""

import csv
import io
import re
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from db.database import Database
from db.queries.exports import COLUMNS, exported_rows
from db.queries.selection import Selection
from db.rendering import money

# Formula prefixes at the start of a cell; many European spreadsheets also split cells at semicolons inside quotes.
FORMULA = re.compile(r"""(^|[;\t\r\n])([\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""")
NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*")
CHUNK = 256 * 1024


def csv_lines(database: Database, selection: Selection, zone: ZoneInfo) -> Iterator[str]:
    yield line(list(COLUMNS))
    with database.reading() as session:
        for row in exported_rows(session, selection):
            yield line([cell(shown(value, zone)) for value in row])


def line(values: list[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(values)
    return written.getvalue()


def shown(value: Any, zone: ZoneInfo) -> Any:
    """All times of a file have the same form, with their microseconds: readers take it from the first of them."""
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="microseconds")
    if isinstance(value, list):
        return ", ".join(value)
    return value


def cell(value: Any) -> str:
    """Prefixes text that a spreadsheet would run as a formula with an apostrophe (CSV injection); telephone numbers
    stay as they are.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(money(value) if hasattr(value, "normalize") else value)
    return text if NUMBER.fullmatch(text) else FORMULA.sub(r"\1\2'", text)


def file_chunks(database: Database, selection: Selection, zone: ZoneInfo, kind: str) -> Iterator[bytes]:
    """The file is deleted once it is sent or the client disconnects."""
    # Loads pyarrow and xlsxwriter only when needed.
    from dashboard_app.api import export_files

    with tempfile.TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / f"conversations.{kind}"
        with database.reading() as session:
            export_files.WRITERS[kind](path, exported_rows(session, selection), zone)
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
