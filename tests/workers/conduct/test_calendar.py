"""A day that the caller wants, against the days and hours of the business. Said on Wednesday 25 November 2026."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from db.telephone.hours import OpeningHours
from workers.conduct.calendar import requested_time

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=MADRID)
SPLIT = ["08:00-13:00", "15:00-18:30"]
HOURS = OpeningHours(
    week=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), SPLIT) | {"sat": ["09:00-13:00"]},  # type: ignore[arg-type]
    special={date(2026, 12, 24): ["08:00-12:00"]},
    closed=[(date(2026, 12, 28), date(2026, 12, 30))],
    feasts={date(2026, 12, 8): "Inmaculada Concepción"},
)

CASES = {
    "an open day": ("el jueves por la mañana", [("2026-11-26", "open")], True),
    "an open hour": ("el jueves a las nueve", [("2026-11-26", "open")], True),
    "between the hours": ("el jueves a las dos", [("2026-11-26", "outside_hours")], False),
    "the afternoon of a day that has only a morning": (
        "el sábado a las cinco",
        [("2026-11-28", "outside_hours")],
        False,
    ),
    "Sunday": ("el domingo", [("2026-11-29", "closed")], False),
    "a feast": ("el 8 de diciembre", [("2026-12-08", "feast")], False),
    "holidays of the business": ("el 29 de diciembre", [("2026-12-29", "closed_day")], False),
    "a day with hours of its own": (
        "el 24 de diciembre a las cuatro",
        [("2026-12-24", "outside_hours")],
        False,
    ),
    "one of two is enough": (
        "el domingo o el lunes",
        [("2026-11-29", "closed"), ("2026-11-30", "open")],
        True,
    ),
}


@pytest.mark.parametrize(("raw", "days", "is_possible"), CASES.values(), ids=CASES)
def test_a_wish_against_the_calendar(raw: str, days: list[tuple[str, str]], is_possible: bool) -> None:
    found = requested_time(raw, NOW, HOURS)

    assert found is not None
    assert [(one.day.isoformat(), one.state) for one in found.days] == days
    assert found.is_possible is is_possible


def test_the_feast_and_the_hours_are_named() -> None:
    feast, late = (
        requested_time("el 8 de diciembre", NOW, HOURS),
        requested_time("el jueves a las dos", NOW, HOURS),
    )

    assert feast is not None
    assert late is not None
    assert feast.days[0].feast == "Inmaculada Concepción"
    assert late.days[0].hours == ("08:00-13:00", "15:00-18:30")


def test_without_hours_nothing_is_known() -> None:
    found = requested_time("el domingo", NOW, None)

    assert found is not None
    assert (found.days[0].state, found.is_possible) == ("unknown", True)


@pytest.mark.parametrize(
    ("raw", "limit", "day"),
    [
        ("antes del jueves", "until", date(2026, 11, 25)),
        ("abans de divendres", "until", date(2026, 11, 26)),
        ("before Monday", "until", date(2026, 11, 29)),
        ("ab Montag", "from", date(2026, 11, 30)),
        ("a partir del día quince", "from", date(2026, 12, 15)),
        ("any morning before Thursday", "until", date(2026, 11, 25)),
        ("vor dem Freitag", "until", date(2026, 11, 26)),
        ("después de la Inmaculada", "from", date(2026, 12, 9)),
    ],
)
def test_a_limit_is_no_day_asked_for(raw: str, limit: str, day: date) -> None:
    found = requested_time(raw, NOW, HOURS)

    assert found is not None
    assert (found.limit, [(one.day, one.state) for one in found.days]) == (limit, [(day, "unknown")])
    assert found.is_possible


def test_what_would_do_otherwise_is_kept_apart() -> None:
    found = requested_time("el domingo, y si no el lunes", NOW, HOURS)

    assert found is not None
    assert [(one.day.isoformat(), one.state) for one in found.days] == [("2026-11-29", "closed")]
    assert [(one.day.isoformat(), one.state) for one in found.otherwise] == [("2026-11-30", "open")]
    assert found.is_possible


@pytest.mark.parametrize(
    "raw",
    [
        "el jueves antes de las nueve",
        "dijous després de dinar",
        "Donnerstag nach zehn",
        "Thursday after lunch",
    ],
)
def test_a_limit_in_the_day_leaves_the_day(raw: str) -> None:
    found = requested_time(raw, NOW, HOURS)

    assert found is not None
    assert [one.day for one in found.days] == [date(2026, 11, 26)]


@pytest.mark.parametrize(
    ("now", "raw", "day", "at"),
    [
        pytest.param(
            datetime(2026, 3, 28, 23, 30, tzinfo=MADRID),
            "mañana a las nueve",
            date(2026, 3, 29),
            "09:00",
            id="into summer time",
        ),
        pytest.param(
            datetime(2026, 3, 29, 1, 30, tzinfo=MADRID),
            "demà a les nou",
            date(2026, 3, 30),
            "09:00",
            id="in the night that loses an hour",
        ),
        pytest.param(
            datetime(2026, 10, 24, 23, 30, tzinfo=MADRID),
            "tomorrow at nine",
            date(2026, 10, 25),
            "09:00",
            id="into winter time",
        ),
        pytest.param(
            datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=MADRID),
            "morgen um neun",
            date(2026, 10, 26),
            "09:00",
            id="in the hour that comes twice",
        ),
        pytest.param(
            datetime(2026, 12, 31, 10, tzinfo=MADRID),
            "mañana",
            date(2027, 1, 1),
            None,
            id="into the new year",
        ),
    ],
)
def test_days_are_counted_on_the_clock_of_the_business(
    now: datetime, raw: str, day: date, at: str | None
) -> None:
    found = requested_time(raw, now, HOURS)

    assert found is not None
    assert ([one.day for one in found.days], found.at) == ([day], at)


def test_words_without_a_day_ask_for_none() -> None:
    assert requested_time("cuando pueda", NOW, HOURS) is None


def test_any_day_but_one_is_the_first_of_the_others_that_is_open() -> None:
    found = requested_time("cualquier día menos el jueves", NOW, HOURS)

    assert found is not None
    assert [(one.day.isoformat(), one.state) for one in found.days] == [("2026-11-27", "open")]
    assert found.excepted == (date(2026, 11, 26),)
    assert found.is_possible


def test_any_day_but_one_skips_days_that_are_closed() -> None:
    found = requested_time("any day but Monday", datetime(2026, 12, 5, 10, tzinfo=MADRID), HOURS)

    assert found is not None
    assert [one.day.isoformat() for one in found.days] == ["2026-12-09"]
