"""The return: closed-form cases, and what must hold for any days and assumptions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard_app.roi.assumptions import ASSUMPTIONS, assumed
from dashboard_app.roi.model import Day, break_even, net_interval, returns, swings
from db.roi_assumptions import Assumptions

VALUES = {
    "average_ticket_euros": 200.0,
    "gross_margin": 0.5,
    "kept_share": 0.8,
    "missed_call_share_before": 0.25,
    "hourly_wage_euros": 16.0,
    "fixed_euros_per_month": 0.0,
}
DAY = Day(calls=20, bookings=5, served_hours=1.0, cost_euros=4.0)
days = st.lists(
    st.builds(
        Day,
        calls=st.integers(0, 60),
        bookings=st.integers(0, 30),
        served_hours=st.floats(0, 8),
        cost_euros=st.floats(0, 40),
    ),
    min_size=7,
    max_size=20,
)


def test_one_day_by_hand() -> None:
    found = returns([DAY], VALUES, 1)

    assert found.gained == pytest.approx(5 * 0.25 * 200 * 0.5 * 0.8)
    assert found.saved == pytest.approx(1.0 * 0.75 * 16)
    assert (found.spent, found.net) == (4.0, pytest.approx(100 + 12 - 4))
    assert found.ratio == pytest.approx(108 / 4)


def test_fixed_costs_go_on_without_calls() -> None:
    found = returns([], {**VALUES, "fixed_euros_per_month": 365.25}, 24)

    assert found.net == pytest.approx(-365.25 * 12 / 365.25 * 24)


def test_nothing_missed_before_gains_nothing() -> None:
    assert returns([DAY], {**VALUES, "missed_call_share_before": 0.0}, 1).gained == 0


@pytest.mark.parametrize(
    ("change", "share"),
    [
        ({}, 0.0),
        ({"hourly_wage_euros": 0.0}, 4 / 400),
        ({"hourly_wage_euros": 0.0, "average_ticket_euros": 0.0}, None),
    ],
    ids=["staff time alone pays", "appointments must pay", "nothing pays"],
)
def test_from_where_on_it_pays(change: dict[str, float], share: float | None) -> None:
    found = break_even([DAY], {**VALUES, **change}, 1)

    assert found == (None if share is None else pytest.approx(share))


def test_few_days_make_no_interval() -> None:
    assert net_interval([DAY] * 6, VALUES, 6) is None


@given(days)
def test_the_interval_holds_the_result_and_is_always_the_same(measured: list[Day]) -> None:
    low, high = net_interval(measured, VALUES, 30) or (0.0, 0.0)
    net = returns(measured, VALUES, 30).net

    assert low - 1e-6 <= net <= high + 1e-6
    assert net_interval(measured, VALUES, 30) == (low, high)


def test_days_that_are_all_alike_leave_no_doubt() -> None:
    low, high = net_interval([DAY] * 20, VALUES, 20) or (0.0, 0.0)

    assert low == pytest.approx(high) == pytest.approx(returns([DAY] * 20, VALUES, 20).net)


def test_the_assumption_on_which_most_hangs_comes_first() -> None:
    found = swings([DAY] * 10, VALUES, 10)

    assert [one.width for one in found] == sorted((one.width for one in found), reverse=True)
    assert {one.name for one in found} == {one.name for one in ASSUMPTIONS}
    assert found[-1].name == "fixed_euros_per_month"


def test_whose_word_counts() -> None:
    found = assumed(
        Assumptions(average_ticket_euros=310), {"average_ticket_euros": 240, "gross_margin": 0.45}
    )

    assert (found["average_ticket_euros"].value, found["average_ticket_euros"].origin) == (
        310,
        "organization",
    )
    assert (found["gross_margin"].value, found["gross_margin"].origin) == (0.45, "sector")
    assert found["kept_share"].origin == "ours"
