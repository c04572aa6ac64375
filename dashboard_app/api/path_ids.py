"""Ids in the path of a request."""

from uuid import UUID

from dashboard_app.errors import ApiError


def path_id(text: str, unknown: ApiError) -> UUID:
    """Raises `unknown` for anything but a UUID."""
    try:
        return UUID(text)
    except ValueError:
        raise unknown from None
