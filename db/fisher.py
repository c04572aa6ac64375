"""Fisher's exact test, one-sided. Pure."""

from math import exp, lgamma


def chance_of_more(hits: int, n: int, other_hits: int, other_n: int) -> float:
    """How probable so many or more of all hits are among `n` if both groups have the same rate: the upper tail of the
    hypergeometric distribution, each term computed from the one before.
    """
    found = hits + other_hits
    first = log_choose(n, hits) + log_choose(other_n, other_hits) - log_choose(n + other_n, found)
    term = total = exp(first)
    for count in range(hits, min(found, n)):
        rest = found - count
        term *= (n - count) * rest / ((count + 1) * (other_n - rest + 1))
        total += term
    return min(total, 1.0)


def log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
