"""The copy itself. Each day has the version that PostgreSQL gave it in the transaction that changed its facts: a day whose version
is that of the reader's own view holds the same facts, and every other day is left to PostgreSQL."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

import duckdb
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from db.columns.layout import COLUMN_FACTS, COPIED, STORE, as_text, kind, read, written
from db.models import CallDay

Day = tuple[UUID, date]
Versions = dict[Day, UUID]
LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "2GB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
AT_ONCE = 31  # days: what is copied in one go
NAMES = ", ".join(column.name for column in COPIED)
KINDS = ", ".join(f"{column.name} {kind(column)}" for column in COPIED)
AS_WRITTEN = ", ".join(
    f"'{column.name}': '{'VARCHAR' if '[]' in kind(column) else kind(column)}'" for column in COPIED
)
READ = ", ".join(read(column) for column in COPIED)
WRITTEN = ", ".join(written(column) for column in COPIED)
LOAD = (
    f"INSERT INTO {STORE}.facts SELECT {READ} FROM read_csv(?, header = false, auto_detect = false, delim = ',',"  # noqa: S608
    f" quote = '\"', escape = '\"', nullstr = '\\N', columns = {{{AS_WRITTEN}}}) ORDER BY day"
)


class ColumnCopy:
    """Any number of threads may read while one refreshes."""

    def __init__(self) -> None:
        self._store = duckdb.connect(":memory:", config=LIMITS)
        self._store.execute(f"ATTACH ':memory:' AS {STORE} (COMPRESS)")
        self._store.execute(f"CREATE TABLE {STORE}.facts ({KINDS})")
        self._store.execute(f"CREATE TABLE {STORE}.days (organization_id UUID, day DATE, version UUID)")
        self._replaced = 0

    def snapshot(self) -> "Snapshot":
        return Snapshot(self._store.cursor())

    def refresh(self, session: Session, *, before: date) -> int:
        """Copy the days before `before` that have changed, the newest first; how many. `session` must see one view of the database."""
        with self.snapshot() as held:
            have = held.versions
        seen = versions_of(session)
        wanted = sorted(day for day, version in seen.items() if day[1] < before and have.get(day) != version)
        for organization_id, days in chunks(reversed(wanted)):
            self._replace(session, organization_id, days, seen)
        self._replaced += sum(day in have for day in wanted)
        if self._replaced > len(have) // 4:
            self._settle()
        return len(wanted)

    def _replace(
        self, session: Session, organization_id: UUID, days: Sequence[date], seen: Mapping[Day, UUID]
    ) -> None:
        with tempfile.NamedTemporaryFile(suffix=".csv") as file:
            cursor: Any = session.connection().connection.cursor()
            cursor.copy_expert(statement_of(cursor, organization_id, days), file, 1 << 20)
            file.flush()
            with self._store.cursor() as store:
                store.begin()
                for table in ("facts", "days"):
                    store.execute(
                        f"DELETE FROM {STORE}.{table} WHERE organization_id = ? AND day IN (SELECT unnest(?::DATE[]))",  # noqa: S608
                        [organization_id, list(days)],
                    )
                store.execute(LOAD, [file.name])
                rows = [[organization_id, day, seen[(organization_id, day)]] for day in days]
                store.executemany(f"INSERT INTO {STORE}.days VALUES (?, ?, ?)", rows)  # noqa: S608
                store.commit()

    def _settle(self) -> None:
        """Write the table anew: rows that were replaced keep their room until then."""
        with self._store.cursor() as store:
            store.execute(
                f"CREATE OR REPLACE TABLE {STORE}.facts AS SELECT * FROM {STORE}.facts ORDER BY organization_id, day"  # noqa: S608
            )
        self._replaced = 0

    def close(self) -> None:
        self._store.close()


class Snapshot:
    """One view of the copy, until it is closed; of one thread."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor
        cursor.begin()
        rows = cursor.execute(f"SELECT organization_id, day, version FROM {STORE}.days").fetchall()  # noqa: S608
        self.versions: Versions = {(owner, day): version for owner, day, version in rows}

    def rows(self, statement: Select[Any]) -> list[tuple[Any, ...]]:
        return self._cursor.execute(as_text(statement)).fetchall()

    def __enter__(self) -> "Snapshot":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._cursor.rollback()
        self._cursor.close()


def versions_of(session: Session, organization_id: UUID | None = None) -> Versions:
    """As the session's view of the database has them."""
    wanted = select(CallDay.organization_id, CallDay.day, CallDay.version)
    if organization_id is not None:
        wanted = wanted.where(CallDay.organization_id == organization_id)
    return {(row[0], row[1]): row[2] for row in session.execute(wanted)}


def chunks(days: Iterable[Day]) -> Iterator[tuple[UUID, list[date]]]:
    for organization_id, of_owner in groupby(days, key=lambda day: day[0]):
        theirs = [day for _, day in of_owner]
        for begin in range(0, len(theirs), AT_ONCE):
            yield organization_id, theirs[begin : begin + AT_ONCE]


def statement_of(cursor: Any, organization_id: UUID, days: Sequence[date]) -> str:
    """The index is by `started_at`, in UTC; a day more on both ends holds every zone's day."""
    values = [str(organization_id), min(days) - timedelta(days=1), max(days) + timedelta(days=2), list(days)]
    found: bytes = cursor.mogrify(
        f"COPY (SELECT {WRITTEN} FROM call_facts WHERE organization_id = %s AND started_at >= %s AND started_at < %s"  # noqa: S608
        " AND day = ANY(%s)) TO STDOUT (FORMAT csv, NULL '\\N')",
        values,
    )
    return found.decode()


__all__ = ["COLUMN_FACTS", "ColumnCopy", "Snapshot", "versions_of"]
