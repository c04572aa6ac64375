"""The search for the number of calls that a core carries."""

import pytest

from tests.load.search import CLOSE_ENOUGH, Search


@pytest.mark.parametrize("limit", [0, 37, 100, 260, 399, 555])
def test_the_search_ends_just_below_the_limit(limit: int) -> None:
    search = Search(most=800, until=1.0, clock=lambda: 0.0)
    while (calls := search.next()) is not None:
        search.found(calls, is_good=calls <= limit)
    assert limit - CLOSE_ENOUGH <= search.good <= limit


def test_the_search_stops_at_the_most_that_it_may_try() -> None:
    search = Search(most=250, until=1.0, clock=lambda: 0.0)
    while (calls := search.next()) is not None:
        search.found(calls, is_good=True)
    assert str(search) == "p99 < 20 ms at 200 calls on one core, no higher number was tried"


def test_the_search_stops_in_time() -> None:
    assert Search(most=800, until=1.0, clock=lambda: 1.0).next() is None
