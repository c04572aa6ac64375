"""Refreshes a process's column copy: once there are enough facts to be worth it, changed days are copied again."""

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import duckdb
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from db.columns.copy import ColumnCopy

log = logging.getLogger(__name__)
MIN_FACTS = 20_000  # facts: below, PostgreSQL counts them as quickly
INTERVAL_SECONDS = 60.0
ESTIMATED_FACTS = text("SELECT reltuples FROM pg_class WHERE oid = 'call_facts'::regclass")


class Refresher:
    """Has its own thread; `copy` is None until it holds a day."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Session]]) -> None:
        self._reading = reading
        self._stopped = threading.Event()
        self._refreshing = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="columns", daemon=True)
        self.copy: ColumnCopy | None = None

    def start(self) -> None:
        self._thread.start()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.refresh()
            except (SQLAlchemyError, duckdb.Error, OSError) as error:
                # Figures are right without the copy, and the next round may bring it.
                log.warning("columns not refreshed error=%s", error)
            self._stopped.wait(INTERVAL_SECONDS)

    def refresh(self, *, least: int = MIN_FACTS) -> int:
        """Returns how many days were copied."""
        with self._refreshing, self._reading() as session:
            if self.copy is None and session.scalars(ESTIMATED_FACTS).one() < least:
                return 0
            copy = self.copy or ColumnCopy()
            self.copy = copy
            days = copy.refresh(session)
        if days:
            log.info("columns refreshed days=%d", days)
        return days

    def close(self) -> None:
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)
        if self.copy is not None and not self._thread.is_alive():
            self.copy.close()
