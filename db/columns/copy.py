"""The column copy itself. PostgreSQL gives each day of facts a version in the transaction that changes it.

Days whose version matches the reader's snapshot are answered from the copy; all others are counted in PostgreSQL.
"""

import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import duckdb
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.columns.answers import Answers, Rows
from db.columns.layout import STORE
from db.columns.statements import (
    COPIED_SQL,
    CREATE_TABLES,
    DELETE_DAYS,
    INSERT_STAGED,
    LIMITS,
    READ_STAGED,
    SPANS,
)
from db.models import CallDay

VERSIONS = text(
    "SELECT array_agg(day ORDER BY day), array_agg(CAST(version AS text) ORDER BY day)"
    " FROM call_days WHERE organization_id = CAST(:organization AS uuid)"
)
MAX_DAYS_AT_ONCE = 31  # days: what is copied in one go
Days = Mapping[UUID, Mapping[date, "CopiedDay"]]


@dataclass(frozen=True, slots=True)
class CopiedDay:
    """One day of an organization in the copy: the facts' version, and its first and last call if it has any."""

    version: str
    first: datetime | None = None
    last: datetime | None = None


class ColumnCopy:
    """Any number of threads may read while one refreshes."""

    def __init__(self) -> None:
        self._store = duckdb.connect(":memory:", config=LIMITS)
        for statement in CREATE_TABLES:
            self._store.execute(statement)
        self._changing = threading.Lock()  # what the copy holds, and what it says that it holds
        self._days: Days = {}
        self._answers = Answers()
        # Views of what the copy holds now, for who asks next.
        self._open: list[duckdb.DuckDBPyConnection] = []
        # Calls that are there, and that were replaced since the tables were last written anew.
        self._held = self._replaced = 0

    def snapshot(self) -> "Snapshot":
        with self._changing:
            view = self._open.pop() if self._open else viewed(self._store.cursor())
            return Snapshot(view, self._days, self._answers, self._return_view)

    def _return_view(self, view: duckdb.DuckDBPyConnection, days: Days) -> None:
        """Opening a view takes longer than querying it, so views are reused while the copy does not change."""
        with self._changing:
            if days is self._days:
                self._open.append(view)
                return
        closed(view)

    def _close_idle_views(self) -> None:
        while self._open:
            closed(self._open.pop())

    def refresh(self, session: Session) -> int:
        """Copies changed days, newest first; returns how many. `session` must see one snapshot of the database."""
        copied = 0
        for organization_id in session.scalars(select(CallDay.organization_id).distinct()).all():
            seen, have = versions_of(session, organization_id), self._days.get(organization_id, {})
            held = {day: one.version for day, one in have.items()}
            wanted = sorted(day for day, version in seen.items() if held.get(day) != version)
            for days in batched(reversed(wanted), MAX_DAYS_AT_ONCE):
                self._replace(session, organization_id, days, seen)
            copied += len(wanted)
        if self._replaced > self._held // 4:
            self._compact()
        return copied

    def _replace(
        self, session: Session, organization_id: UUID, days: Sequence[date], seen: Mapping[date, str]
    ) -> None:
        with tempfile.NamedTemporaryFile(suffix=".csv") as file, self._store.cursor() as store:
            cursor: Any = session.connection().connection.cursor()
            cursor.copy_expert(statement_of(cursor, organization_id, days), file, 1 << 20)
            file.flush()
            store.execute(READ_STAGED, [file.name])
            spans = {day: span for day, *span in store.execute(SPANS).fetchall()}
            store.begin()
            gone = [
                counted(store.execute(statement, [list(days), organization_id])) for statement in DELETE_DAYS
            ]
            kept = [counted(store.execute(statement)) for statement in INSERT_STAGED]
            self._replaced += gone[0]
            self._held += kept[1] - gone[0]
            new = {day: CopiedDay(seen[day], *spans.get(day, ())) for day in days}
            with self._changing:
                store.commit()
                self._days = {
                    **self._days,
                    organization_id: {**self._days.get(organization_id, {}), **new},
                }
                self._answers = Answers()
                self._close_idle_views()

    def _compact(self) -> None:
        """Rewrites the tables: replaced rows occupy their space until then."""
        with self._changing, self._store.cursor() as store:
            self._close_idle_views()
            for one in ("calls", "cells"):
                store.execute(
                    f"CREATE OR REPLACE TABLE {STORE}.{one} AS SELECT * FROM {STORE}.{one} ORDER BY day"
                )
        self._replaced = 0

    def close(self) -> None:
        with self._changing:
            self._close_idle_views()
        self._store.close()


class Snapshot:
    """A consistent view of the copy, until it is closed. For one thread."""

    def __init__(
        self,
        view: duckdb.DuckDBPyConnection,
        days: Days,
        answers: Answers,
        return_view: Callable[[duckdb.DuckDBPyConnection, Days], None],
    ) -> None:
        self._view, self._answers, self._return_view = view, answers, return_view
        self.days = days

    def rows(self, question: str) -> Rows:
        """Callers must not change the rows: they are shared."""
        found = self._answers.get(question)
        if found is None:
            try:
                found = self._view.execute(question).fetchall()
            except duckdb.Error:
                self.days = {}  # its view has ended: nobody else gets it
                raise
            self._answers.keep(question, found)
        return found

    def close(self) -> None:
        self._return_view(self._view, self.days)


def viewed(cursor: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    cursor.begin()
    cursor.execute(f"SELECT 1 FROM {STORE}.calls LIMIT 1").fetchall()  # from here on, the view stands
    return cursor


def closed(view: duckdb.DuckDBPyConnection) -> None:
    with suppress(duckdb.Error):  # a statement that failed has ended its view
        view.rollback()
    view.close()


def counted(done: duckdb.DuckDBPyConnection) -> int:
    """How many rows a statement has changed."""
    row = done.fetchone()
    return int(row[0]) if row else 0


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
        f"COPY (SELECT {COPIED_SQL} FROM call_facts WHERE organization_id = %s AND started_at >= %s AND started_at < %s"
        " AND day = ANY(%s)) TO STDOUT (FORMAT csv, NULL '\\N')",
        values,
    )
    return found.decode()
