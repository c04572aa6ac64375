"""Carries facts to the database on one thread per process, so that no call ever waits for it.

While the database is away they go to the spool, and from there to the database when it is back, in the same order.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

from bridge.facts import Fact
from bridge.spool import Entry, Spool
from bridge.writing import write_entry
from db.database import Database

log = logging.getLogger(__name__)

MOST_WAITING = 100_000
BATCH = 50
RETRY_SECONDS = 1.0
ADOPT_SECONDS = 30.0


class DatabaseAwayError(Exception):
    """Writing failed, and the database does not answer a ping either."""


class Recorder:
    def __init__(
        self,
        database: Database,
        spool: Spool,
        on_ended: Callable[[UUID], object],
        on_recorded: Callable[[UUID], object] = bool,
    ) -> None:
        self._database = database
        self._spool = spool
        self._on_ended = on_ended
        self._on_recorded = on_recorded
        self._waiting: deque[Entry] = deque()
        self._changed = threading.Condition()
        self._busy = False
        self._closing = False
        self._next_replay = 0.0
        self._thread: threading.Thread | None = None

    def record(self, call_sid: str, fact: Fact) -> None:
        """Never blocks and never raises: a call is on the line."""
        entry = Entry(call_sid, datetime.now(UTC), fact)
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                log.critical("event=fact_lost call=%s fact=%s reason=queue full", call_sid, fact)
                return
            self._waiting.append(entry)
            self._changed.notify_all()
            self._start()

    def start(self) -> None:
        """Begin at once with what dead processes have left on the disk."""
        with self._changed:
            self._start()

    def flush(self, timeout_seconds: float) -> bool:
        """Whether everything recorded so far has found its place, in the database or on the disk."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._busy, timeout_seconds)

    def close(self, timeout_seconds: float = 5.0) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread:
            self._thread.join(timeout_seconds)

    def _start(self) -> None:
        """Lazily, so that it happens after a fork."""
        if self._thread is None and not self._closing:
            self._thread = threading.Thread(target=self._run, name="recorder", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            batch = self._take()
            if batch:
                self._place(batch)
            elif self._closing:
                self._spool.close()
                return
            if time.monotonic() >= self._next_replay:
                self._replay()

    def _take(self) -> list[Entry]:
        with self._changed:
            self._busy = False
            self._changed.notify_all()
            patience = max(0.0, self._next_replay - time.monotonic())
            self._changed.wait_for(lambda: self._waiting or self._closing, patience)
            self._busy = bool(self._waiting)
            return [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]

    def _place(self, batch: list[Entry]) -> None:
        """In the database, unless older facts wait on the disk: then behind them."""
        if not self._spool.has_entries:
            try:
                self._write(batch)
            except DatabaseAwayError as error:
                log.warning("event=database_away error=%s consequence=facts are kept on disk", error)
                self._next_replay = time.monotonic() + RETRY_SECONDS
            else:
                return
        try:
            self._spool.append(batch)
        except OSError as error:
            log.critical("event=spool_failed error=%s consequence=facts wait in memory", error)
            with self._changed:
                self._waiting.extendleft(reversed(batch))
            time.sleep(RETRY_SECONDS)

    def _replay(self) -> None:
        try:
            self._spool.replay(lambda entry: self._write([entry]))
        except DatabaseAwayError:
            self._next_replay = time.monotonic() + RETRY_SECONDS
        except OSError as error:
            log.error("event=spool_unreadable error=%s", error)  # noqa: TRY400
            self._next_replay = time.monotonic() + ADOPT_SECONDS
        else:
            self._next_replay = time.monotonic() + ADOPT_SECONDS

    def _write(self, batch: list[Entry]) -> None:
        """All in one transaction; where that fails, one by one, so that a bad fact harms no other."""
        try:
            self._commit(batch)
        except Exception as error:
            self._check_database(error)
            if len(batch) == 1:
                log.exception("event=fact_rejected call=%s", batch[0].call_sid)
                self._spool.reject(batch[0])
                return
            for entry in batch:
                self._write([entry])

    def _commit(self, batch: list[Entry]) -> None:
        with self._database.transaction() as session:
            written = [write_entry(session, entry) for entry in batch]
        for due in written:
            if due.has_ended:
                self._on_ended(due.conversation_id)
            if due.has_recording:
                self._on_recorded(due.conversation_id)

    def _check_database(self, error: Exception) -> None:
        """What drivers raise is theirs; a ping tells an outage from a bad fact."""
        try:
            self._database.ping()
        except Exception:  # noqa: BLE001 -- the same
            raise DatabaseAwayError(type(error).__name__) from error
