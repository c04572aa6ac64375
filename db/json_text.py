"""Reads JSON from outside without what PostgreSQL or UTF-8 cannot store: NUL, lone surrogates, and numbers that are none."""

import contextlib
import json
import re
from math import isfinite
from typing import Any

_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def read_json(body: bytes) -> Any:
    """Raises ValueError, also where it is nested too deeply: what a sender can do is no fault of ours. `NaN` and `Infinity`, which
    some programs write though no JSON has them, and numbers too large for a float are null: one such value costs no others.
    """
    try:
        found = json.loads(body, parse_float=_finite, parse_constant=_nothing)
        return storable(found) if _SUSPECT.search(body) else found
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _finite(number: str) -> float | None:
    return value if isfinite(value := float(number)) else None


def _nothing(_name: str) -> None:
    return None


def storable_json(text: str) -> str:
    """The same as text, for callers that parse it themselves; invalid JSON is returned unchanged."""
    if not _SUSPECT.search(text.encode(errors="replace")):
        return text
    with contextlib.suppress(ValueError, RecursionError):
        return json.dumps(storable(json.loads(text)), ensure_ascii=False)
    return text


def storable(value: Any) -> Any:
    """Removes NUL, and replaces lone surrogates by question marks, in all texts of a JSON value."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode(errors="replace").decode()
    if isinstance(value, dict):
        return {storable(name): storable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [storable(one) for one in value]
    return value
