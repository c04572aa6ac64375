"""The volume chart with its legend, and the same numbers as an accessible table."""

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.charts.layout import CONFIG
from dashboard_app.charts.marks import marked
from dashboard_app.charts.volume import counts, volume_figure
from dashboard_app.components.attributes import attributes
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here
from dashboard_app.i18n import N_
from dashboard_app.theme import ENDING_COLOURS

HEIGHT_PX = 250
ENDINGS = {
    "booked": N_("Appointment booked"),
    "served": N_("Attended"),
    "person": N_("Passed to a person"),
    "open": N_("Left open"),
    "abandoned": N_("Abandoned"),
    "missed": N_("Not answered"),
    "unread": N_("Not analysed yet"),
}
LOOKS = {"open": "is-open-end"}


def volume_chart(
    volume: pd.DataFrame,
    buckets: Sequence[pd.Timestamp],
    labels: Sequence[str],
    addresses: Callable[[str], Sequence[str]] | None = None,
    marks: Sequence[float] = (),
    note: Sequence[html.Li] = (),
) -> html.Div:
    """`addresses`: link targets per column, by ending; `marks`: see `charts.marks`, explained by `note`."""
    if volume.empty:
        return nothing_here(
            _("No calls in this time"), _("They appear here as they come in."), symbol="telephone", small=True
        )
    names = {ending: texts.say(ENDINGS, ending) for ending in ENDINGS}
    figure = volume_figure(volume, buckets=buckets, labels=labels, names=names)
    if addresses is not None:
        make_parts_open(figure, addresses)
    graph = dcc.Graph(
        id={"type": "chart", "name": "volume"},
        figure=marked(figure, marks),
        config=CONFIG,
        style={"height": f"{HEIGHT_PX}px"},
        responsive=True,
    )
    present = [ending for ending in ENDING_COLOURS if ending in set(volume["ending"])]
    listed = [
        html.Li([html.I(className=LOOKS.get(ending, f"is-{ending}")), names[ending]]) for ending in present
    ]
    return html.Div(
        [
            html.Div(graph, **attributes(aria_hidden="true")),
            html.Ul([*listed, *note], className="legend mt-2"),
            as_table(volume, buckets, labels, names),
        ]
    )


def make_parts_open(figure: dict[str, Any], addresses: Callable[[str], Sequence[str]]) -> None:
    """Makes each segment clickable instead of the whole column, so that a click opens just the calls it counts."""
    figure["layout"]["hovermode"] = "closest"
    for trace in figure["data"]:
        trace["customdata"] = list(addresses(trace["meta"]))
        trace["hovertemplate"] = f"%{{x}}<br>{trace['name']}: <b>%{{y}}</b><extra></extra>"


def as_table(
    volume: pd.DataFrame, buckets: Sequence[pd.Timestamp], labels: Sequence[str], names: dict[str, str]
) -> html.Details:
    table = counts(volume, buckets)
    shown = [ending for ending in ENDING_COLOURS if ending in table]
    rows = [(label, [table[ending][place] for ending in shown]) for place, label in enumerate(labels)]
    told = [(label, [formats.number(count) for count in line]) for label, line in rows if any(line)]
    return series_table("calls", [names[ending] for ending in shown], told)
