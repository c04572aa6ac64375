"""Loads many calls into empty tables: indexes are created after the rows, sorted instead of row by row."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

MANY = 50_000  # calls; below, indexes take no time
TABLES = ("turns", "call_texts", "ledger_entries")  # no other table's key points at them
SETTINGS = ("work_mem = '128MB'", "maintenance_work_mem = '512MB'", "max_parallel_maintenance_workers = 2")
# LZ4 is faster than the default; not every server is built with it.
HAS_LZ4 = text("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
IS_EMPTY = "SELECT NOT EXISTS (SELECT 1 FROM {table})"
CONSTRAINTS = text(
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE conrelid = CAST(:table AS regclass) AND contype IN ('p', 'u')"
)
INDEXES = text(
    "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = CAST(:table AS regclass)"
)


@contextmanager
def bulk(session: Session, calls: int) -> Iterator[None]:
    if calls < MANY:
        yield
        return
    for setting in SETTINGS:
        session.execute(text(f"SET LOCAL {setting}"))
    if session.scalar(HAS_LZ4):
        session.execute(text("SET LOCAL default_toast_compression = 'lz4'"))
    made_later = [statement for table in TABLES for statement in without_indexes(session, table)]
    yield
    for statement in made_later:
        session.execute(text(statement))


def without_indexes(session: Session, table: str) -> list[str]:
    """Drops the keys and indexes of an empty table; returns the statements that create them again."""
    if not session.scalar(text(IS_EMPTY.format(table=table))):
        return []
    again: list[str] = []
    for name, definition in pairs(session, CONSTRAINTS, table):
        session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        again.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    for name, definition in pairs(session, INDEXES, table):
        session.execute(text(f"DROP INDEX {name}"))
        again.append(definition)
    return again


def pairs(session: Session, statement: Any, table: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in session.execute(statement, {"table": table})]
