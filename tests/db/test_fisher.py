"""Fisher's exact test, against values that others have computed."""

import pytest

from db.fisher import chance_of_more

# `scipy.stats.hypergeom.sf(hits - 1, n + other_n, hits + other_hits, n)`
EXACT: dict[str, tuple[tuple[int, int, int, int], float]] = {
    "the lady tasting tea: three of four cups": ((3, 4, 1, 4), 17 / 70),
    "all four cups": ((4, 4, 0, 4), 1 / 70),
    "many more": ((12, 100, 5, 300), 6.760450856e-05),
    "as often": ((10, 100, 30, 300), 0.566237136),
    "nobody else": ((5, 50, 0, 150), 0.000835588),
    "nobody at all": ((0, 50, 0, 150), 1.0),
    "everybody": ((50, 50, 150, 150), 1.0),
    "nobody to compare with": ((10, 10, 0, 0), 1.0),
}


@pytest.mark.parametrize(("counts", "expected"), EXACT.values(), ids=EXACT)
def test_it_is_the_upper_tail_of_the_hypergeometric_distribution(
    counts: tuple[int, int, int, int], expected: float
) -> None:
    assert chance_of_more(*counts) == pytest.approx(expected, rel=1e-6)
