"""The opaque `next` cursor of a paginated response."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from dashboard_app.api.instants import instant_with_offset
from dashboard_app.errors import ApiError
from db.queries.conversations import Position


def encode(position: Position) -> str:
    return joined(position.started_at, position.id)


def decode(cursor: str | None) -> Position | None:
    if cursor is None:
        return None
    started_at, conversation_id = taken_apart(cursor, instant_with_offset, UUID)
    return Position(started_at, conversation_id)


def joined(*parts: Any) -> str:
    """What the last row of a page is sorted by."""
    words = (one.astimezone(UTC).isoformat() if isinstance(one, datetime) else str(one) for one in parts)
    return base64.urlsafe_b64encode("|".join(words).encode()).decode().rstrip("=")


def taken_apart(cursor: str, *kinds: Callable[[str], Any]) -> tuple[Any, ...]:
    """Each part read by its kind. Raises ApiError 422."""
    try:
        words = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("|")
        return tuple(kind(word) for kind, word in zip(kinds, words, strict=True))
    except ValueError:
        raise ApiError(422, "invalid_cursor", "`next` must be what the page before gave.") from None
