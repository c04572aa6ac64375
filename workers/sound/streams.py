"""Reads tapes and joins them to the audio of a call: one tape is one media stream, and a reconnected call has several."""

import contextlib
import fcntl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from db.sound.tape import CALLER, ENDED, LOST, NOTE, Entry, Label, TapeError, read_entries, read_label
from workers.sound import agent_side, caller_side
from workers.sound.agent_side import AgentSide
from workers.sound.caller_side import CallerSide, Frame
from workers.sound.clock import CarrierClock, read_clock
from workers.sound.mulaw import PER_MS, Samples


class TapeInUseError(Exception):
    """The tape is still being written."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One media stream, laid out on the carrier's clock."""

    label: Label
    clock: CarrierClock
    caller: CallerSide
    agent: AgentSide
    frames: tuple[Frame, ...]
    lost_entries: int  # entries that a slow disk lost
    has_ended: bool = True  # False if its process was killed, or the disk was full
    notes: tuple[tuple[float, bytes], ...] = ()  # (time on the carrier's clock, note)


@dataclass(frozen=True, slots=True)
class Placed:
    """A stream and its start in the recording."""

    stream: Stream
    start_ms: float


@dataclass(frozen=True, slots=True)
class CallSound:
    """Both sides of a whole call, equally long, on one clock: milliseconds since its first stream began."""

    caller: Samples
    agent: Samples
    streams: tuple[Placed, ...]

    @property
    def duration_ms(self) -> int:
        return round(self.caller.size / PER_MS)

    @property
    def is_whole(self) -> bool:
        return all(part.stream.has_ended for part in self.streams)

    def stereo(self) -> Samples:
        """Two columns: caller (left) and agent (right)."""
        return np.column_stack((self.caller, self.agent))


def read_tape(path: Path) -> Stream | None:
    """The stream on a tape; None if it contains no audio of the caller. Raises TapeInUseError, TapeError, OSError."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TapeInUseError(path.name) from None
        label = read_label(file)
        entries = list(read_entries(file, label))
    stream = lay_out(label, entries)
    return stream if stream.caller.samples.size else None


def lay_out(label: Label, entries: Sequence[Entry]) -> Stream:
    frames = caller_side.frames_of(entries)
    clock = read_clock([frame.heard() for frame in frames])
    caller = caller_side.lay(frames)
    end_ms = caller.samples.size / PER_MS
    agent = agent_side.lay((entry for entry in entries if entry.kind != CALLER), clock, end_ms)
    lost = sum(int(entry.body) for entry in entries if entry.kind == LOST)
    notes = tuple((clock.ms(entry.at_ms), entry.body) for entry in entries if entry.kind == NOTE)
    has_ended = any(entry.kind == ENDED for entry in entries[-2:])
    return Stream(label, clock, caller, agent, tuple(frames), lost, has_ended, notes)


def join(streams: Sequence[Stream]) -> CallSound | None:
    """Joins the streams of a call in order, with silence between them."""
    placed = list(_place(sorted(streams, key=lambda stream: stream.label.started_at)))
    if not placed:
        return None
    size = max(round(part.start_ms * PER_MS) + part.stream.caller.samples.size for part in placed)
    caller, agent = np.zeros(size, dtype=np.int16), np.zeros(size, dtype=np.int16)
    for part in placed:
        start = round(part.start_ms * PER_MS)
        for lane, side in ((caller, part.stream.caller), (agent, part.stream.agent)):
            lane[start : start + side.samples.size] = side.samples
    return CallSound(caller, agent, tuple(placed))


def _place(streams: Sequence[Stream]) -> Iterator[Placed]:
    """Places streams by wall-clock time, but never before the previous one has ended."""
    first, free_ms = None, 0.0
    for stream in streams:
        first = first or stream.label.started_at
        start_ms = max((stream.label.started_at - first).total_seconds() * 1000, free_ms)
        yield Placed(stream, start_ms)
        free_ms = start_ms + stream.caller.samples.size / PER_MS


def read_call(paths: Sequence[Path]) -> CallSound | None:
    """The audio of all readable tapes; invalid ones are skipped."""
    streams = []
    for path in paths:
        with contextlib.suppress(TapeError):
            stream = read_tape(path)
            if stream is not None:
                streams.append(stream)
    return join(streams)
