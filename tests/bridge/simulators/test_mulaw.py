import numpy as np
import pytest

from bridge.simulators import mulaw


@pytest.mark.parametrize(
    ("sample", "code"),
    [
        pytest.param(0, 0xFF, id="silence"),
        pytest.param(-1, 0x7F, id="the-least-negative"),
        pytest.param(132, 0xEF, id="second-segment"),
        pytest.param(1000, 0xCE, id="a-thousand"),
        pytest.param(-1000, 0x4E, id="minus-a-thousand"),
        pytest.param(32767, 0x80, id="loudest"),
        pytest.param(-32768, 0x00, id="most-negative"),
    ],
)
def test_a_sample_is_encoded_as_g711_says(sample: int, code: int) -> None:
    assert mulaw.encode(np.array([sample], dtype=np.int16)) == bytes([code])


def test_every_code_survives_decoding_and_encoding() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)  # 0x7F is a second zero

    assert mulaw.encode(mulaw.decode(codes)) == codes


def test_the_error_stays_within_a_segment_step() -> None:
    samples = np.arange(-32000, 32000, 7, dtype=np.int16)
    error = np.abs(mulaw.decode(mulaw.encode(samples)).astype(int) - samples)

    assert (error <= np.abs(samples) / 16 + 8).all()


def test_silence_has_no_loudness() -> None:
    assert mulaw.loudness(mulaw.SILENT_FRAME) == 0
    assert mulaw.loudness(b"") == 0
