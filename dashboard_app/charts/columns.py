"""The data of a stacked column chart: columns, their segments, and the ticks of the vertical axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

LEAST_TOP = 4  # a day with one call gets an axis too
HEADROOM = 1.08  # the highest column does not touch the edge
STEPS = (1, 2, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Part:
    """A segment of a column. `look` is a colour class of the style sheet; `href` is where a click leads."""

    look: str
    name: str
    count: int
    href: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    parts: Sequence[Part]

    @property
    def height(self) -> int:
        return sum(part.count for part in self.parts)


def top_of(columns: Sequence[Column]) -> float:
    return max([LEAST_TOP, *(column.height for column in columns)]) * HEADROOM


def scale(top: float, most: int = 5) -> list[int]:
    """Axis ticks: round whole numbers from zero, at most `most` of them."""
    size = 10 ** max(floor(log10(top / most)), 0)
    step = next(size * one for one in STEPS if top / (size * one) < most)
    return list(range(0, floor(top) + 1, step))
