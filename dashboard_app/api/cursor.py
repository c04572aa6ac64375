"""The opaque `next` cursor of a paginated response."""

import base64
from datetime import UTC, datetime
from uuid import UUID

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
        return Position(aware(datetime.fromisoformat(started_at)), UUID(conversation_id))
    except ValueError:
        raise ApiError(422, "invalid_cursor", "`next` must be what the page before gave.") from None


def aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a cursor carries its offset")
    return value
