"""Which week a sheet is about."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from dashboard_app.weekly.weeks import Week, last_week, week_named

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 25, 12, tzinfo=MADRID)


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2026, 11, 23, 0, 0, tzinfo=MADRID), date(2026, 11, 16)),
        (datetime(2026, 11, 22, 23, 59, tzinfo=MADRID), date(2026, 11, 9)),
        (datetime(2027, 1, 4, 7, tzinfo=MADRID), date(2026, 12, 28)),
    ],
    ids=["first minute of Monday", "last minute of Sunday", "over the year's end"],
)
def test_the_last_week_that_is_over(now: datetime, monday: date) -> None:
    assert last_week(now) == Week(monday)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("2026-W40", "2026-W40"),
        ("", "2026-W47"),
        ("2026-W48", "2026-W47"),
        ("2031-W01", "2026-W47"),
        ("2026-W99", "2026-W47"),
        ("nonsense", "2026-W47"),
        (["2026-W40"], "2026-W47"),
        ("0001-W01", "2026-W47"),
    ],
    ids=[
        "past",
        "none",
        "not over",
        "future",
        "no such week",
        "no week",
        "given twice",
        "before all filters",
    ],
)
def test_a_week_by_its_name(name: object, shown: str) -> None:
    assert week_named(name, NOW).name == shown


@pytest.mark.parametrize(
    ("monday", "hours"),
    [(date(2026, 10, 19), 169), (date(2026, 3, 23), 167), (date(2026, 11, 16), 168)],
    ids=["clocks back", "clocks forward", "usual"],
)
def test_a_week_has_the_hours_of_the_clock(monday: date, hours: int) -> None:
    selection = Week(monday).selection(UUID(int=1), "Europe/Madrid")

    assert selection.since is not None
    assert selection.until is not None
    assert (selection.until.timestamp() - selection.since.timestamp()) / 3600 == hours
