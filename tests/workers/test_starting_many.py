"""Analyses of several calls: what one call is refused for says nothing of the next, and what all would meet ends it."""

from uuid import UUID

import pytest

from workers.errors import AnalysisRefusedError, BudgetExceededError, NothingToAnalyseError
from workers.starting_many import Begun, start_each

ONE, TWO, THREE = ids = [UUID(int=number) for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("refusals", "begun"),
    [
        pytest.param({}, Begun(ids), id="all begin"),
        pytest.param(
            {ONE: NothingToAnalyseError()},
            Begun([TWO, THREE], {"nothing_to_analyse": [ONE]}),
            id="one is refused",
        ),
        pytest.param(
            {ONE: NothingToAnalyseError(), TWO: BudgetExceededError()},
            Begun([], {"nothing_to_analyse": [ONE], "budget_exceeded": [TWO, THREE]}, "budget_exceeded"),
            id="the money is gone",
        ),
    ],
)
def test_calls_begin_until_none_can(refusals: dict[UUID, AnalysisRefusedError], begun: Begun) -> None:
    def start(one: UUID) -> None:
        if one in refusals:
            raise refusals[one]

    assert start_each(start, ids) == begun
