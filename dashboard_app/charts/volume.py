"""How many calls there were, by how they ended: one bar an hour or a day."""

from collections.abc import Sequence

import pandas as pd

from dashboard_app.charts.layout import Figure, layout
from dashboard_app.theme import ENDING_COLOURS

CORNER = 3


def volume_figure(
    volume: pd.DataFrame, *, buckets: Sequence[pd.Timestamp], labels: Sequence[str], names: dict[str, str]
) -> Figure:
    """`volume` has bucket, ending, calls; `buckets` are all that the axis shows, empty ones too, with a label each."""
    table = counts(volume, buckets)
    traces = [
        {
            "type": "bar",
            "name": names[ending],
            "x": list(range(len(buckets))),
            "y": table[ending].tolist(),
            "marker": {"color": ENDING_COLOURS[ending]},
            "meta": ending,
            "hovertemplate": "%{y}",
        }
        for ending in ENDING_COLOURS
        if ending in table and table[ending].sum() > 0
    ]
    ticks = ticks_of(labels)
    axis = {**layout()["xaxis"], "tickvals": ticks, "ticktext": [labels[place] for place in ticks]}
    axis["range"] = [-0.6, len(buckets) - 0.4]
    top = max(table.sum(axis=1).max() if len(table) else 0, 4)
    upright = {**layout()["yaxis"], "range": [0, float(top) * 1.08]}
    return {
        "data": traces,
        "layout": layout(barmode="stack", bargap=0.28, xaxis=axis, yaxis=upright, barcornerradius=CORNER),
    }


def counts(volume: pd.DataFrame, buckets: Sequence[pd.Timestamp]) -> pd.DataFrame:
    """One row a bucket, one column an ending."""
    wide = volume.pivot_table(index="bucket", columns="ending", values="calls", aggfunc="sum", fill_value=0)
    return wide.reindex(pd.DatetimeIndex(list(buckets)), fill_value=0)


def ticks_of(labels: Sequence[str], most: int = 9) -> list[int]:
    step = max(-(-len(labels) // most), 1)
    return list(range(0, len(labels), step))
