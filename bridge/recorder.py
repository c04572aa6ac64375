"""Carries facts to the database on one thread per process, so that no call ever waits for it.

A fact is on the disk first, where it outlives this process, and then waits a moment for company: a commit of many costs hardly
more than of one. While the database is away facts stay on the disk, and follow when it is back, in the same order.
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
from bridge.writing import write_entries
from db.database import Database

log = logging.getLogger(__name__)

MOST_WAITING = 100_000
BATCH = 200
GATHER_SECONDS = 0.15  # between two commits; a fact that comes after a pause does not wait
RETRY_SECONDS = 1.0
ADOPT_SECONDS = 10.0


class DatabaseAwayError(Exception):
    """Writing failed, and the database does not answer a ping either."""


class Recorder:
    def __init__(
        self,
        database: Database,
        spool: Spool,
        on_ended: Callable[[UUID], object],
        on_recorded: Callable[[UUID], object] = bool,
        on_forwarded: Callable[[UUID], object] = bool,
    ) -> None:
        self._database = database
        self._spool = spool
        self._on_ended = on_ended
        self._on_recorded = on_recorded
        self._on_forwarded = on_forwarded
        self._waiting: deque[Entry] = deque()
        self._changed = threading.Condition()
        self._held: list[Entry] = []  # on the disk, and the next that go to the database
        self._is_behind = (
            False  # the disk holds what the database has not taken: all that comes goes behind it
        )
        self._disk_is_full = False
        self._busy = False
        self._hurried = False
        self._closing = False
        self._next_commit = 0.0
        self._next_replay = 0.0
        self._thread: threading.Thread | None = None

    def record(self, call_sid: str, fact: Fact, at: datetime | None = None) -> None:
        """Learnt `at` this time, or now. Never blocks and never raises: a call is on the line."""
        entry = Entry(call_sid, at or datetime.now(UTC), fact)
        with self._changed:
            if len(self._waiting) + len(self._held) >= MOST_WAITING:
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
            self._hurried = True
            self._changed.notify_all()
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
            self._keep(self._take())
            if self._held and self._is_due():
                self._settle()
            if self._closing and not self._waiting:
                self._spool.close()
                return
            if time.monotonic() >= self._next_replay:
                self._replay()

    def _take(self) -> list[Entry]:
        with self._changed:
            self._busy = bool(self._held)
            self._changed.notify_all()
            until = min(self._next_commit, self._next_replay) if self._held else self._next_replay
            self._changed.wait_for(self._has_work, max(0.0, until - time.monotonic()))
            taken = list(self._waiting)
            self._waiting.clear()
            self._busy = bool(taken or self._held)
            return taken

    def _has_work(self) -> bool:
        return bool(self._waiting or self._closing or (self._hurried and self._held))

    def _is_due(self) -> bool:
        is_full = len(self._held) >= BATCH
        return self._hurried or self._closing or is_full or time.monotonic() >= self._next_commit

    def _keep(self, taken: list[Entry]) -> None:
        if not taken:
            return
        try:
            self._spool.append(taken, durably=self._is_behind)
        except OSError as error:
            self._keep_in_memory(taken, error)
        else:
            if not self._is_behind:
                self._held += taken

    def _keep_in_memory(self, taken: list[Entry], error: OSError) -> None:
        if not self._disk_is_full:
            log.critical("event=spool_failed error=%s consequence=facts wait in memory", error)
        self._disk_is_full = True
        if not self._is_behind:
            self._held += taken
            return
        with self._changed:
            self._waiting.extendleft(reversed(taken))
        time.sleep(RETRY_SECONDS)

    def _settle(self) -> None:
        batch, self._held = self._held, []
        self._next_commit = time.monotonic() + GATHER_SECONDS
        self._hurried = False
        try:
            self._write(batch)
        except DatabaseAwayError as error:
            self._fall_behind(batch, error)
        else:
            self._spool.forget()
            self._disk_is_full = False

    def _fall_behind(self, batch: list[Entry], error: DatabaseAwayError) -> None:
        log.warning("event=database_away error=%s consequence=facts are kept on disk", error)
        self._next_replay = self._next_commit = time.monotonic() + RETRY_SECONDS
        if self._disk_is_full:
            self._held = batch
        else:
            self._is_behind = True

    def _replay(self) -> None:
        """What this process is behind with, and what dead ones have left."""
        replay = self._spool.replay if self._is_behind else self._spool.replay_orphans
        try:
            replay(self._write)
        except DatabaseAwayError:
            self._next_replay = time.monotonic() + RETRY_SECONDS
        except OSError as error:
            log.error("event=spool_unreadable error=%s", error)  # noqa: TRY400
            self._next_replay = time.monotonic() + ADOPT_SECONDS
        else:
            self._next_replay = time.monotonic() + ADOPT_SECONDS
            self._is_behind = self._disk_is_full = False

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
            written = write_entries(session, batch)
        for due in written:
            if due.is_forwarded:
                self._on_forwarded(due.conversation_id)
            if due.is_complete:
                self._on_ended(due.conversation_id)
            if due.has_recording:
                self._on_recorded(due.conversation_id)

    def _check_database(self, error: Exception) -> None:
        """What drivers raise is theirs; a ping tells an outage from a bad fact."""
        try:
            self._database.ping()
        except Exception:  # noqa: BLE001 -- the same
            raise DatabaseAwayError(type(error).__name__) from error
