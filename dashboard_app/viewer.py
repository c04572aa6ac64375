"""What pages need to query the database: the reader's organization, its clock, and a consistent snapshot."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import current_app

from dashboard_app.access.members import member
from db.database import Database


@dataclass(frozen=True, slots=True)
class Viewer:
    """`now` is in the organization's time zone."""

    organization_id: UUID
    timezone: str
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    def start_of(self, day: date) -> datetime:
        """Midnight in the organization's time zone; days of 23 and 25 hours are handled."""
        return datetime.combine(day, time(), ZoneInfo(self.timezone)).astimezone(UTC)


def current_viewer() -> Viewer:
    found = member()
    return Viewer(found.organization_id, found.timezone, datetime.now(ZoneInfo(found.timezone)))


def database() -> Database:
    found: Database = current_app.extensions["database"]
    return found


def reading() -> AbstractContextManager[Any]:
    return database().reading()


def days_before(day: date, count: int) -> date:
    return day - timedelta(days=count)
