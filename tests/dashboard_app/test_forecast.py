"""What the rest of a month may bring."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard_app.panel.forecast import days_left, month_forecast

TODAY = date(2026, 4, 20)  # a Monday


def every_day(value: float, weeks: int = 8) -> dict[date, float]:
    return {TODAY - timedelta(days=back): value for back in range(1, weeks * 7 + 1)}


def test_the_same_every_day_goes_on() -> None:
    found = month_forecast(every_day(10), TODAY)

    assert found is not None
    assert (found.so_far, found.expected) == (190, 300)
    assert found.low < 300 < found.high


@pytest.mark.parametrize("weeks", [0, 1, 2])
def test_too_few_weeks_say_nothing(weeks: int) -> None:
    assert month_forecast(every_day(10, weeks), TODAY) is None


def test_closed_weekdays_stay_closed() -> None:
    calls = {day: value for day, value in every_day(10).items() if day.weekday() != 6}

    found = month_forecast(calls, TODAY)

    assert found is not None
    assert found.expected == 10 * sum(1 for day in range(1, 31) if date(2026, 4, day).weekday() != 6)


@given(st.lists(st.integers(0, 60), min_size=57, max_size=57))
def test_never_less_than_what_has_come(values: list[int]) -> None:
    calls = {TODAY - timedelta(days=back): float(value) for back, value in enumerate(values)}

    found = month_forecast(calls, TODAY)

    assert found is not None
    assert found.so_far <= found.low <= found.expected <= found.high


@pytest.mark.parametrize("a_day", [3, 25])
def test_four_months_in_five_end_within_the_interval(a_day: int) -> None:
    chance = np.random.default_rng(7)
    months, within = 2000, 0
    for _ in range(months):
        calls = dict(enumerate(map(float, chance.poisson(a_day, 86)), start=-55))
        past = {date(2026, 4, 1) + timedelta(days=day): calls[day] for day in range(-55, 0)}
        found = month_forecast(past, date(2026, 4, 1))
        assert found is not None
        within += found.low <= sum(calls[day] for day in range(30)) <= found.high

    assert 0.78 < within / months < 0.86


def test_the_last_day_of_a_month_is_left() -> None:
    assert days_left(date(2026, 2, 28)) == [date(2026, 2, 28)]
