"""The volume chart with its legend, and the same numbers as an accessible table."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.charts.axis import Axis
from dashboard_app.charts.columns import Column, Part
from dashboard_app.charts.marks import numbered
from dashboard_app.charts.volume import Row, counts
from dashboard_app.components.chart_frame import Frame
from dashboard_app.components.column_chart import Say, column_chart
from dashboard_app.components.series_table import series_table
from dashboard_app.components.states import nothing_here
from dashboard_app.i18n import N_
from dashboard_app.theme import ENDING_COLOURS

HEIGHT_PX = 250
ENDINGS = {
    "booked": N_("Appointment booked"),
    "served": N_("Attended"),
    "person": N_("Passed to a person"),
    "open": N_("Unresolved"),
    "abandoned": N_("Abandoned"),
    "missed": N_("Not answered"),
    "unread": N_("Not analysed yet"),
}
LOOKS = {"open": "is-open-end"}


def volume_chart(
    volume: Sequence[Row],
    buckets: Sequence[date],
    labels: Sequence[str],
    addresses: Callable[[str], Sequence[str]] | None = None,
    marks: Sequence[float] = (),
    note: Sequence[html.Li] = (),
) -> html.Div:
    """`addresses`: link targets per column, by ending; `marks`: see `charts.marks`, explained by `note`."""
    if not volume:
        return nothing_here(
            _("No calls in this time"), _("They appear here as they come in."), symbol="telephone", small=True
        )
    names = {ending: texts.say(ENDINGS, ending) for ending in ENDINGS}
    say, table = formats.numbers(), counts(volume, buckets)
    frame = Frame(_("Calls by how they ended"), HEIGHT_PX, Axis(say), numbered(marks))
    drawn = column_chart(columns_of(table, labels, names, addresses), frame, say=say)
    listed = [
        html.Li([html.I(className=look_of(ending)), names[ending]])
        for ending in ENDING_COLOURS
        if ending in table
    ]
    return html.Div(
        [
            drawn,
            html.Ul([*listed, *note], className="legend mt-2"),
            as_table(table, labels, names, say),
        ]
    )


def columns_of(
    table: Mapping[str, Sequence[int]],
    labels: Sequence[str],
    names: Mapping[str, str],
    addresses: Callable[[str], Sequence[str]] | None,
) -> list[Column]:
    """One column per bucket, with its endings from the bottom up."""
    parts: list[list[Part]] = [[] for _label in labels]
    for ending in (one for one in ENDING_COLOURS if one in table):
        leads = addresses(ending) if addresses else [""] * len(labels)
        for place, count in enumerate(table[ending]):
            parts[place].append(Part(look_of(ending), names[ending], count, leads[place]))
    return [Column(label, own) for label, own in zip(labels, parts, strict=True)]


def look_of(ending: str) -> str:
    return LOOKS.get(ending, f"is-{ending}")


def as_table(
    table: Mapping[str, Sequence[int]], labels: Sequence[str], names: Mapping[str, str], say: Say
) -> html.Details:
    shown = [ending for ending in ENDING_COLOURS if ending in table]
    rows = [(label, [table[ending][place] for ending in shown]) for place, label in enumerate(labels)]
    told = [(label, [say(count) for count in line]) for label, line in rows if any(line)]
    return series_table("calls", [names[ending] for ending in shown], told)
