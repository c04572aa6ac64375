"""The first rows of the list of calls, as they come with the page: there to be read and opened while the grid's scripts are on their way.
They lie where the grid draws the same rows, in columns as wide, and go when it has drawn them."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from dashboard_app.components.call_grid import LOOKS, column_names

MOST = 25  # a high screen of them
CHOICE = "46px"  # the boxes that choose calls come with the grid
Row = Mapping[str, str]


def first_rows(
    rows: Sequence[Row], shown: Sequence[str], widths: Mapping[str, int], filters: Mapping[str, str]
) -> html.Div:
    """`rows` as the grid gets them, too; a call that is opened knows the filters."""
    names = column_names()
    head = html.Tr([html.Td(), *(html.Th(names[name], scope="col") for name in shown)])
    query = f"?{urlencode(filters)}" if filters else ""
    body = [
        html.Tr([html.Td(), *(html.Td(cell(name, row, query)) for name in shown)], className="first-row")
        for row in rows[:MOST]
    ]
    columns = " ".join([CHOICE, *(width_of(name, widths) for name in shown)])
    table = html.Table([html.Thead(head), html.Tbody(body)], style={"--columns": columns})
    return html.Div(table if body else None, className="first-rows")


def width_of(name: str, widths: Mapping[str, int]) -> str:
    """As the grid shares its room: columns with a share get it, but never less than they need."""
    look = LOOKS[name]
    if name in widths:
        return f"{widths[name]}px"
    if "flex" in look:
        return f"minmax({look['minWidth']}px, {look['flex']}fr)"
    return f"{look['width']}px"


def cell(name: str, row: Row, query: str) -> Any:
    said = row[LOOKS[name]["field"]]
    if name == "phone_number":
        return dcc.Link(said, href=f"/analysis/{row['id']}{query}", className="grid-link")
    if name == "urgency":
        return html.Span(said, className=f"badge-soft {row['presses']}") if said else None
    if name == "outcome":
        return html.Span(said, className=f"grid-mark ends-{row['ends']}")
    return said
