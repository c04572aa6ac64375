"""Number of calls by ending: one count per bucket."""

from collections.abc import Sequence

import pandas as pd


def counts(volume: pd.DataFrame, buckets: Sequence[pd.Timestamp]) -> dict[str, list[int]]:
    """Calls per bucket, for each ending that occurs."""
    places = {bucket: place for place, bucket in enumerate(buckets)}
    table: dict[str, list[int]] = {}
    for bucket, ending, calls in volume.itertuples(index=False, name=None):
        if bucket in places:
            table.setdefault(ending, [0] * len(buckets))[places[bucket]] += int(calls)
    return table
