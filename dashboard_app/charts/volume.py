"""Number of calls by ending: one count per bucket."""

from collections.abc import Iterable, Sequence
from datetime import date

Row = tuple[date, str, int]  # the bucket's beginning, an ending, and how many calls ended so


def counts(volume: Iterable[Row], buckets: Sequence[date]) -> dict[str, list[int]]:
    """Calls per bucket, for each ending that occurs."""
    places = {bucket: place for place, bucket in enumerate(buckets)}
    table: dict[str, list[int]] = {}
    for bucket, ending, calls in volume:
        if bucket in places:
            table.setdefault(ending, [0] * len(buckets))[places[bucket]] += calls
    return table
