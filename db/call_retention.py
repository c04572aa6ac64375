"""How long an organization keeps what identifies the people in its calls, and what they said. Pure; stored in its settings."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

RETENTION_SETTING = "call_retention"  # a key of an organization's settings
LEAST_DAYS, MOST_DAYS = 30, 3650


class CallRetention(BaseModel):
    """`days` after the day of a call, its words go and its figures stay; None: they are kept until somebody erases them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    days: int | None = Field(default=None, ge=LEAST_DAYS, le=MOST_DAYS)


def read_call_retention(settings: Mapping[str, Any]) -> CallRetention:
    """Raises ValidationError."""
    return CallRetention.model_validate(settings.get(RETENTION_SETTING) or {})


def kept_since(days: int, *, now: datetime, zone: ZoneInfo) -> datetime:
    """When the oldest day that is kept begins on the organization's clock. Whole days, so that a day's calls go together."""
    oldest = now.astimezone(zone).date() - timedelta(days=days)
    return datetime.combine(oldest, time(), zone)
