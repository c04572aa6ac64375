"""Limits of the p-chart, held against a plain count of all possibilities, and the averages of slow changes."""

from math import comb

import pytest

from workers.watch.control_chart import Believed, Counted, Usual, chance, limit, usual
from workers.watch.drift import drift

SURE = 1e-9  # of a spread: so much is known that only chance is left


def binomial_tail(bad: int, n: int, share: float) -> float:
    return sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(bad, n + 1))


@pytest.mark.parametrize(
    ("bad", "n", "share"), [(3, 10, 0.1), (10, 40, 0.1), (1, 5, 0.5), (12, 12, 0.9), (60, 1000, 0.04)]
)
def test_where_the_usual_is_known_it_is_the_binomial(bad: int, n: int, share: float) -> None:
    known = Usual(share, SURE, Counted(0, 0))
    assert chance(Counted(bad, n), known) == pytest.approx(binomial_tail(bad, n, share), rel=1e-4)


@pytest.mark.parametrize("n", [1, 7, 30])
def test_all_counts_together_are_certain(n: int) -> None:
    vague = Usual(0.2, 0.1, Counted(0, 0))
    exactly = [chance(Counted(bad, n), vague) - chance(Counted(bad + 1, n), vague) for bad in range(n)]
    assert sum(exactly) + chance(Counted(n, n), vague) == pytest.approx(1)
    assert min(exactly) > 0


def test_less_is_known_wider_is_the_limit() -> None:
    limits = [limit(20, Usual(0.1, spread, Counted(0, 0)), 0.001) for spread in (SURE, 0.02, 0.1, 0.3)]
    assert limits == sorted(limits)
    assert limits[0] < limits[-1]


def test_the_limit_is_the_fewest_that_alarm() -> None:
    as_usual = usual([Counted(2, 20)] * 8, Believed(0.1))
    edge = limit(20, as_usual, 0.001)
    assert chance(Counted(edge, 20), as_usual) < 0.001 <= chance(Counted(edge - 1, 20), as_usual)


@pytest.mark.parametrize(
    ("name", "stretches", "share", "is_wide"),
    [
        ("nothing was seen: what is believed", [], 0.1, False),
        ("much was seen: what was seen", [Counted(25, 500)] * 8, 0.05, False),
        (
            "days that differ widely",
            [Counted(0, 40), Counted(20, 40), Counted(0, 40), Counted(20, 40)],
            0.239,
            True,
        ),
        ("hours without calls count for nothing", [Counted(0, 0)] * 8, 0.1, False),
        ("one call each tells nothing of days", [Counted(1, 1), Counted(0, 1)], 0.136, False),
    ],
)
def test_usual(name: str, stretches: list[Counted], share: float, is_wide: bool) -> None:
    found = usual(stretches, Believed(0.1))
    assert found.share == pytest.approx(share, abs=0.01), name
    assert (found.spread > 0.1) is is_wide, name


def test_no_bad_call_is_never_out_of_the_ordinary() -> None:
    assert chance(Counted(0, 50), usual([], Believed(0.5))) == 1
    assert limit(2, usual([], Believed(0.5)), 1e-9) == 3


@pytest.mark.parametrize(
    ("recent", "is_away"),
    [
        ([Counted(2, 20)] * 28, False),
        ([Counted(2, 20)] * 14 + [Counted(5, 20)] * 14, True),
        ([Counted(5, 20)] * 14 + [Counted(2, 20)] * 14, False),
        ([Counted(0, 0)] * 28, False),
        ([Counted(0, 20)] * 28, False),
    ],
    ids=["as ever", "worse for two weeks", "was worse, and is not", "no calls", "better"],
)
def test_drift(recent: list[Counted], is_away: bool) -> None:
    as_usual = usual([Counted(2, 20)] * 84, Believed(0.1))
    assert (drift(recent, as_usual) > 3.8) is is_away
