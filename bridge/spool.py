"""Facts on disk until the database has them: one append-only file per process, each line a fact, in order.

A file belongs to the process that holds its lock. When that process dies, the lock goes, and another adopts the file.
"""

import errno
import fcntl
import json
import logging
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import FileIO
from itertools import islice
from pathlib import Path
from typing import Any

from bridge.facts import Fact, from_data, to_data

log = logging.getLogger(__name__)
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact, the call that it is about, and when it was learnt."""

    call_sid: str
    at: datetime
    fact: Fact

    def to_line(self) -> bytes:
        data = {"call_sid": self.call_sid, "at": self.at.isoformat(), "fact": to_data(self.fact)}
        return json.dumps(data, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "Entry":
        data: dict[str, Any] = json.loads(line)
        return cls(data["call_sid"], datetime.fromisoformat(data["at"]), from_data(data["fact"]))


class Spool:
    """Not thread-safe: the recorder's writer is its only user."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._own: FileIO | None = None
        self._path = folder

    @property
    def has_entries(self) -> bool:
        return self._own is not None and os.fstat(self._own.fileno()).st_size > 0

    def append(self, entries: Iterable[Entry], *, durably: bool = True) -> None:
        """They outlive this process, or the machine if `durably`. Raises OSError where the disk is full; then none of them does."""
        file = self._own = self._own or self._open()
        size = os.fstat(file.fileno()).st_size
        data = b"".join(entry.to_line() for entry in entries)
        try:
            _write_whole(file, data)
            if durably:
                os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), size)  # half a line would hide what follows
            raise

    def forget(self) -> None:
        """The database has all that was appended."""
        if self._own is not None:
            os.ftruncate(self._own.fileno(), 0)

    def replay(self, write: Callable[[list[Entry]], None]) -> None:
        """Write everything, oldest first, then forget it. What `write` raises ends the replay; nothing is forgotten."""
        if self._own is not None:
            self._replay(self._own, self._path, write)
            self._own = None
        self.replay_orphans(write)

    def replay_orphans(self, write: Callable[[list[Entry]], None]) -> None:
        """The same for what dead processes have left."""
        for orphan, path in self._orphans():
            with orphan:
                self._replay(orphan, path, write)

    def reject(self, entry: Entry) -> None:
        """Keep a fact that the database will not take, for a person to look at."""
        with (self._folder / "rejected").open("ab") as file:
            file.write(entry.to_line())

    def close(self) -> None:
        """Leave what is unwritten for another process."""
        if self._own is not None:
            if not self.has_entries:
                self._path.unlink(missing_ok=True)
            self._own.close()
            self._own = None

    def _open(self) -> FileIO:
        """Locked before it has the name by which others find it."""
        path = self._folder / f"{os.getpid()}-{uuid.uuid4().hex[:8]}.jsonl"
        draft = path.with_suffix(".new")
        file = FileIO(draft, "a+")
        fcntl.flock(file, fcntl.LOCK_EX)
        draft.rename(path)
        self._path = path
        return file

    def _orphans(self) -> Iterator[tuple[FileIO, Path]]:
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
            else:
                yield file, path

    def _replay(self, file: FileIO, path: Path, write: Callable[[list[Entry]], None]) -> None:
        file.seek(0)
        entries = _entries_of(file, path)
        while batch := list(islice(entries, _BATCH)):
            write(batch)
        path.unlink(missing_ok=True)
        file.close()
        log.info("event=spool_replayed file=%s", path.name)


def _entries_of(file: FileIO, path: Path) -> Iterator[Entry]:
    for line in file:
        try:
            yield Entry.from_line(line)
        except (ValueError, KeyError, TypeError) as error:
            log.error("event=spool_line_unreadable file=%s error=%r", path.name, error)  # noqa: TRY400


def _write_whole(file: FileIO, data: bytes) -> None:
    if file.write(data) != len(data):
        raise OSError(errno.ENOSPC, "the disk took only a part")
