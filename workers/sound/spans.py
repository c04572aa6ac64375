"""Spans of time in milliseconds: sorted, never touching. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, order=True)
class Span:
    start_ms: float
    stop_ms: float

    @property
    def length_ms(self) -> float:
        return self.stop_ms - self.start_ms


Spans = Sequence[Span]


def spans_of(flags: NDArray[np.bool_], step_ms: float) -> list[Span]:
    """Spans of consecutive true flags; there is one flag per `step_ms`."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [
        Span(float(start * step_ms), float(stop * step_ms))
        for start, stop in zip(edges[::2], edges[1::2], strict=True)
    ]


def joined(spans: Iterable[Span], gap_ms: float) -> list[Span]:
    """Merges spans that are less than `gap_ms` apart."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start_ms - found[-1].stop_ms < gap_ms:
            found[-1] = Span(found[-1].start_ms, max(found[-1].stop_ms, span.stop_ms))
        else:
            found.append(span)
    return found


def longer_than(spans: Iterable[Span], least_ms: float) -> list[Span]:
    return [span for span in spans if span.length_ms >= least_ms]


def common(left: Spans, right: Spans) -> list[Span]:
    """The intersection."""
    found, i, j = [], 0, 0
    while i < len(left) and j < len(right):
        start, stop = max(left[i].start_ms, right[j].start_ms), min(left[i].stop_ms, right[j].stop_ms)
        if start < stop:
            found.append(Span(start, stop))
        if left[i].stop_ms < right[j].stop_ms:
            i += 1
        else:
            j += 1
    return found


def outside(spans: Spans, stop_ms: float) -> list[Span]:
    """The complement from the beginning to `stop_ms`."""
    found, free = [], 0.0
    for span in spans:
        if span.start_ms > free:
            found.append(Span(free, min(span.start_ms, stop_ms)))
        free = max(free, span.stop_ms)
    return [span for span in [*found, Span(free, stop_ms)] if span.length_ms > 0]


def total_ms(spans: Iterable[Span]) -> float:
    return sum(span.length_ms for span in spans)
