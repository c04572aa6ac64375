"""The opaque `next` cursor of a paginated response."""

import base64
from datetime import UTC
from uuid import UUID

from dashboard_app.api.instants import instant_with_offset
from dashboard_app.errors import ApiError
from db.queries.conversations import Position


def encode(position: Position) -> str:
    text = f"{position.started_at.astimezone(UTC).isoformat()}|{position.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str | None) -> Position | None:
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        started_at, conversation_id = text.split("|")
        return Position(instant_with_offset(started_at), UUID(conversation_id))
    except ValueError:
        raise ApiError(422, "invalid_cursor", "`next` must be what the page before gave.") from None
