"""Packet loss and jitter of the caller's audio on its way to us. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workers.sound.caller_side import Frame
from workers.sound.clock import STEADY_MS, CarrierClock


@dataclass(frozen=True, slots=True)
class Arrival:
    """`jitter_ms`: the 95th percentile of the frames' delay, relative to the fastest frame."""

    frames: int
    lost: int
    jitter_ms: float

    @property
    def lost_share(self) -> float:
        sent = self.frames + self.lost
        return self.lost / sent if sent else 0.0


def arrival_of(frames: Sequence[Frame], clock: CarrierClock, lost: int) -> Arrival:
    """Ignores the first second: frames are held until the call is admitted."""
    if not frames:
        return Arrival(0, lost, 0.0)
    late = np.array([clock.ms(frame.at_ms) - frame.timestamp_ms for frame in frames])
    steady = late[[frame.timestamp_ms >= frames[0].timestamp_ms + STEADY_MS for frame in frames]]
    jitter = float(np.percentile(steady, 95) - steady.min()) if steady.size else 0.0
    return Arrival(len(frames), lost, jitter / clock.speed)
