"""Synthesizes speech for simulated people with espeak-ng, at telephone quality.

Pauses inside a line are shortened, so that a listener can tell the end of a line from a breath.
"""

import ctypes
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from bridge.simulators import mulaw

MAX_PAUSE_MS = 300
_LOUDNESS, _PEAK = 2000, 30000  # mean and largest absolute sample
_QUIET = 150  # below this a 10 ms window of espeak's output is a pause
_RATE, _PITCH = 1, 3  # espeak_PARAMETER
_SYNCHRONOUS = 2  # espeak_AUDIO_OUTPUT
_UTF8 = 1

Samples = NDArray[np.int16]


class SpeechError(Exception):
    """espeak-ng refused a voice or a text; check that espeakng-loader is completely installed."""


@dataclass(frozen=True, slots=True)
class Voice:
    """An espeak-ng voice, such as `es` or `ca+f2`, with its tempo and pitch (0 to 99)."""

    name: str
    words_per_minute: int = 185
    pitch: int = 50


class _Synthesiser:
    """The process's only espeak-ng instance. The library has global state, so callers must hold the lock."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self.rate_hz: int = self._library.espeak_Initialize(
            _SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0
        )
        if self.rate_hz <= 0:
            raise SpeechError("espeak-ng did not start: its data directory is missing or broken")
        self._chunks: list[bytes] = []
        signature = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
        )
        self._callback = signature(self._receive)  # kept: the library holds a bare pointer to it
        self._library.espeak_SetSynthCallback(self._callback)

    def _receive(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._chunks.append(ctypes.string_at(samples, count * 2))
        return 0

    def speak(self, text: str, voice: Voice) -> Samples:
        if self._library.espeak_SetVoiceByName(voice.name.encode()):
            raise SpeechError(f"espeak-ng has no voice {voice.name!r}")
        self._library.espeak_SetParameter(_RATE, voice.words_per_minute, 0)
        self._library.espeak_SetParameter(_PITCH, voice.pitch, 0)
        self._chunks.clear()
        raw = text.encode()
        self._library.espeak_Synth(raw, len(raw) + 1, 0, 0, 0, _UTF8, None, None)
        return np.frombuffer(b"".join(self._chunks), dtype=np.int16)


_lock = Lock()
_synthesiser: _Synthesiser | None = None


@lru_cache(maxsize=512)
def say(text: str, voice: Voice) -> bytes:
    """The text as mu-law at 8 kHz, without silence at its ends."""
    global _synthesiser
    with _lock:
        if _synthesiser is None:
            _synthesiser = _Synthesiser()
        rate_hz = _synthesiser.rate_hz
        spoken = _without_long_pauses(_synthesiser.speak(text, voice), rate_hz)
    if not spoken.size:
        raise SpeechError(f"espeak-ng made no sound of {text!r}")
    return mulaw.encode(_levelled(_resampled(spoken, rate_hz)))


def _without_long_pauses(samples: Samples, rate_hz: int) -> Samples:
    window = rate_hz // 100
    windows = samples[: len(samples) // window * window].reshape(-1, window)
    loud = np.abs(windows.astype(np.int32)).mean(axis=1) > _QUIET
    if not loud.any():
        return samples[:0]
    first, last = int(loud.argmax()), len(loud) - int(loud[::-1].argmax())
    kept, quiet_ms = [], 0
    for index in range(first, last):
        quiet_ms = 0 if loud[index] else quiet_ms + 10
        if quiet_ms <= MAX_PAUSE_MS:
            kept.append(index)
    return windows[kept].reshape(-1)


def _resampled(samples: Samples, rate_hz: int) -> NDArray[np.float64]:
    """Resamples to 8 kHz after a windowed-sinc low-pass filter at 3.4 kHz, the telephone's bandwidth."""
    taps = np.arange(-40, 41)
    cutoff = 3400 / rate_hz
    low_pass = 2 * cutoff * np.sinc(2 * cutoff * taps) * np.hamming(len(taps))
    smooth = np.convolve(samples.astype(np.float64), low_pass, mode="same")
    wanted = np.arange(int(len(smooth) * mulaw.SAMPLE_RATE_HZ / rate_hz)) * (rate_hz / mulaw.SAMPLE_RATE_HZ)
    resampled: NDArray[np.float64] = np.interp(wanted, np.arange(len(smooth)), smooth)
    return resampled


def _levelled(samples: NDArray[np.float64]) -> Samples:
    """Normalizes the loudness and clips rare peaks, because the voice activity detection depends on energy."""
    gain = _LOUDNESS / max(1.0, float(np.abs(samples).mean()))
    return np.clip(samples * gain, -_PEAK, _PEAK).astype(np.int16)
