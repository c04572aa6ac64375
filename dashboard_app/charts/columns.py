"""The data of a stacked column chart: columns and their segments."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A segment of a column. `look` is a colour class of the style sheet; `href` is where a click leads."""

    look: str
    name: str
    count: float
    href: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """`href`: where a click leads at any height of the column, if its segments are no links. `said`: told instead of the segments."""

    label: str
    parts: Sequence[Part]
    href: str = ""
    said: str = ""

    @property
    def height(self) -> float:
        return sum(part.count for part in self.parts)
