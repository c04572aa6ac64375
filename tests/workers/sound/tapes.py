"""Tapes of calls that never were: what the carrier sent and what the agent said, at times that the test chooses."""

import base64
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np

from bridge.simulators import mulaw
from db.sound import tape
from db.sound.tape import Entry, Label, pack, read_entries, read_label
from workers.sound.mulaw import PER_MS, Samples

FRAME_MS = 20
LABEL = Label(
    call_sid="CA" + "0" * 32,
    stream_sid="MZ" + "0" * 32,
    started_at=datetime(2026, 11, 25, 10, 0, tzinfo=UTC),
    started=1000.0,
)


def tone(milliseconds: float, hertz: float = 440.0, level: int = 8000) -> Samples:
    times = np.arange(round(milliseconds * PER_MS)) / mulaw.SAMPLE_RATE_HZ
    return (np.sin(2 * np.pi * hertz * times) * level).astype(np.int16)


def silence(milliseconds: float) -> Samples:
    return np.zeros(round(milliseconds * PER_MS), dtype=np.int16)


def media_message(chunk: int, timestamp_ms: int, sound: bytes) -> bytes:
    media = {
        "track": "inbound",
        "chunk": str(chunk),
        "timestamp": str(timestamp_ms),
        "payload": base64.b64encode(sound).decode(),
    }
    return json.dumps({"event": "media", "media": media}).encode()


def caller_entries(samples: Samples, delay_ms: float = 30.0, lost: Iterable[int] = ()) -> Iterator[Entry]:
    """A frame each 20 ms, spoken before it can be sent, and `delay_ms` on its way."""
    missing = set(lost)
    sound = mulaw.encode(samples)
    for number, start in enumerate(range(0, len(sound), mulaw.FRAME_BYTES)):
        if number not in missing:
            message = media_message(number + 1, number * FRAME_MS, sound[start : start + mulaw.FRAME_BYTES])
            yield Entry(tape.CALLER, (number + 1) * FRAME_MS + delay_ms, message)


def written(entries: Iterable[Entry], label: Label = LABEL) -> bytes:
    """The file, with a block for every ten entries."""
    flat: list[Any] = []
    blocks = []
    for entry in entries:
        flat += (entry.kind, label.started + entry.at_ms / 1000, entry.body)
        if len(flat) == 30:
            blocks.append(pack(flat))
            flat = []
    return label.to_line() + b"".join(blocks) + (pack(flat) if flat else b"")


def read(data: bytes) -> list[Entry]:
    file = io.BytesIO(data)
    return list(read_entries(file, read_label(file)))


@dataclass
class Carrier:
    """Plays what it is sent `delay_ms` after it left us, and its marks take as long to come back."""

    delay_ms: float = 30.0
    entries: list[Entry] = field(default_factory=list)
    heard: list[tuple[float, int]] = field(default_factory=list)  # when each sound began, and its bytes
    _free_ms: float = 0.0
    _marks: int = 0

    def send(self, at_ms: float, samples: Samples, late_ms: float = 0.0) -> float:
        """Returns when its first sample is heard, on the carrier's clock."""
        sound = mulaw.encode(samples)
        starts = max(at_ms + self.delay_ms, self._free_ms)
        self._free_ms = starts + len(sound) / PER_MS
        self._marks += 1
        name = f"g0:{self._marks}".encode()
        self.entries += [
            Entry(tape.AGENT, at_ms, base64.b64encode(sound)),
            Entry(tape.MARK_SENT, at_ms, name),
            Entry(tape.MARK_RETURNED, self._free_ms + self.delay_ms + late_ms, name),
        ]
        self.heard.append((starts, len(sound)))
        return starts

    def clear(self, at_ms: float) -> float:
        """Returns when it falls silent."""
        self.entries = [
            entry if entry.at_ms <= at_ms else Entry(entry.kind, at_ms + 2 * self.delay_ms, entry.body)
            for entry in self.entries
        ]
        self.entries.append(Entry(tape.CLEARED, at_ms, b""))
        self.entries.sort(key=lambda entry: entry.at_ms)
        self._free_ms = min(self._free_ms, at_ms + self.delay_ms)
        return at_ms + self.delay_ms
