"""Carries facts to the database on one thread per process, so that no call ever waits for it.

A fact is on the disk before `record` returns, where it outlives this process, and is then committed together with others: a commit of
many facts costs hardly more than of one. While the database is unavailable, facts stay on disk; they are written in order when it is back.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import takewhile
from uuid import UUID

from bridge.fact_actions import write_entries
from bridge.facts import Fact
from bridge.spool import Entry, Journal, Spool
from db.database import Database
from db.errors import is_of_the_server

log = logging.getLogger(__name__)

MAX_QUEUED = 100_000
BATCH = 200
COMMIT_INTERVAL_SECONDS = 0.3  # between two commits; a fact that comes after a pause does not wait
RETRY_SECONDS = 1.0
ORPHAN_SCAN_SECONDS = 10.0


class DatabaseAwayError(Exception):
    """Writing failed for a reason of the server, or the database does not answer a ping either."""


def _nobody_waits(_conversation_id: UUID) -> None:
    """Default of what is done after a commit."""


class Recorder:
    """`_held` holds the facts to write next, which the journal has too. Facts of the backlog are only on disk."""

    def __init__(
        self,
        database: Database,
        spool: Spool,
        on_ended: Callable[[UUID], object],
        on_recorded: Callable[[UUID], object] = _nobody_waits,
        on_forwarded: Callable[[UUID], object] = _nobody_waits,
    ) -> None:
        self._database = database
        self._spool = spool
        self._on_ended = on_ended
        self._on_recorded = on_recorded
        self._on_forwarded = on_forwarded
        self._changed = threading.Condition()
        self._held: list[Entry] = []
        self._journal: Journal | None = None  # what is appended to
        self._sealed: list[Journal] = []  # the writer's: full of what it is about to write
        self._is_behind = False
        self._is_bare = False  # some of the held are nowhere but in memory
        self._disk_is_full = False
        self._busy = False
        self._hurried = False
        self._closing = False
        self._next_commit = 0.0
        self._next_replay = 0.0
        self._thread: threading.Thread | None = None

    def record(self, call_sid: str, fact: Fact, at: datetime | None = None) -> None:
        """Records a fact learnt `at` this time (default: now). Never raises and waits neither for the database nor for a
        sync: a call is on the line.
        """
        entry = Entry(call_sid, at or datetime.now(UTC), fact)
        with self._changed:
            if len(self._held) >= MAX_QUEUED:
                self._tell_lost(entry, "queue full")
                return
            is_saved = self._is_saved(entry)
            if not (is_saved and self._is_behind):
                self._hold(entry, is_saved=is_saved)
            self._start()

    def start(self) -> None:
        """Starts immediately with what dead processes have left on disk."""
        with self._changed:
            self._start()

    def flush(self, timeout_seconds: float) -> bool:
        """Whether everything recorded so far is in the database or, while that is away, on disk."""
        with self._changed:
            self._hurried = bool(self._held)  # neither what is being written nor what comes later
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not self._held and not self._busy, timeout_seconds)

    def hurry(self) -> None:
        """Has what was recorded so far written now, not with the next facts; does not wait for it."""
        with self._changed:
            self._hurried = bool(self._held)
            self._changed.notify_all()

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

    def _is_saved(self, entry: Entry) -> bool:
        """A fact must queue behind facts that are only in memory, to keep their order."""
        if self._is_behind and self._held:
            return False
        try:
            self._journal = self._journal or self._spool.new_journal()
            self._journal.append(entry)
        except OSError as error:
            if not self._disk_is_full:
                log.critical("event=spool_failed error=%s consequence=facts wait in memory", error)
            self._disk_is_full = True
        else:
            self._disk_is_full = False
        return not self._disk_is_full

    def _hold(self, entry: Entry, *, is_saved: bool) -> None:
        self._held.append(entry)
        self._is_bare = self._is_bare or not is_saved
        if len(self._held) in {1, BATCH}:  # for those between, the writer has set its time
            self._changed.notify_all()

    # The writer's thread

    def _run(self) -> None:
        while True:
            closing = self._await_work()
            if self._is_due():
                self._settle()
            if closing:
                self._shut()
                return
            if time.monotonic() >= self._next_replay:
                self._replay()

    def _await_work(self) -> bool:
        """Returns whether this is the last round."""
        with self._changed:
            self._busy = False
            self._changed.notify_all()
            while not self._closing and not self._is_due() and time.monotonic() < self._next_replay:
                can_commit = self._held and not self._is_behind
                until = min(self._next_replay, self._next_commit) if can_commit else self._next_replay
                self._changed.wait(max(0.0, until - time.monotonic()))
            self._busy = True
            return self._closing

    def _is_due(self) -> bool:
        if not self._held or self._is_behind:
            return False
        is_time = time.monotonic() >= self._next_commit
        return is_time or self._hurried or self._closing or len(self._held) >= BATCH

    def _settle(self) -> None:
        batch, is_bare = self._seal()
        self._next_commit = time.monotonic() + COMMIT_INTERVAL_SECONDS
        try:
            self._write(batch)
        except DatabaseAwayError as error:
            log.warning("event=database_away error=%s consequence=facts are kept on disk", error)
            self._fall_behind(batch, is_bare=is_bare)
        else:
            for journal in self._sealed:
                journal.forget()
            self._sealed.clear()

    def _seal(self) -> tuple[list[Entry], bool]:
        """Returns what is held, and whether some of it is only in memory. Later facts go to a new file, so the sealed
        one can be deleted as a whole.
        """
        try:
            fresh = self._spool.new_journal()
        except OSError:
            fresh = None  # the next fact finds out why
        with self._changed:
            if self._journal is not None:
                self._sealed.append(self._journal)
            batch, is_bare = self._held, self._is_bare
            self._journal, self._held, self._is_bare, self._is_behind = fresh, [], False, False
            self._hurried = False
        return batch, is_bare

    def _fall_behind(self, batch: list[Entry], *, is_bare: bool) -> None:
        """Memory keeps only what is not on disk, and its neighbours, in order: writing a fact twice changes nothing."""
        self._next_replay = time.monotonic() + RETRY_SECONDS
        with self._changed:
            self._is_behind = True
            self._is_bare = self._is_bare or is_bare
            self._held = batch + self._held if self._is_bare else []
        self._sync()

    def _sync(self) -> None:
        """While the database is away, facts should survive the machine too."""
        journal = self._journal
        try:
            for one in (*self._sealed, *([journal] if journal else [])):
                one.sync()
        except OSError as error:
            log.critical("event=spool_failed error=%s consequence=facts may not outlive the machine", error)

    def _replay(self) -> None:
        """Writes this process's backlog and what dead processes left."""
        try:
            if self._is_behind:
                self._catch_up()
            for orphan in self._spool.orphans():
                orphan.replay(self._write)
        except DatabaseAwayError:
            self._next_replay = time.monotonic() + RETRY_SECONDS
        except OSError as error:
            log.error("event=spool_unreadable error=%s", error)
            self._next_replay = time.monotonic() + ORPHAN_SCAN_SECONDS
        else:
            self._next_replay = time.monotonic() + ORPHAN_SCAN_SECONDS

    def _catch_up(self) -> None:
        """Writes sealed files first, so an outage of hours does not create a file per second; then the rest."""
        self._save_held()
        self._sync()
        self._replay_sealed()
        batch, is_bare = self._seal()
        try:
            self._replay_sealed()
            if batch:
                self._write(batch)
        except (DatabaseAwayError, OSError):
            self._fall_behind(batch, is_bare=is_bare)
            raise

    def _save_held(self) -> None:
        """Retries the disk, a few facts at a time: calls wait for the lock."""
        with self._changed:
            waiting, self._held = self._held, []
            saved = sum(1 for _ in takewhile(self._is_saved, waiting[:BATCH]))
            self._held = waiting[saved:]
            self._is_bare = bool(self._held)

    def _replay_sealed(self) -> None:
        while self._sealed:
            self._sealed[0].replay(self._write)
            del self._sealed[0]

    def _shut(self) -> None:
        with self._changed:
            for journal in (*self._sealed, *([self._journal] if self._journal else [])):
                journal.close()
            self._sealed, self._journal = [], None
            self._busy = False
            self._changed.notify_all()

    def _write(self, batch: list[Entry], *, is_again: bool = False) -> None:
        """All facts in one transaction; if that fails, one by one, so a bad fact harms no other. A fact that failed
        because its call was being erased is recognized the second time.
        """
        try:
            self._commit(batch)
        except Exception as error:
            self._check_database(error)
            if is_again:
                log.exception("event=fact_rejected call=%s", batch[0].call_sid)
                self._set_aside(batch[0])
                return
            for entry in batch:
                self._write([entry], is_again=True)

    def _set_aside(self, entry: Entry) -> None:
        """A disk that takes nothing costs this fact, not those of all calls to come."""
        try:
            self._spool.reject(entry)
        except OSError as error:
            self._tell_lost(entry, str(error))

    @staticmethod
    def _tell_lost(entry: Entry, reason: str) -> None:
        """Without what the fact says: words and numbers do not belong into logs."""
        kind = type(entry.fact).__name__
        log.critical("event=fact_lost call=%s fact=%s reason=%s", entry.call_sid, kind, reason)

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
        """A server whose disk is full answers, and refuses every fact. Otherwise drivers raise arbitrary errors; a ping
        distinguishes an outage from a bad fact.
        """
        if is_of_the_server(error):
            raise DatabaseAwayError(type(getattr(error, "orig", error)).__name__) from error
        try:
            self._database.ping()
        except Exception:  # noqa: BLE001 -- whatever a ping raises, the database is away
            raise DatabaseAwayError(type(error).__name__) from error
