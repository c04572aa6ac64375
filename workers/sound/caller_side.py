"""Reconstructs the caller's channel: every frame at its timestamp, silence where frames were lost. Pure."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import orjson

from db.sound.tape import CALLER, Entry
from workers.sound.clock import Heard
from workers.sound.mulaw import PER_MS, Samples, decode

TOLERANCE_MS = 15.0  # timestamps are rounded, and clocks drift: smaller gaps between frames are ignored
MAX_HOLE_MS = 600_000.0  # a longer gap means an invalid timestamp


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of the caller. `chunk` is the carrier's sequence number, so gaps in it are lost frames."""

    at_ms: float
    timestamp_ms: float
    chunk: int
    sound: bytes

    def heard(self) -> Heard:
        return Heard(self.at_ms, self.timestamp_ms, len(self.sound) / PER_MS)


@dataclass(frozen=True, slots=True)
class CallerSide:
    samples: Samples
    lost_frames: int
    silence_inserted_ms: float


def frames_of(entries: Iterable[Entry]) -> list[Frame]:
    """Frames in order of their chunk numbers, without duplicates and unreadable messages."""
    found: dict[int, Frame] = {}
    for entry in entries:
        frame = _frame(entry) if entry.kind == CALLER else None
        if frame is not None:
            found.setdefault(frame.chunk, frame)
    return sorted(found.values(), key=lambda frame: frame.chunk)


def _frame(entry: Entry) -> Frame | None:
    try:
        media = orjson.loads(entry.body)["media"]
        sound = base64.b64decode(media["payload"])
        return Frame(entry.at_ms, float(media["timestamp"]), int(media["chunk"]), sound)
    except (orjson.JSONDecodeError, binascii.Error, KeyError, TypeError, ValueError):
        return None


def lay(frames: Iterable[Frame]) -> CallerSide:
    pieces: list[Samples] = []
    cursor, lost, silence, previous = 0, 0, 0, None
    for frame in frames:
        if previous is not None:
            lost += frame.chunk - previous - 1
        previous = frame.chunk
        start = round(frame.timestamp_ms * PER_MS)
        hole = start - cursor
        if TOLERANCE_MS * PER_MS < hole < MAX_HOLE_MS * PER_MS:
            pieces.append(np.zeros(hole, dtype=np.int16))
            cursor, silence = start, silence + hole
        pieces.append(decode(frame.sound))
        cursor += len(frame.sound)
    samples = np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.int16)
    return CallerSide(samples, lost, silence / PER_MS)
