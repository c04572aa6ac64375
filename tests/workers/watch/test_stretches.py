"""The same hours, weeks before: over the changes of time, and past feasts and holidays."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.telephone.hours import OpeningHours
from workers.watch.stretches import Calendar, Span, weeks_before

PALMA = ZoneInfo("Europe/Madrid")
WORKDAYS = {day: ["08:00-13:00", "15:00-18:30"] for day in ("mon", "tue", "wed", "thu", "fri")}
HOURS = OpeningHours.model_validate(
    {
        "week": WORKDAYS,
        "feasts": {"2026-10-12": "Fiesta Nacional", "2026-12-08": "Inmaculada", "2026-12-25": "Navidad"},
        "closed": ["2026-08-10..2026-08-21"],
    }
)
OPEN_ALWAYS = Calendar(PALMA, None)
SHOP = Calendar(PALMA, HOURS)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PALMA)


def span(since: str, until: str) -> Span:
    return Span(at(since), at(until))


@pytest.mark.parametrize(
    ("now", "before", "hours"),
    [
        (span("2026-11-02T09:00", "2026-11-02T12:00"), span("2026-10-26T09:00", "2026-10-26T12:00"), 3),
        (span("2026-10-26T09:00", "2026-10-26T12:00"), span("2026-10-19T09:00", "2026-10-19T12:00"), 3),
        (span("2026-11-01T00:00", "2026-11-02T00:00"), span("2026-10-25T00:00", "2026-10-26T00:00"), 25),
        (span("2026-04-05T00:00", "2026-04-06T00:00"), span("2026-03-29T00:00", "2026-03-30T00:00"), 23),
        (span("2026-04-05T02:30", "2026-04-05T05:30"), span("2026-03-29T03:30", "2026-03-29T05:30"), 2),
    ],
    ids=[
        "after the change",
        "over the change",
        "a day of 25 hours",
        "a day of 23 hours",
        "an hour that was skipped",
    ],
)
def test_clocks_showed_the_same(now: Span, before: Span, hours: int) -> None:
    [found] = weeks_before(now, OPEN_ALWAYS, 1)
    assert found == before
    assert found.until.timestamp() - found.since.timestamp() == timedelta(hours=hours).total_seconds()


@pytest.mark.parametrize(
    ("now", "left_out"),
    [
        (span("2026-11-02T09:00", "2026-11-02T12:00"), ["2026-10-12"]),
        (span("2026-09-02T09:00", "2026-09-02T12:00"), ["2026-08-19", "2026-08-12"]),
        (span("2026-11-08T09:00", "2026-11-08T12:00"), []),
        (span("2026-12-09T06:00", "2026-12-10T06:00"), []),
    ],
    ids=["a Monday that was a feast", "two weeks of holidays", "Sundays are all closed", "an ordinary night"],
)
def test_days_with_other_hours_are_left_out(now: Span, left_out: list[str]) -> None:
    found = [one.since.astimezone(PALMA).date() for one in weeks_before(now, SHOP, 4)]
    every = [now.since.date() - timedelta(weeks=week) for week in range(1, 5)]
    assert found == [day for day in every if day.isoformat() not in left_out]


def test_a_feast_has_nothing_to_be_compared_with() -> None:
    assert weeks_before(span("2026-12-08T09:00", "2026-12-08T12:00"), SHOP, 8) == []


def test_a_day_that_a_feast_touches_is_another_day() -> None:
    """From Monday evening to Tuesday noon, where one Monday was a feast."""
    found = weeks_before(span("2026-10-19T18:00", "2026-10-20T12:00"), SHOP, 2)
    assert [one.since.date() for one in found] == [date(2026, 10, 5)]
