"""The waveform of a channel: its loudest sample in each twentieth of a second, one byte each. Pure."""

import numpy as np

from workers.sound.mulaw import RATE, Samples

PER_SECOND = 20


def peaks(samples: Samples) -> bytes:
    """0 for silence, 255 for full scale."""
    size = RATE // PER_SECOND
    whole = np.pad(np.abs(samples.astype(np.int32)), (0, -samples.size % size)).reshape(-1, size)
    loudest = whole.max(axis=1) if whole.size else np.zeros(0)
    return np.minimum(np.ceil(loudest * 255 / 32768), 255).astype(np.uint8).tobytes()
