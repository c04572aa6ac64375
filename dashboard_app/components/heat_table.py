"""Calls by weekday and hour, darker for more. Each cell links to its calls and is read out with its number. The table is one stop of the
keyboard, and arrows walk in it (`assets/04_charts.js`).
"""

from collections.abc import Callable, Mapping
from datetime import date

from dash import html
from dash.development.base_component import Component
from flask_babel import format_date
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.series_table import save_button
from dashboard_app.components.states import nothing_here

MONDAY = date(2026, 1, 5)
Cell = tuple[int, int]  # weekday from 1, hour from 0
EARLIEST, LATEST = 8, 19  # shown even without calls
# Percentage of colour: between them neither dark nor white text reaches a contrast of 4.5.
INK_TO, WHITE_FROM = 67, 80


def heat_table(counts: Mapping[Cell, int], href: Callable[[int, int], str], *, look: str) -> Component:
    if not any(counts.values()):
        return nothing_here(
            _("Nothing to show yet"), _("No call of this selection says anything about it."), small=True
        )
    hours = range(
        min(EARLIEST, *(hour for _day, hour in counts)), max(LATEST, *(hour for _day, hour in counts)) + 1
    )
    most = max(counts.values())
    head = html.Thead(html.Tr([html.Th(""), *(html.Th(f"{hour}", scope="col") for hour in hours)]))
    rows = [
        html.Tr(
            [
                html.Th(short_weekday(day), scope="row"),
                *(cell(counts.get((day, hour), 0), most, href(day, hour), name, hour) for hour in hours),
            ]
        )
        for day, name in ((day, long_weekday(day)) for day in range(1, 8))
    ]
    stop = max((key for key, count in counts.items() if count), key=lambda key: counts[key])
    rows[stop[0] - 1].children[1 + stop[1] - hours.start].children.tabIndex = "0"
    caption = html.Caption(_("Calls by weekday and hour"), className="only-read-out")
    table = html.Table([caption, head, html.Tbody(rows)], className=f"heat {look}")
    place = html.Div(table, className="heat-place", tabIndex="0")
    return html.Div([place, save_button("hours")])


def legible(strength: int) -> int:
    """The nearest strength at which dark or white text is readable."""
    if not INK_TO < strength < WHITE_FROM:
        return strength
    return INK_TO if strength < (INK_TO + WHITE_FROM) / 2 else WHITE_FROM


def cell(count: int, most: int, href: str, weekday: str, hour: int) -> html.Td:
    if not count:
        return html.Td(className="is-none")
    strength = legible(round(12 + 88 * count / most))
    when = f"{weekday} {hour}:00–{hour + 1}:00"
    said = f"{when}: {formats.number(count)}"
    link = html.A(
        str(count),
        href=href,
        title=said,
        className="is-strong" if strength >= WHITE_FROM else "",
        tabIndex="-1",
        **attributes(aria_label=said),
    )
    return html.Td(link, style={"--heat": f"{strength}%"})


def short_weekday(day: int) -> str:
    return str(format_date(MONDAY.replace(day=MONDAY.day + day - 1), "EEE", rebase=False))


def long_weekday(day: int) -> str:
    return str(format_date(MONDAY.replace(day=MONDAY.day + day - 1), "EEEE", rebase=False))
