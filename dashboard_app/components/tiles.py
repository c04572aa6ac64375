"""Figures at a glance, each with its comparison and sample size."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

FEW = 10  # shares of fewer calls are greyed out


@dataclass(frozen=True, slots=True)
class Tile:
    """`href` links to the calls behind the number."""

    name: str
    value: str
    note: str
    unit: str = ""
    href: str | None = None
    is_few: bool = False


def row_of_tiles(shown: Sequence[Component], table: Component | None = None) -> html.Div:
    """`table` holds the same numbers for reading and copying."""
    if table is None:
        return html.Div(shown, className="card-box tiles")
    return html.Div(
        [html.Div(shown, className="tiles"), html.Div(table, className="tiles-table")], className="card-box"
    )


def tile(shown: Tile) -> Component:
    unit = [html.Small(shown.unit)] if shown.unit else []
    inside = [
        html.Div(shown.name, className="tile-name"),
        html.Div([shown.value, *unit], className="tile-value numbers"),
        html.Div(shown.note, className="tile-note"),
    ]
    look = "tile is-few" if shown.is_few else "tile"
    return (
        dcc.Link(inside, href=shown.href, className=look) if shown.href else html.Div(inside, className=look)
    )
