"""`aria-` and `data-` attributes, whose names are no names in Python."""

from typing import Any


def attributes(**values: str) -> dict[str, Any]:
    """`aria_label="…"` becomes `aria-label`."""
    return {name.replace("_", "-"): value for name, value in values.items()}
