"""Calendar weeks, Monday to Sunday, in the organization's time zone: which one a report covers, and its name in URLs. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from db.queries.metrics.periods import midnight
from db.queries.selection import Selection

WEEK = timedelta(days=7)
NAME = re.compile(r"([0-9]{4})-W([0-9]{2})")
FIRST_YEAR = 1970  # as of every filter


@dataclass(frozen=True, slots=True, order=True)
class Week:
    monday: date

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def name(self) -> str:
        """The ISO 8601 week, such as `2026-W47`."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def before(self) -> "Week":
        return Week(self.monday - WEEK)

    @property
    def after(self) -> "Week":
        return Week(self.monday + WEEK)

    def selection(self, organization_id: UUID, timezone: str) -> Selection:
        """From midnight to midnight, local time: 167 or 169 hours if the clocks change."""
        return Selection(
            organization_id=organization_id,
            since=midnight(self.monday, timezone),
            until=midnight(self.after.monday, timezone),
        )

    def filters(self) -> dict[str, str]:
        """The week as URL filters."""
        return {"from": self.monday.isoformat(), "to": self.sunday.isoformat()}


def last_week(now: datetime) -> Week:
    """The last complete week; `now` in the organization's time zone."""
    return Week(now.date() - timedelta(days=now.weekday())).before


def week_named(name: Any, now: datetime) -> Week:
    """The named week; the last complete one if the name is invalid or the week is not over."""
    newest = last_week(now)
    found = NAME.fullmatch(name) if isinstance(name, str) else None
    if found is None:
        return newest
    try:
        wanted = Week(date.fromisocalendar(int(found[1]), int(found[2]), 1))
    except ValueError:
        return newest
    return min(wanted, newest) if wanted.monday.year >= FIRST_YEAR else newest
