"""Lines over time, unsmoothed, as outlines to draw: open where a value is missing, with a band between two of them."""

from collections.abc import Sequence
from dataclasses import dataclass

Values = Sequence[float | None]
Band = tuple[Values, Values]  # its lower and its upper end in each column


@dataclass(frozen=True, slots=True)
class Line:
    """`look` is a colour class of the style sheet. `few`: in which columns the value stands on too few calls."""

    name: str
    look: str
    values: Values
    few: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Stop:
    """A position on the horizontal axis: what it says, and where a click leads."""

    label: str
    said: str = ""
    href: str = ""


def stretches(*lines: Values) -> list[list[int]]:
    """Index runs in which every line has a value."""
    found: list[list[int]] = []
    for place, values in enumerate(zip(*lines, strict=True)):
        if None in values:
            continue
        if found and found[-1][-1] == place - 1:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def outline(values: Values, top: float) -> str:
    """A line in a box as wide as there are values and 100 high, each value in the middle of its column."""
    return "".join(joined(values, run, top) for run in stretches(values))


def band(lower: Values, upper: Values, top: float) -> str:
    """The area between two lines, one closed shape per gapless stretch."""
    return "".join(
        f"{joined(upper, run, top)}L{joined(lower, run[::-1], top)[1:]}Z" for run in stretches(lower, upper)
    )


def joined(values: Values, run: Sequence[int], top: float) -> str:
    points = [f"{place + 0.5:g} {100 * (1 - (values[place] or 0) / top):.2f}" for place in run]
    return "M" + "L".join(points)
