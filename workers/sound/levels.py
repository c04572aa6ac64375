"""Measures speech level, background noise and clipping of a channel. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workers.sound.mulaw import PER_MS, Samples
from workers.sound.spans import Span, Spans, joined, longer_than, outside, spans_of

FULL = 32768.0
TOP = 32124  # the largest value of mu-law
SILENT_DB = -90.0
_CLIP_WINDOW_MS = 20.0
_CLIPPED_IN_WINDOW = 4  # samples at full scale within 20 ms: more than a single peak
_AWAY_MS = 200.0  # margin around speech, because words fade out


@dataclass(frozen=True, slots=True)
class Level:
    """dBFS; `speech_db` is None without speech, `noise_db` without silence."""

    speech_db: float | None
    noise_db: float | None
    clipped: tuple[Span, ...]

    @property
    def signal_to_noise_db(self) -> float | None:
        if self.speech_db is None or self.noise_db is None:
            return None
        return self.speech_db - self.noise_db


def level_of(samples: Samples, spoken: Spans) -> Level:
    end_ms = samples.size / PER_MS
    wide = joined((Span(max(s.start_ms - _AWAY_MS, 0), s.stop_ms + _AWAY_MS) for s in spoken), 0.0)
    return Level(
        speech_db=_decibels(_cut(samples, spoken)),
        noise_db=_floor(_cut(samples, longer_than(outside(wide, end_ms), _AWAY_MS))),
        clipped=tuple(clipped(samples)),
    )


def clipped(samples: Samples) -> list[Span]:
    size = round(_CLIP_WINDOW_MS * PER_MS)
    windows = np.abs(samples[: samples.size // size * size].astype(np.int32)).reshape(-1, size)
    return joined(spans_of((windows >= TOP).sum(axis=1) >= _CLIPPED_IN_WINDOW, _CLIP_WINDOW_MS), 200.0)


def _cut(samples: Samples, spans: Sequence[Span]) -> NDArray[np.float64]:
    parts = [samples[round(s.start_ms * PER_MS) : round(s.stop_ms * PER_MS)] for s in spans]
    joined_parts = np.concatenate(parts) if parts else np.zeros(0)
    return joined_parts.astype(np.float64) / FULL


def _decibels(samples: NDArray[np.float64]) -> float | None:
    if not samples.size:
        return None
    return max(float(10 * np.log10(np.mean(samples**2) + 1e-12)), SILENT_DB)


def _floor(samples: NDArray[np.float64]) -> float | None:
    """The noise floor in dBFS: the median over frames of 20 ms, which ignores single loud events."""
    size = 20 * PER_MS
    whole = samples[: samples.size // size * size].reshape(-1, size)
    if not whole.size:
        return None
    return max(float(10 * np.log10(np.median(np.mean(whole**2, axis=1)) + 1e-12)), SILENT_DB)
