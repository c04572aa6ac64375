"""A tape: everything one media stream carried, in a file that stays readable if its process is killed.

The first line is a JSON label. Blocks follow, each holding some seconds of entries column by column, so packing a block
costs a few calls whatever its size. An incomplete block ends the tape. Times are seconds of one monotonic clock.
"""

import json
import os
import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

# Kinds of entries, and the content of their bodies.
CALLER = 0  # the carrier's `media` message, verbatim: base64 mu-law, its chunk number and its timestamp
AGENT = 1  # base64 mu-law that went to the carrier
MARK_SENT = 2  # the mark's name
MARK_RETURNED = 3  # the same name, when all before it was played
CLEARED = 4  # empty; the carrier's buffer was cleared
ENDED = 5  # empty; the stream is over
LOST = 6  # how many entries are missing here, because the disk was too slow

NOTE = 7  # a reason for silence: one of the words below

AGENT_READY, AGENT_LOST, TOOL = b"agent_ready", b"agent_lost", b"tool"

SUFFIX = ".tape"
VERSION = 1
_MAGIC = b"TAPE"
_BLOCK = struct.Struct("<4sII")  # entries, bytes of all bodies
PER_ENTRY = 3  # kind, time, body: the flat layout in memory, without an object per entry


class TapeError(Exception):
    """The file is not a tape, or of an unknown version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """`started` is the clock's time when the stream began; turns of this stream count from `first_position`."""

    call_sid: str
    stream_sid: str
    started_at: datetime
    started: float
    first_position: int = 1

    def to_line(self) -> bytes:
        data = {"version": VERSION, **asdict(self), "started_at": self.started_at.isoformat()}
        return json.dumps(data).encode() + b"\n"

    @classmethod
    def from_line(cls, line: bytes) -> "Label":
        try:
            data: dict[str, Any] = json.loads(line)
            if data.pop("version") != VERSION:
                raise TapeError("a tape of another version")
            return cls(**{**data, "started_at": datetime.fromisoformat(data["started_at"])})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise TapeError(f"no tape: {error!r}") from error


@dataclass(frozen=True, slots=True)
class Entry:
    """`at_ms` counts from the beginning of the stream."""

    kind: int
    at_ms: float
    body: bytes


def pack(entries: Sequence[Any]) -> bytes:
    """Packs a flat sequence (kind, time, body, kind, time, body, …) into a block."""
    bodies = entries[2::PER_ENTRY]
    joined = b"".join(bodies)
    parts = (
        _BLOCK.pack(_MAGIC, len(bodies), len(joined)),
        bytes(entries[0::PER_ENTRY]),
        array("d", entries[1::PER_ENTRY]).tobytes(),
        array("I", map(len, bodies)).tobytes(),
        joined,
    )
    return b"".join(parts)


def read_label(file: IO[bytes]) -> Label:
    return Label.from_line(file.readline(4096))


def read_entries(file: IO[bytes], label: Label) -> Iterator[Entry]:
    """All whole blocks that follow the label."""
    return read_blocks(file, started=label.started)


def read_blocks(file: IO[bytes], *, started: float) -> Iterator[Entry]:
    """The entries of all whole blocks; `started` is when the stream began, by the clock of the entries."""
    while len(head := file.read(_BLOCK.size)) == _BLOCK.size:
        magic, count, size = _BLOCK.unpack(head)
        kinds, times = file.read(count), file.read(8 * count)
        lengths, bodies = file.read(4 * count), file.read(size)
        if magic != _MAGIC or len(lengths) < 4 * count or len(bodies) < size:
            return
        yield from _unpack(kinds, array("d", times), array("I", lengths), bodies, started)


def _unpack(
    kinds: bytes, times: "array[float]", lengths: "array[int]", bodies: bytes, started: float
) -> Iterator[Entry]:
    position = 0
    for kind, time, length in zip(kinds, times, lengths, strict=True):
        yield Entry(kind, (time - started) * 1000, bodies[position : position + length])
        position += length


def tape_folder(data_dir: Path) -> Path:
    return data_dir / "tapes"


def tape_path(data_dir: Path, label: Label) -> Path:
    return tape_folder(data_dir) / f"{label.call_sid}.{label.stream_sid}{SUFFIX}"


def tapes_of(data_dir: Path, call_sid: str) -> list[Path]:
    """The call's tapes, one per media stream, in order."""
    found = dict(tapes(data_dir, f"{call_sid}."))
    return sorted(found, key=lambda path: found[path].st_ctime)


def tapes(data_dir: Path, prefix: str = "") -> Iterator[tuple[Path, os.stat_result]]:
    """Tapes by name. Skips those that another process deletes meanwhile: it has stored or erased them."""
    for path in sorted(tape_folder(data_dir).glob(f"{prefix}*{SUFFIX}")):
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        yield path, stat
