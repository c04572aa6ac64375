"""What is kept of an address, and that days with a name move on with the calendar."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard_app.periods import dated, named, spans
from dashboard_app.view_filters import address_of, kept_filters

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("page", "asked", "kept", "wrong"),
    [
        pytest.param("calls", {"intent": "complaint"}, {"intent": "complaint"}, [], id="plain"),
        pytest.param("calls", {}, {}, [], id="everything"),
        pytest.param("panel", {}, {"period": "four_weeks"}, [], id="the panel as it opens"),
        pytest.param(
            "explore",
            {"figure": "calls", "by": "hour", "from": "2026-10-29", "to": "2026-11-25"},
            {"figure": "calls", "by": "hour", "period": "four_weeks"},
            [],
            id="a question",
        ),
        pytest.param(
            "explore", {"figure": "profit", "by": "hour"}, {"by": "hour"}, ["figure"], id="no such figure"
        ),
        pytest.param("calls", {"by": "hour"}, {}, ["by"], id="a question of another page"),
        pytest.param(
            "panel",
            {"from": "2026-11-19", "to": "2026-11-25"},
            {"period": "week"},
            [],
            id="a week that ends today",
        ),
        pytest.param(
            "calls",
            {"from": "2026-11-18", "to": "2026-11-24"},
            {"from": "2026-11-18", "to": "2026-11-24"},
            [],
            id="another week",
        ),
        pytest.param("calls", {"period": "month"}, {"period": "month"}, [], id="by name"),
        pytest.param("calls", {"period": "ever"}, {"period": "ever"}, ["period"], id="no such period"),
        pytest.param("calls", {"status": "lost", "x": "1"}, {}, ["status", "x"], id="nonsense"),
    ],
)
def test_filters_are_kept(page: str, asked: dict[str, str], kept: dict[str, str], wrong: list[str]) -> None:
    assert kept_filters(page, asked, TODAY) == (kept, wrong)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(sorted(spans(TODAY))))
def test_a_period_means_the_same_on_any_day(today: date, name: str) -> None:
    first, last = spans(today)[name]
    assert first <= last <= today
    days = dated({"period": name, "intent": "complaint"}, today)
    assert days == {"intent": "complaint", "from": first.isoformat(), "to": last.isoformat()}
    again = named(days, today)
    assert dated(again, today) == days
    assert "period" in again


def test_the_address_of_a_view_moves_on() -> None:
    day = {"period": "today", "intent": "complaint"}
    for today in (TODAY, TODAY + timedelta(days=1)):
        query = parse_qs(urlsplit(address_of("calls", day, today)).query)
        assert query == {"intent": ["complaint"], "from": [today.isoformat()], "to": [today.isoformat()]}


def test_a_view_of_everything_opens_everything() -> None:
    assert address_of("calls", {}, TODAY) == "/calls?view=none"
