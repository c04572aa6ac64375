"""Facts on disk until the database has them: append-only files, one fact per line, in order.

A file belongs to the process that holds its lock. When that process dies the lock is released and another process adopts
the file.
"""

import errno
import fcntl
import json
import logging
import os
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader, FileIO
from itertools import count, islice
from pathlib import Path
from typing import Any

from bridge.facts import Fact, from_data, to_data
from db.call_memory import REJECTED, locked

log = logging.getLogger(__name__)
_BATCH = 100
_encode = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact, the call that it is about, and when it was learnt."""

    call_sid: str
    at: datetime
    fact: Fact

    def to_line(self) -> bytes:
        data = {"call_sid": self.call_sid, "at": self.at.isoformat(), "fact": to_data(self.fact)}
        return _encode(data).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "Entry":
        data: dict[str, Any] = json.loads(line)
        return cls(data["call_sid"], datetime.fromisoformat(data["at"]), from_data(data["fact"]))


Write = Callable[[list[Entry]], None]


class Journal:
    """One file. Not thread-safe."""

    def __init__(self, file: FileIO, path: Path, size: int = 0) -> None:
        self.path = path
        self.size = size
        self._file = file
        self._synced = 0

    def append(self, entry: Entry) -> None:
        """The fact then survives this process, and after `sync` the machine. Raises OSError if the disk is full; nothing
        is appended then.
        """
        line = entry.to_line()
        try:
            _write_whole(self._file, line)
        except OSError:
            os.ftruncate(self._file.fileno(), self.size)  # half a line would hide what follows
            raise
        self.size += len(line)

    def sync(self) -> None:
        """Syncs to disk if something was appended since the last time."""
        size = self.size
        if size > self._synced:
            os.fsync(self._file.fileno())
            self._synced = size

    def replay(self, write: Write) -> None:
        """Writes everything, oldest first, then deletes the file. If `write` raises, nothing is deleted."""
        self._file.seek(0)
        with closing(self._entries()) as entries:
            while batch := list(islice(entries, _BATCH)):
                write(batch)
        self.forget()
        log.info("event=spool_replayed file=%s", self.path.name)

    def forget(self) -> None:
        """Deletes the file: the database has everything in it. One that the disk does not delete is replayed later, which changes
        nothing.
        """
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            log.critical("event=spool_failed error=%s consequence=its facts are written again", error)
        self._file.close()

    def close(self) -> None:
        """Leaves unwritten facts to another process."""
        if self.size:
            self._file.close()
        else:
            self.forget()

    def _entries(self) -> Generator[Entry]:
        reader = BufferedReader(self._file)
        try:
            for line in reader:
                try:
                    yield Entry.from_line(line)
                except (ValueError, KeyError, TypeError) as error:
                    log.error("event=spool_line_unreadable file=%s error=%r", self.path.name, error)
        finally:
            reader.detach()


class Spool:
    """The folder of all processes' journals; file names keep those of one process in order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._names: tuple[int, Iterator[str]] = (0, iter(()))

    def new_journal(self) -> Journal:
        """Locks the file before it gets the name by which others find it. Raises OSError if the disk is full."""
        path = self._folder / self._next_name()
        draft = path.with_suffix(".new")
        file = FileIO(draft, "a+")
        fcntl.flock(file, fcntl.LOCK_EX)
        draft.rename(path)
        return Journal(file, path)

    def orphans(self) -> Iterator[Journal]:
        """Files of dead processes, locked by this one. The caller must replay them."""
        for path in sorted(self._folder.glob("*.jsonl")):
            try:
                file = FileIO(path, "r+")
            except OSError as error:  # adopted by another a moment ago, or no file at all
                log.warning("event=spool_file_skipped file=%s error=%s", path.name, error)
                continue
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:  # its process lives
                file.close()
                continue
            with file:
                yield Journal(file, path, os.fstat(file.fileno()).st_size)

    def reject(self, entry: Entry) -> None:
        """Sets aside a fact that the database rejects, for a person to inspect."""
        with (self._folder / REJECTED).open("ab") as file, locked(file):
            file.write(entry.to_line())

    def _next_name(self) -> str:
        pid, names = self._names
        if pid != os.getpid():
            self._names = pid, names = os.getpid(), _names_of_process()
        return next(names)


def _names_of_process() -> Iterator[str]:
    stem = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
    return (f"{stem}-{number:09}.jsonl" for number in count())


def _write_whole(file: FileIO, data: bytes) -> None:
    if file.write(data) != len(data):
        raise OSError(errno.ENOSPC, "the disk took only a part")
