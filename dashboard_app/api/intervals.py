"""How sure a figure is. A workshop has ten to forty calls a day: no rate goes without its interval."""

from decimal import Decimal
from math import sqrt

Z = 1.959964  # 95 %
CONFIDENCE = 0.95


def wilson(successes: int, n: int) -> tuple[float, float] | None:
    """Wilson's score interval; None where nothing was counted. Holds for small n, and stays within 0 and 1."""
    if not n:
        return None
    share, weight = successes / n, Z * Z / n
    middle = (share + weight / 2) / (1 + weight)
    reach = Z * sqrt(share * (1 - share) / n + weight / (4 * n)) / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def of_mean(mean: Decimal | None, deviation: Decimal | None, n: int) -> tuple[Decimal, Decimal] | None:
    """By the normal approximation; None for fewer than two."""
    if mean is None or deviation is None:
        return None
    reach = Decimal(str(Z)) * deviation / Decimal(n).sqrt()
    return max(Decimal(0), mean - reach), mean + reach
