"""Outlines, which HTML has no elements for. Dash has none either: a drawing stands in a part that is rendered as it is (`static_parts.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Drawing:
    """Stretched to the box that the style sheet gives it. `size`: its width and height in the paths' own units.

    `paths`: a class and an SVG path each, drawn one over the other.
    """

    look: str
    size: tuple[int, int]
    paths: Sequence[tuple[str, str]]

    def tree(self) -> list[Any]:
        told = {
            "className": self.look,
            "viewBox": f"0 0 {self.size[0]} {self.size[1]}",
            "preserveAspectRatio": "none",
            "aria-hidden": "true",
        }
        return ["svg", told, *(["path", {"className": look, "d": path}] for look, path in self.paths)]
