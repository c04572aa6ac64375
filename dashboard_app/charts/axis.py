"""The vertical axis of a chart, from zero, and which labels of the horizontal one are written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10

HEADROOM = 1.08  # the highest value does not touch the edge
STEPS = (1, 2, 5, 10, 20)
MIN_STEPS = 4  # a day with one call gets an axis too


@dataclass(frozen=True, slots=True)
class Axis:
    """`least`: the smallest step between two ticks, such as one call or a cent. `most`: how many ticks have room."""

    say: Callable[[float], str]
    least: float = 1
    most: int = 5

    def top(self, values: Sequence[float]) -> float:
        return max([MIN_STEPS * self.least, *values]) * HEADROOM

    def ticks(self, top: float) -> list[float]:
        """Round numbers from zero, at most `most` of them."""
        size = 10.0 ** max(floor(log10(top / self.most)), round(log10(self.least)))
        step = next(size * one for one in STEPS if top / (size * one) < self.most)
        return [place * step for place in range(floor(top / step) + 1)]


def ticks_of(labels: Sequence[str], most: int = 6) -> list[int]:
    """Indices of the labels that fit, even on a phone."""
    step = max(-(-len(labels) // most), 1)
    return list(range(0, len(labels), step))
