"""Writes rows to typed files, one block at a time."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from db.queries.exports import COLUMNS

Row = tuple[Any, ...]
SHEET_ROWS = 1_000_000  # Excel has 1,048,576
GROUP_ROWS = 5_000
MOMENTS = {"started_at", "answered_at", "forwarded_at", "ended_at", "checked_at"}
WIDE = {
    "id": 37,
    "twilio_call_sid": 36,
    "elevenlabs_conversation_id": 34,
    "services": 24,
    "caller_name": 24,
    "agent": 20,
    "tags": 24,
    "checked_by": 28,
    "experiment": 37,
    "outcome": 20,
    "intent": 20,
}
TYPES = {
    "is_test": pa.bool_(),
    "is_simulated": pa.bool_(),
    "duration_seconds": pa.int32(),
    "heard_gap_ms": pa.int32(),
    "unknown_costs": pa.int16(),
    "cost_eur": pa.decimal128(14, 6),
    "services": pa.list_(pa.string()),
    "tags": pa.list_(pa.string()),
}


def write_xlsx(path: Path, rows: Iterable[Row], zone: ZoneInfo) -> None:
    """Starts a new sheet when one is full. Times are the organization's local times, because Excel has no time zones."""
    options = {
        "constant_memory": True,
        "default_date_format": "yyyy-mm-dd hh:mm:ss",
        "tmpdir": str(path.parent),
    }
    source = iter(rows)
    with xlsxwriter.Workbook(str(path), options) as book:
        heading = book.add_format({"bold": True})
        for number, first in enumerate(sheets(source), 1):
            sheet = book.add_worksheet(f"{number}")
            sheet.freeze_panes(1, 0)
            for column, name in enumerate(COLUMNS):
                sheet.set_column(column, column, width(name))
            sheet.write_row(0, 0, list(COLUMNS), heading)
            last = 0
            for last, row in enumerate(first, 1):
                write_row(sheet, last, row, zone)
            sheet.autofilter(0, 0, last, len(COLUMNS) - 1)


def width(name: str) -> int:
    """In characters: Excel shows times that do not fit as `####`."""
    return WIDE.get(name, max(len(name) + 3, 20 if name in MOMENTS else 12))


def sheets(source: Iterator[Row]) -> Iterator[Iterator[Row]]:
    """At least one sheet, so that an empty file has its header."""
    yield islice(source, SHEET_ROWS)
    while (row := next(source, None)) is not None:
        yield chain_one(row, islice(source, SHEET_ROWS - 1))


def chain_one(first: Row, rest: Iterator[Row]) -> Iterator[Row]:
    yield first
    yield from rest


def write_row(sheet: Any, place: int, row: Row, zone: ZoneInfo) -> None:
    """Text is written as text: nothing that a caller said can become a formula."""
    for column, value in enumerate(row):
        if isinstance(value, bool):
            sheet.write_boolean(place, column, value)
        elif isinstance(value, datetime):
            sheet.write_datetime(place, column, value.astimezone(zone).replace(tzinfo=None))
        elif isinstance(value, list):
            sheet.write_string(place, column, ", ".join(value))
        elif isinstance(value, int) or hasattr(value, "normalize"):
            sheet.write_number(place, column, value)
        elif value is not None:
            sheet.write_string(place, column, str(value))


def write_parquet(path: Path, rows: Iterable[Row], zone: ZoneInfo) -> None:
    schema = pa.schema([(name, kind(name, zone)) for name in COLUMNS])
    source = iter(rows)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while group := list(islice(source, GROUP_ROWS)):
            columns = [list(column) for column in zip(*group, strict=True)]
            columns[0] = [str(found) for found in columns[0]]
            arrays = [
                pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def kind(name: str, zone: ZoneInfo) -> Any:
    return pa.timestamp("us", tz=str(zone)) if name in MOMENTS else TYPES.get(name, pa.string())


WRITERS: dict[str, Callable[[Path, Iterable[Row], ZoneInfo], None]] = {
    "xlsx": write_xlsx,
    "parquet": write_parquet,
}
