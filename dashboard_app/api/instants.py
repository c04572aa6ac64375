"""Times that programs give, other than the filters' own."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator


def instant(value: object) -> datetime:
    """In UTC, because PostgreSQL refuses offsets of sixteen hours and more; without an offset, of UTC.

    Only as text: a number would be taken for seconds since 1970.
    """
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        if found is not None:
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):  # the second: nine hours before the year 1
        pass
    raise ValueError("must be an ISO 8601 time; in a URL, + is written %2B")


def instant_with_offset(value: object) -> datetime:
    if isinstance(value, str) and instant(value) and datetime.fromisoformat(value).tzinfo is None:
        raise ValueError("must have an offset, such as +01:00 or Z")
    return instant(value)


Instant = Annotated[datetime, BeforeValidator(instant)]
InstantWithOffset = Annotated[datetime, BeforeValidator(instant_with_offset)]
