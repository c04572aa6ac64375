"""JSON from outside, without what an escape can bring into a text though neither PostgreSQL nor UTF-8 can hold it: NUL, and halves of characters."""

import contextlib
import json
import re
from typing import Any

_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def read_json(body: bytes) -> Any:
    """Raises ValueError or RecursionError, as `json.loads` does."""
    found = json.loads(body)
    return storable(found) if _SUSPECT.search(body) else found


def storable_json(text: str) -> str:
    """The same for who parses it himself; what is no JSON stays as it is."""
    if not _SUSPECT.search(text.encode(errors="replace")):
        return text
    with contextlib.suppress(ValueError, RecursionError):
        return json.dumps(storable(json.loads(text)), ensure_ascii=False)
    return text


def storable(value: Any) -> Any:
    """NUL goes; half a character becomes a question mark."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode(errors="replace").decode()
    if isinstance(value, dict):
        return {storable(name): storable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [storable(one) for one in value]
    return value
