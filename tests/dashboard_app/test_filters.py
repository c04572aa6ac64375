"""Which periods end before they begin: days last until the next one, and zones may be unknown."""

import pytest

from dashboard_app.filters import day_or_moment, is_before


@pytest.mark.parametrize(
    ("since", "until", "is_refused"),
    [
        pytest.param("2026-11-22", "2026-11-22", False, id="one day"),
        pytest.param("2026-11-22", "2026-11-21", True, id="the day before"),
        pytest.param("2026-11-22T10:00:00", "2026-11-22", False, id="the rest of a day"),
        pytest.param("2026-11-23T00:00:00", "2026-11-22", True, id="the end of that day"),
        pytest.param("2026-11-22", "2026-11-21T23:59:00", True, id="a time on the day before"),
        pytest.param("2026-11-22T10:00:00", "2026-11-22T10:00:00", False, id="nothing, but no error"),
        pytest.param("2026-11-22T10:00:01Z", "2026-11-22T10:00:00Z", True, id="a second before"),
        pytest.param("2026-11-22T10:00:00+01:00", "2026-11-22T09:30:00Z", False, id="other zones"),
        pytest.param("2026-11-22T10:00:00+01:00", "2026-11-22T08:30:00Z", True, id="before, in other zones"),
        pytest.param("2026-11-23T03:00:00Z", "2026-11-22", False, id="still that day in the west"),
        pytest.param("2026-11-24T03:00:00Z", "2026-11-22", True, id="no longer that day anywhere"),
        pytest.param("2026-11-22T12:00:00", "2026-11-22T10:00:00Z", False, id="perhaps before, perhaps not"),
    ],
)
def test_a_period_that_ends_before_it_begins(since: str, until: str, is_refused: bool) -> None:
    first, last = day_or_moment(since), day_or_moment(until)

    assert is_before(last, first) == is_refused
