"""Kappa against values from the literature; its standard errors against those that statsmodels gives."""

import pytest

from db.queries.agreement import NOTHING, agreement


def pairs(table: list[list[int]]) -> dict[tuple[str, str], int]:
    names = "abc"
    return {
        (names[row], names[column]): count
        for row, counts in enumerate(table)
        for column, count in enumerate(counts)
    }


@pytest.mark.parametrize(
    ("table", "kappa", "error"),
    [
        pytest.param([[75, 1, 4], [5, 4, 1], [0, 0, 10]], 0.676, 0.08770, id="Fleiss, table 18.1"),
        pytest.param([[20, 5], [10, 15]], 0.4, 0.12700, id="fifty grant applications"),
        pytest.param([[45, 15], [25, 15]], 0.1304, 0.09866, id="even marginals"),
        pytest.param([[25, 35], [5, 35]], 0.2593, 0.07716, id="uneven marginals"),
        pytest.param([[30, 0], [0, 20]], 1.0, 0.0, id="always agree"),
        pytest.param([[0, 25], [25, 0]], -1.0, None, id="never agree"),
        pytest.param([[48, 1], [1, 0]], -0.0204, None, id="much agreement, no better than chance"),
    ],
)
def test_known_tables(table: list[list[int]], kappa: float, error: float | None) -> None:
    found = agreement(pairs(table))

    assert found.kappa == pytest.approx(kappa, abs=0.0006)
    assert found.n == sum(map(sum, table))
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= found.kappa <= found.high <= 1
    if error is not None:
        assert found.kappa - found.low == pytest.approx(1.96 * error, abs=0.0002)


def test_one_value_alone_leaves_kappa_open() -> None:
    found = agreement({("success", "success"): 12})

    assert (found.n, found.observed, found.kappa, found.low) == (12, 1.0, None, None)


def test_one_side_with_one_value_has_no_interval() -> None:
    found = agreement({("success", "success"): 10, ("success", "failure"): 4})

    assert (found.kappa, found.low, found.high) == (0.0, None, None)


def test_no_pairs() -> None:
    assert agreement({}) == NOTHING
