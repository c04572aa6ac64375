"""The first rows of the list of calls, rendered with the page so that they can be read and opened while the grid's scripts load.

They have the same position and column widths as the grid's rows, and disappear once the grid has drawn its own.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from dash import dcc, html

from dashboard_app.components.call_grid import LOOKS, WHEN, column_names
from dashboard_app.components.found_words import marked

MAX_ROWS = 25  # one tall screen
CHOICE = "46px"  # the selection checkboxes come with the grid
Row = Mapping[str, Any]


def first_rows(
    rows: Sequence[Row], shown: Sequence[str], widths: Mapping[str, int], filters: Mapping[str, str]
) -> html.Div:
    """`rows` are in the grid's format; links to calls carry the filters."""
    names = column_names()
    head = html.Tr([html.Td(), *(html.Th(names[name], scope="col") for name in shown)])
    query = f"?{urlencode(filters)}" if filters else ""
    body = [
        html.Tr(
            [html.Td(), *(html.Td(cell(name, row, query), className=look_of(name)) for name in shown)],
            className="first-row",
        )
        for row in rows[:MAX_ROWS]
    ]
    columns = " ".join([CHOICE, *(width_of(name, widths) for name in shown)])
    table = html.Table([html.Thead(head), html.Tbody(body)], style={"--columns": columns})
    return html.Div(table if body else None, className="first-rows")


def width_of(name: str, widths: Mapping[str, int]) -> str:
    """Mirrors the grid's layout: flexible columns share the space, but never shrink below their minimum."""
    look = LOOKS[name]
    if name in widths:
        return f"{widths[name]}px"
    if "flex" in look:
        return f"minmax({look['minWidth']}px, {look['flex']}fr)"
    return f"{look['width']}px"


def look_of(name: str) -> str | None:
    return WHEN if name == "started_at" else None


def cell(name: str, row: Row, query: str) -> Any:
    said = row[LOOKS[name]["field"]]
    if name == "phone_number":
        link = dcc.Link(who(row), href=f"/analysis/{row['id']}{query}", className="grid-link", title=said)
        return [link, found(row)]
    if name == "urgency":
        return html.Span(said, className=f"badge-soft {row['presses']}") if said else None
    if name == "outcome":
        return html.Span(said, className=f"grid-mark ends-{row['ends']}")
    return said


def who(row: Row) -> list[html.Span]:
    """As `linkOf` in `assets/04_page_calls.js`: where both do not fit, the name is cut, never the number."""
    number = html.Span(f" · {row['number']}" if row["name"] else row["number"], className="grid-number")
    return [html.Span(row["name"], className="grid-name"), number] if row["name"] else [number]


def found(row: Row) -> html.Small | None:
    """The words that a search found, on a line of their own as in the grid."""
    return html.Small(marked(row["found"]), className="grid-found") if row["found"] else None
