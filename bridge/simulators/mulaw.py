"""G.711 mu-law at 8 kHz, the telephone's codec, by lookup tables in pure Python and NumPy."""

import io
import wave as wave_files

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE_HZ = 8000
FRAME_MS = 20
FRAME_BYTES = SAMPLE_RATE_HZ * FRAME_MS // 1000
SILENCE = b"\xff"
SILENT_FRAME = SILENCE * FRAME_BYTES

_BIAS, _CLIP = 0x84, 32635


def _encoding_table() -> NDArray[np.uint8]:
    """One byte for each 16-bit sample, indexed by the sample's unsigned view."""
    samples = np.arange(65536, dtype=np.uint16).view(np.int16).astype(np.int32)
    magnitude = np.minimum(np.abs(samples), _CLIP) + _BIAS
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 0x0F
    sign = np.where(samples < 0, 0x80, 0)
    table: NDArray[np.uint8] = (~(sign | exponent << 4 | mantissa) & 0xFF).astype(np.uint8)
    return table


def _decoding_table() -> NDArray[np.int16]:
    codes = ~np.arange(256, dtype=np.uint8)
    exponent, mantissa = (codes >> 4) & 7, (codes & 0x0F).astype(np.int32)
    magnitude = (((mantissa << 3) + _BIAS) << exponent.astype(np.int32)) - _BIAS
    return np.where(codes & 0x80, -magnitude, magnitude).astype(np.int16)


_ENCODING, _DECODING = _encoding_table(), _decoding_table()


def encode(samples: NDArray[np.int16]) -> bytes:
    return _ENCODING[samples.view(np.uint16)].tobytes()


def decode(audio: bytes) -> NDArray[np.int16]:
    return _DECODING[np.frombuffer(audio, dtype=np.uint8)]


def loudness(audio: bytes) -> float:
    """Mean absolute sample value, 0 to 32124; speech on a telephone is well above 300."""
    return float(np.abs(decode(audio).astype(np.int32)).mean()) if audio else 0.0


def seconds(audio_bytes: int) -> float:
    return audio_bytes / SAMPLE_RATE_HZ


def wave(audio: bytes) -> bytes:
    """A WAVE file of 16-bit PCM samples, because the standard library cannot write mu-law."""
    file = io.BytesIO()
    with wave_files.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(SAMPLE_RATE_HZ)
        written.writeframes(decode(audio).tobytes())
    return file.getvalue()
