"""Charts over time: what is filled, and what is left open."""

import pytest

from dashboard_app.charts.lines import band, outline, stretches


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([1.0, 1.0, 1.0, 1.0], [[0, 1, 2, 3]]),
        ([1.0, None, 1.0, 1.0], [[0], [2, 3]]),
        ([None, None, None, None], []),
        ([None, 0.0, None, 0.0], [[1], [3]]),
    ],
    ids=["whole", "with a gap", "empty", "alone"],
)
def test_stretches_end_where_a_value_is_missing(values: list[float | None], found: list[list[int]]) -> None:
    assert stretches(values, [2.0] * 4) == found


def test_a_line_is_open_where_a_value_is_missing() -> None:
    assert outline([1.0, 2.0, None, 0.0], 4.0) == "M0.5 75.00L1.5 50.00M3.5 100.00"


def test_a_band_does_not_reach_over_days_without_calls() -> None:
    lower, upper = [1.0, 2.0, None, 3.0], [4.0, 3.0, None, 4.0]

    assert band(lower, upper, 4.0) == "M0.5 0.00L1.5 25.00L1.5 50.00L0.5 75.00ZM3.5 0.00L3.5 25.00Z"
