"""`aria-` and `data-` attributes, whose names are not valid Python identifiers."""

from typing import Any


def attributes(**values: str) -> dict[str, Any]:
    """Turns `aria_label="…"` into `aria-label`."""
    return {name.replace("_", "-"): value for name, value in values.items()}
