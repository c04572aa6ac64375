"""Detects the agent's voice on the caller's channel: a loudspeaker near the microphone, not the caller's speech. Pure."""

import numpy as np
from numpy.typing import NDArray

from workers.sound.mulaw import PER_MS, Samples
from workers.sound.spans import Span, Spans

FRAME_MS = 10
MAX_DELAY_MS = 500
MIN_CORRELATION = 0.6  # Pearson correlation of the two loudness curves
MIN_MS = 200.0


def without_echo(caller: Samples, agent: Samples, spoken: Spans) -> tuple[list[Span], list[Span]]:
    """Splits the caller's speech into real speech and echo of the agent: spans whose loudness follows the agent's with
    a delay.
    """
    ours, theirs = _loudness(caller), _loudness(agent)
    echo = [span for span in spoken if _is_echo(span, ours, theirs)]
    return [span for span in spoken if span not in echo], echo


def _loudness(samples: Samples) -> NDArray[np.float64]:
    size = FRAME_MS * PER_MS
    frames = samples[: samples.size // size * size].reshape(-1, size).astype(np.float64)
    loudness: NDArray[np.float64] = np.log10(np.sqrt(np.mean(frames**2, axis=1)) + 10)
    return loudness


def _is_echo(span: Span, ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> bool:
    """Whether the span is quieter than the agent, and its loudness curve correlates with the agent's at some delay."""
    start, stop = int(span.start_ms // FRAME_MS), int(span.stop_ms // FRAME_MS)
    here = ours[start:stop]
    if span.length_ms < MIN_MS or here.size < 2 or here.std() == 0:
        return False
    best = max(
        (_correlation(here, theirs, start, delay) for delay in range(MAX_DELAY_MS // FRAME_MS)), default=0.0
    )
    return best >= MIN_CORRELATION


def _correlation(here: NDArray[np.float64], theirs: NDArray[np.float64], start: int, delay: int) -> float:
    first = start - delay
    there = theirs[first : first + here.size] if first >= 0 else theirs[:0]
    if there.size < here.size or there.std() == 0 or there.mean() <= here.mean():
        return 0.0
    return float(np.corrcoef(here, there)[0, 1])
