"""Charts over time: what is filled, and what is left open."""

import pytest

from dashboard_app.charts.trend import Line, band_figure, bars_above_line_figure, stretches

LABELS = ["1 nov", "2 nov", "3 nov", "4 nov"]


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


def test_a_band_does_not_reach_over_days_without_calls() -> None:
    middle, upper = Line("half", [1.0, 2.0, None, 3.0]), Line("most", [4.0, 5.0, None, 6.0])

    shape = band_figure(middle, upper, LABELS, suffix=" s")["data"][-1]

    assert shape["x"] == ["1 nov", "2 nov", "2 nov", "1 nov", None, "4 nov", "4 nov"]
    assert shape["y"] == [4.0, 5.0, 2.0, 1.0, None, 6.0, 3.0]


def test_two_scales_have_two_panes() -> None:
    calls, bookings = Line("per call", [0.04, 0.05, None, 0.04]), Line("per booking", [0.2, None, 0.6, 0.2])

    layout = bars_above_line_figure(calls, bookings, LABELS, suffix=" €")["layout"]

    assert layout["yaxis2"]["domain"][1] < layout["yaxis"]["domain"][0]
    assert {layout[name]["rangemode"] for name in ("yaxis", "yaxis2")} == {"tozero"}
