"""The carrier's clock, derived from the caller's audio: each frame says when it was spoken, and we know when it arrived.

The frame with the shortest delay gives the offset, which is used for all. The recording runs on this clock: zero is the
start of the media stream. Pure.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

STEADY_MS = 1000.0  # earlier frames were held until the call was admitted
REAL_TIME = 0.1  # a speed so close to 1 counts as real time


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame of the caller, in milliseconds: its arrival on our clock, and its timestamp on the carrier's."""

    at_ms: float
    timestamp_ms: float
    duration_ms: float


@dataclass(frozen=True, slots=True)
class CarrierClock:
    """`speed` is 1, or how much faster than real time a simulated carrier runs."""

    offset_ms: float = 0.0
    speed: float = 1.0

    def ms(self, at_ms: float) -> float:
        """Converts a time of our clock to the carrier's."""
        return at_ms * self.speed - self.offset_ms


def read_clock(frames: Sequence[Heard]) -> CarrierClock:
    if not frames:
        return CarrierClock()
    came = np.array([frame.at_ms for frame in frames])
    spoken = np.array([frame.timestamp_ms + frame.duration_ms for frame in frames])
    speed = _speed(came, spoken)
    delays = came * speed - spoken
    steady = delays[spoken >= spoken[0] + STEADY_MS]
    return CarrierClock(float((steady if steady.size else delays).min()), speed)


def _speed(
    came: "np.ndarray[tuple[int], np.dtype[np.float64]]",
    spoken: "np.ndarray[tuple[int], np.dtype[np.float64]]",
) -> float:
    """The speed of the carrier's clock relative to ours, from the second half of the call: initial bursts would distort it."""
    half = len(came) // 2
    span = came[-1] - came[half]
    speed = float((spoken[-1] - spoken[half]) / span) if span > STEADY_MS / 4 else 1.0
    return 1.0 if abs(speed - 1) <= REAL_TIME or speed <= 0 else speed
