"""Number of calls by ending: one stacked bar per bucket."""

from collections.abc import Sequence

import pandas as pd

from dashboard_app.charts.layout import Figure, across, layout
from dashboard_app.theme import ENDING_COLOURS

CORNER = 3


def volume_figure(
    volume: pd.DataFrame, *, buckets: Sequence[pd.Timestamp], labels: Sequence[str], names: dict[str, str]
) -> Figure:
    """`volume` has bucket, ending, calls; `buckets` are all columns of the axis, including empty ones, each with a label."""
    table = counts(volume, buckets)
    traces = [
        {
            "type": "bar",
            "name": names[ending],
            "x": list(labels),
            "y": table[ending],
            "marker": {"color": ENDING_COLOURS[ending]},
            "meta": ending,
            "hovertemplate": "%{y}",
        }
        for ending in ENDING_COLOURS
        if any(table.get(ending, ()))
    ]
    top = max([4, *map(sum, zip(*table.values(), strict=True))])
    upright = {**layout()["yaxis"], "range": [0, float(top) * 1.08]}
    return {
        "data": traces,
        "layout": layout(
            barmode="stack", bargap=0.28, xaxis=across(labels), yaxis=upright, barcornerradius=CORNER
        ),
    }


def counts(volume: pd.DataFrame, buckets: Sequence[pd.Timestamp]) -> dict[str, list[int]]:
    """Calls per bucket, for each ending that occurs."""
    places = {bucket: place for place, bucket in enumerate(buckets)}
    table: dict[str, list[int]] = {}
    for bucket, ending, calls in volume.itertuples(index=False, name=None):
        if bucket in places:
            table.setdefault(ending, [0] * len(buckets))[places[bucket]] += int(calls)
    return table
