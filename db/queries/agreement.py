"""Agreement between people and an analysis: Cohen's kappa with its interval, from counted pairs. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

Z_95 = 1.959964
Pairs = Mapping[tuple[str, str], int]  # (value of the analysis, value of the reviewer) → count


@dataclass(frozen=True, slots=True)
class Agreement:
    """Cohen's kappa with its 95 % interval. `kappa` is None if both sides use one and the same value only, so that chance
    agreement is certain; there is no interval if one side uses a single value.

    The standard error is that of Fleiss, Cohen and Everitt (Psychological Bulletin 72, 1969) for a kappa other than zero.
    """

    n: int
    observed: float | None
    kappa: float | None
    low: float | None
    high: float | None


NOTHING = Agreement(0, None, None, None, None)


def agreement(pairs: Pairs) -> Agreement:
    n = sum(pairs.values())
    if n == 0:
        return NOTHING
    share = {pair: count / n for pair, count in pairs.items()}
    values = sorted({value for pair in pairs for value in pair})
    said = {value: sum(part for (left, _right), part in share.items() if left == value) for value in values}
    judged = {
        value: sum(part for (_left, right), part in share.items() if right == value) for value in values
    }
    observed = sum(share.get((value, value), 0.0) for value in values)
    chance = sum(said[value] * judged[value] for value in values)
    if math.isclose(chance, 1.0):
        return Agreement(n, observed, None, None, None)
    kappa = (observed - chance) / (1 - chance)
    if any(math.isclose(max(side.values()), 1.0) for side in (said, judged)):
        # One side uses a single value: then kappa is always zero.
        return Agreement(n, observed, 0.0, None, None)
    error = standard_error(share, said, judged, observed, chance) / math.sqrt(n)
    return Agreement(n, observed, kappa, max(kappa - Z_95 * error, -1.0), min(kappa + Z_95 * error, 1.0))


def standard_error(
    share: Mapping[tuple[str, str], float],
    said: Mapping[str, float],
    judged: Mapping[str, float],
    observed: float,
    chance: float,
) -> float:
    """The standard error of kappa times √n (Fleiss, Cohen and Everitt 1969, formula for kappa ≠ 0)."""
    kappa = (observed - chance) / (1 - chance)
    agreed = sum(
        share.get((value, value), 0.0) * (1 - (said[value] + judged[value]) * (1 - kappa)) ** 2
        for value in said
    )
    differed = (1 - kappa) ** 2 * sum(
        part * (judged[left] + said[right]) ** 2 for (left, right), part in share.items() if left != right
    )
    variance = agreed + differed - (kappa - chance * (1 - kappa)) ** 2
    return math.sqrt(max(variance, 0.0)) / (1 - chance)
