"""Reconstructs the agent's channel: all audio at the time the caller heard it, without what an interruption discarded. Pure.

The carrier buffers audio and plays it in real time. A run is audio that plays without a pause; returned marks show when it
began.
"""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from db.sound.tape import AGENT, CLEARED, MARK_RETURNED, MARK_SENT, Entry
from workers.sound.clock import CarrierClock
from workers.sound.mulaw import PER_MS, Samples, decode


@dataclass(slots=True)
class Run:
    """`sent_ms`: when its first audio was sent; `cut_ms`: when the rest was discarded. On the carrier's clock."""

    sent_ms: float
    sounds: list[bytes] = field(default_factory=list)
    size: int = 0
    cut_ms: float | None = None

    @property
    def ends_ms(self) -> float:
        return self.sent_ms + self.size / PER_MS


@dataclass(frozen=True, slots=True)
class AgentSide:
    """The channel's samples. `cut_ms`: times at which the agent was silenced by an interruption; `delay_ms`: from us to
    the caller.
    """

    samples: Samples
    delay_ms: float
    cut_ms: tuple[float, ...]
    discarded_ms: float


class _Player:
    """Simulates the carrier's buffer from the tape's entries."""

    def __init__(self, clock: CarrierClock) -> None:
        self.runs: list[Run] = []
        self.delays: list[float] = []
        self._clock = clock
        self._marks: dict[bytes, tuple[Run, int]] = {}

    def play(self, entry: Entry) -> None:
        at_ms = self._clock.ms(entry.at_ms)
        if entry.kind == AGENT:
            self._sent(at_ms, entry.body)
        elif entry.kind == MARK_SENT and self.runs:
            self._marks[entry.body] = (self.runs[-1], self.runs[-1].size)
        elif entry.kind == MARK_RETURNED and entry.body in self._marks:
            run, behind = self._marks.pop(entry.body)
            self.delays.append(at_ms - behind / PER_MS - run.sent_ms)
        elif entry.kind == CLEARED:
            self._marks.clear()  # after a clear, they return without having been played
            if self.runs and self.runs[-1].cut_ms is None:
                self.runs[-1].cut_ms = at_ms

    def _sent(self, at_ms: float, payload: bytes) -> None:
        try:
            sound = base64.b64decode(payload)
        except (binascii.Error, ValueError):
            return
        run = self.runs[-1] if self.runs else None
        if run is None or run.cut_ms is not None or at_ms > run.ends_ms:
            run = Run(at_ms)
            self.runs.append(run)
        run.sounds.append(sound)
        run.size += len(sound)


def lay(entries: Iterable[Entry], clock: CarrierClock, end_ms: float) -> AgentSide:
    """Lays the agent's audio out. `end_ms`: end of the stream; audio not played by then was not heard."""
    player = _Player(clock)
    for entry in entries:
        player.play(entry)
    delay_ms = max(min(player.delays, default=0.0), 0.0)
    samples = np.zeros(max(round(end_ms * PER_MS), 0), dtype=np.int16)
    cuts, discarded = [], 0
    for run in player.runs:
        start = max(round((run.sent_ms + delay_ms) * PER_MS), 0)
        stop = samples.size if run.cut_ms is None else round((run.cut_ms + delay_ms) * PER_MS)
        sound = decode(b"".join(run.sounds))
        heard = sound[: max(min(stop, samples.size) - start, 0)]
        samples[start : start + heard.size] = heard
        discarded += sound.size - heard.size
        if run.cut_ms is not None and heard.size < sound.size:
            cuts.append((start + heard.size) / PER_MS)
    return AgentSide(samples, delay_ms, tuple(cuts), discarded / PER_MS)
