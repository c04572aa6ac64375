"""The file format of recordings: FLAC, which is lossless, seekable, and playable in every browser."""

import io

import soundfile

from workers.sound.mulaw import RATE, Samples

CONTENT_TYPE = "audio/flac"
SUFFIX = ".flac"


def encode(stereo: Samples) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, stereo, RATE, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def decode(data: bytes) -> Samples:
    """Decodes to an array of two columns: the caller's samples and the agent's."""
    samples, rate = soundfile.read(io.BytesIO(data), dtype="int16", always_2d=True)
    if rate != RATE:
        raise ValueError(f"a recording of {rate} samples a second is none of ours")
    stereo: Samples = samples
    return stereo
