"""Reads JSON from outside without escapes that PostgreSQL or UTF-8 cannot store: NUL and lone surrogates."""

import contextlib
import json
import re
from typing import Any

_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def read_json(body: bytes) -> Any:
    """Raises ValueError, also where it is nested too deeply: what a sender can do is no fault of ours."""
    try:
        found = json.loads(body)
        return storable(found) if _SUSPECT.search(body) else found
    except RecursionError:
        raise ValueError("nested too deeply") from None


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
