"""A chart's numbers as a table, for screen readers and copying, with a download."""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes

Row = tuple[str, Sequence[str]]


def series_table(name: str, columns: Sequence[str], rows: Sequence[Row]) -> html.Details:
    """Stays open when the page is redrawn."""
    head = html.Thead(html.Tr([html.Th(""), *(html.Th(column, scope="col") for column in columns)]))
    body = html.Tbody(
        [
            html.Tr([html.Th(label, scope="row"), *(html.Td(value, className="amount") for value in values)])
            for label, values in rows
        ]
    )
    return html.Details(
        [
            html.Summary(_("As a table"), className="faint"),
            html.Div(html.Table([head, body], className="cost-table"), className="table-place", tabIndex="0"),
            save_button(name),
        ],
        className="mt-2",
        **attributes(data_stays=name),
    )


def save_button(name: str) -> html.Button:
    """Saves the preceding table: `assets/04_tables.js` builds the file from it, so both say the same."""
    return html.Button(
        _("Download"), type="button", className="btn btn-light btn-sm mt-2", **attributes(data_saves=name)
    )
