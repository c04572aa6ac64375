"""Writes the audio of live calls to tapes, once a second, on one thread per process; the audio path only appends to a list.

A full or slow disk costs the recording, never the call. The tapes of a killed process are left unlocked for others to
finish. What somebody listens to is also published, twenty times a second (`bridge/listening.py`).
"""

import contextlib
import errno
import fcntl
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any
from uuid import UUID

from bridge.listening import Listening
from db.actions.calls import conversation_id_of
from db.sound.tape import ENDED, LOST, PER_ENTRY, Label, pack, tape_folder, tape_path

log = logging.getLogger(__name__)
ROUNDS_PER_SECOND = 20  # each round writes its share of the tapes, so that the disk sees no bursts
# Entries of one call in memory, about fifteen seconds: more are lost if the disk is slower.
MAX_ENTRIES = 1500
_MAX_ITEMS = MAX_ENTRIES * PER_ENTRY
Closed = Callable[[str | None], object]


@dataclass(slots=True, eq=False)
class Tape:
    """`keep` and `end` are called on the pump's thread, everything else on the writer's."""

    label: Label
    on_closed: Closed  # with the reason why the tape is not whole, or None; on the writer's thread
    entries: list[Any] = field(default_factory=list)
    lost: int = 0
    has_ended: bool = False
    failure: str | None = None
    file: FileIO | None = None
    is_on_air: bool = False  # somebody listens, and has what came before
    conversation_id: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.conversation_id = conversation_id_of(self.label.call_sid)

    def keep(self, kind: int, at: float, body: bytes = b"") -> None:
        """`at` is the pump's time. Never blocks, never raises."""
        if len(self.entries) < _MAX_ITEMS:
            self.entries += (kind, at, body)
        else:
            self.lost += 1

    def end(self, at: float) -> None:
        self.entries.extend((ENDED, at, b""))
        self.has_ended = True

    def take(self) -> list[Any]:
        """Takes the entries so far, in two steps that are each atomic for the interpreter, because the pump may append in between."""
        taken = self.entries[:]
        del self.entries[: len(taken)]
        if self.lost:
            lost, self.lost = self.lost, 0
            taken.extend((LOST, taken[-2], str(lost).encode()))
        return taken


def _already_reported(_failure: str | None) -> None:
    """Replaces `on_closed` once it has been called."""


class _NoTape(Tape):
    """The tape of a call that is not recorded."""

    __slots__ = ()

    def keep(self, kind: int, at: float, body: bytes = b"") -> None:
        pass

    def end(self, at: float) -> None:
        pass


NO_TAPE = _NoTape(
    Label(call_sid="none", stream_sid="none", started_at=datetime.min.replace(tzinfo=UTC), started=0.0),
    lambda _failure: None,
)


class Taping:
    """Thread-safe. The thread starts with the first tape, after any fork."""

    def __init__(self, data_dir: Path, listening: Listening) -> None:
        self._data_dir = data_dir
        self._listening = listening
        self._tapes: list[Tape] = []
        self._opened: list[Tape] = []
        self._changed = threading.Condition()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._pid = 0

    def open(self, label: Label, on_closed: Closed) -> Tape:
        tape = Tape(label, on_closed)
        with self._changed:
            if self._pid != os.getpid():
                self._pid, self._tapes, self._thread = os.getpid(), [], None
            self._opened.append(tape)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="taping", daemon=True)
                self._thread.start()
            self._changed.notify_all()
        return tape

    def flush(self, timeout_seconds: float) -> bool:
        """Returns whether every finished tape is closed."""
        with self._changed:
            return self._changed.wait_for(
                lambda: not any(tape.has_ended for tape in (*self._tapes, *self._opened)), timeout_seconds
            )

    def close(self, timeout_seconds: float = 5.0) -> None:
        """Writes what is there. Tapes of running calls stay on disk, where another process adopts them."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread and self._pid == os.getpid():
            self._thread.join(timeout_seconds)

    def _run(self) -> None:
        turn = 0
        while self._await_work():
            turn += 1
            if turn % ROUNDS_PER_SECOND == 1:
                self._listening.look([tape.conversation_id for tape in self._tapes])
            due = [tape for place, tape in enumerate(self._tapes) if self._is_due(tape, place, turn)]
            for tape in due:
                self._serve(tape)
            if any(tape.has_ended and not tape.entries for tape in due):
                self._let_go()
        for tape in self._tapes:
            self._serve(tape)
            self._shut(tape)

    def _await_work(self) -> bool:
        """Waits a twentieth of a second while there are tapes, otherwise until one begins. Returns False on closing."""
        with self._changed:
            if not self._closing:
                self._changed.wait(1 / ROUNDS_PER_SECOND if self._tapes or self._opened else None)
            self._tapes += self._opened
            self._opened.clear()
            return not self._closing

    def _is_due(self, tape: Tape, place: int, turn: int) -> bool:
        is_heard = tape.conversation_id in self._listening.listened
        return tape.has_ended or tape.file is None or is_heard or (place + turn) % ROUNDS_PER_SECOND == 0

    def _serve(self, tape: Tape) -> None:
        entries = tape.take()
        self._broadcast(tape, entries)
        if not entries or tape.failure:
            return
        try:
            tape.file = tape.file or open_tape(self._data_dir, tape.label)
            write_whole(tape.file, pack(entries))
        except Exception as error:  # noqa: BLE001 -- an error of one tape must not stop the others
            tape.failure = reason_of(error)
            log.error(
                "event=tape_failed call=%s reason=%s error=%s", tape.label.call_sid, tape.failure, error
            )

    def _broadcast(self, tape: Tape, entries: list[Any]) -> None:
        """The first entries after somebody has come are up to a second old, and are left out: all that follow would be late."""
        was_on_air, tape.is_on_air = tape.is_on_air, tape.conversation_id in self._listening.listened
        if entries and tape.is_on_air and was_on_air:
            self._listening.publish(tape.conversation_id, entries)

    def _let_go(self) -> None:
        ended = [tape for tape in self._tapes if tape.has_ended and not tape.entries]
        for tape in ended:
            self._shut(tape)
            try:
                tape.on_closed(tape.failure)
            except Exception:
                log.exception("event=tape_not_reported call=%s", tape.label.call_sid)
            tape.on_closed = _already_reported  # breaks the reference cycle: the call refers to the tape
        with self._changed:
            self._tapes = [tape for tape in self._tapes if tape not in ended]
            self._changed.notify_all()

    def _shut(self, tape: Tape) -> None:
        if tape.file:
            with contextlib.suppress(OSError):
                tape.file.close()
            tape.file = None


def open_tape(data_dir: Path, label: Label) -> FileIO:
    """Readable by the owner only, and locked before it gets the name by which others find it."""
    tape_folder(data_dir).mkdir(mode=0o700, parents=True, exist_ok=True)
    path = tape_path(data_dir, label)
    draft = path.with_suffix(".new")
    file = FileIO(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w")
    fcntl.flock(file, fcntl.LOCK_EX)
    write_whole(file, label.to_line())
    draft.rename(path)
    return file


def write_whole(file: FileIO, data: bytes) -> None:
    if file.write(data) != len(data):
        raise OSError(errno.ENOSPC, "the disk took only a part")


def reason_of(error: Exception) -> str:
    number = error.errno if isinstance(error, OSError) else None
    full = {errno.ENOSPC: "disk_full", errno.EDQUOT: "disk_full", errno.EROFS: "disk_read_only"}
    return full.get(number or 0, "disk_failed" if isinstance(error, OSError) else "unexpected")
