"""The copy itself. Each day has the version that PostgreSQL gave it in the transaction that changed its facts: a day whose version
is that of the reader's own view holds the same facts, and every other day is left to PostgreSQL."""

import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import duckdb
from sqlalchemy import Select, select, text
from sqlalchemy.orm import Session

from db.columns.layout import COPIED, OWN, STORE, TRAITS, as_text, kind, read, written
from db.models import CallDay

Versions = Mapping[UUID, Mapping[date, str]]
VERSIONS = text(
    "SELECT array_agg(day ORDER BY day), array_agg(CAST(version AS text) ORDER BY day)"
    " FROM call_days WHERE organization_id = CAST(:organization AS uuid)"
)
LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "2GB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
AT_ONCE = 31  # days: what is copied in one go
AS_WRITTEN = ", ".join(
    f"'{column.name}': '{'VARCHAR' if '[]' in kind(column) else kind(column)}'" for column in COPIED
)
READ = ", ".join(read(column) for column in COPIED)
WRITTEN = ", ".join(written(column) for column in COPIED)
SHARED, SINGLE = (", ".join(column.name for column in columns) for columns in (TRAITS, OWN))
MAKE = (
    f"ATTACH ':memory:' AS {STORE} (COMPRESS)",
    f"CREATE TABLE {STORE}.calls (kind UBIGINT, {', '.join(f'{column.name} {kind(column)}' for column in OWN)})",
    f"CREATE TABLE {STORE}.kinds (kind UBIGINT, {', '.join(f'{column.name} {kind(column)}' for column in TRAITS)})",
)
# Kinds stay: there are thousands of them for a million calls. A call's organization is a trait of its kind.
READ_STAGED = (
    f"CREATE OR REPLACE TEMP TABLE staged AS SELECT *, hash({SHARED}) AS kind FROM (SELECT {READ} FROM read_csv(?,"  # noqa: S608
    f" header = false, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '\\N',"
    f" columns = {{{AS_WRITTEN}}}))"
)
FORGET = (
    f"DELETE FROM {STORE}.calls WHERE day IN (SELECT unnest(?::DATE[]))"  # noqa: S608
    f" AND kind IN (SELECT kind FROM {STORE}.kinds WHERE organization_id = ?)"
)
KEEP_KINDS = (
    f"INSERT INTO {STORE}.kinds SELECT kind, {', '.join(f'any_value({column.name})' for column in TRAITS)} FROM staged"  # noqa: S608
    f" WHERE kind NOT IN (SELECT kind FROM {STORE}.kinds) GROUP BY kind"
)
KEEP_CALLS = f"INSERT INTO {STORE}.calls SELECT kind, {SINGLE} FROM staged ORDER BY day"  # noqa: S608


class ColumnCopy:
    """Any number of threads may read while one refreshes."""

    def __init__(self) -> None:
        self._store = duckdb.connect(":memory:", config=LIMITS)
        for statement in MAKE:
            self._store.execute(statement)
        self._changing = threading.Lock()  # what the copy holds, and what it says that it holds
        self._versions: Versions = {}
        self._replaced = 0

    def snapshot(self) -> "Snapshot":
        with self._changing:
            return Snapshot(self._store.cursor(), self._versions)

    def refresh(self, session: Session, *, before: date) -> int:
        """Copy the days before `before` that have changed, the newest first; how many. `session` must see one view of the database."""
        copied = 0
        for organization_id in session.scalars(select(CallDay.organization_id).distinct()).all():
            seen, have = versions_of(session, organization_id), self._versions.get(organization_id, {})
            wanted = sorted(day for day, version in seen.items() if day < before and have.get(day) != version)
            for days in batched(reversed(wanted), AT_ONCE):
                self._replace(session, organization_id, days, seen)
            self._replaced += sum(day in have for day in wanted)
            copied += len(wanted)
        if self._replaced > sum(map(len, self._versions.values())) // 4:
            self._settle()
        return copied

    def _replace(
        self, session: Session, organization_id: UUID, days: Sequence[date], seen: Mapping[date, str]
    ) -> None:
        with tempfile.NamedTemporaryFile(suffix=".csv") as file, self._store.cursor() as store:
            cursor: Any = session.connection().connection.cursor()
            cursor.copy_expert(statement_of(cursor, organization_id, days), file, 1 << 20)
            file.flush()
            store.execute(READ_STAGED, [file.name])
            store.begin()
            store.execute(FORGET, [list(days), organization_id])
            store.execute(KEEP_KINDS)
            store.execute(KEEP_CALLS)
            of_owner = {**self._versions.get(organization_id, {}), **{day: seen[day] for day in days}}
            with self._changing:
                store.commit()
                self._versions = {**self._versions, organization_id: of_owner}

    def _settle(self) -> None:
        """Write the calls anew: rows that were replaced keep their room until then."""
        with self._changing, self._store.cursor() as store:
            store.execute(
                f"CREATE OR REPLACE TABLE {STORE}.calls AS SELECT * FROM {STORE}.calls ORDER BY day"  # noqa: S608
            )
        self._replaced = 0

    def close(self) -> None:
        self._store.close()


class Snapshot:
    """One view of the copy, until it is closed; of one thread."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, versions: Versions) -> None:
        self._cursor = cursor
        self.versions = versions
        cursor.begin()
        cursor.execute(f"SELECT 1 FROM {STORE}.calls LIMIT 1").fetchall()  # noqa: S608 (from here on, the view stands)

    def rows(self, statement: Select[Any]) -> list[tuple[Any, ...]]:
        return self._cursor.execute(as_text(statement)).fetchall()

    def close(self) -> None:
        self._cursor.rollback()
        self._cursor.close()


def versions_of(session: Session, organization_id: UUID) -> dict[date, str]:
    """As the session's view of the database has them. In one row: there is one a day for years."""
    row = session.execute(VERSIONS, {"organization": str(organization_id)}).one()
    return dict(zip(row[0] or (), row[1] or (), strict=True))


def batched(days: Iterable[date], size: int) -> Iterator[list[date]]:
    source = iter(days)
    while batch := list(islice(source, size)):
        yield batch


def statement_of(cursor: Any, organization_id: UUID, days: Sequence[date]) -> str:
    """The index is by `started_at`, in UTC; a day more on both ends holds every zone's day."""
    values = [str(organization_id), min(days) - timedelta(days=1), max(days) + timedelta(days=2), list(days)]
    found: bytes = cursor.mogrify(
        f"COPY (SELECT {WRITTEN} FROM call_facts WHERE organization_id = %s AND started_at >= %s AND started_at < %s"  # noqa: S608
        " AND day = ANY(%s)) TO STDOUT (FORMAT csv, NULL '\\N')",
        values,
    )
    return found.decode()
