"""The numbers of a chart as a table, for those who do not see it or want to copy it, with a file to take away."""

from collections.abc import Sequence

from dash import html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes

Row = tuple[str, Sequence[str]]


def series_table(name: str, columns: Sequence[str], rows: Sequence[Row]) -> html.Details:
    """`assets/04_tables.js` makes the file from the table itself, so both say the same."""
    head = html.Thead(html.Tr([html.Th(""), *(html.Th(column, scope="col") for column in columns)]))
    body = html.Tbody(
        [
            html.Tr([html.Th(label, scope="row"), *(html.Td(value, className="amount") for value in values)])
            for label, values in rows
        ]
    )
    save = html.Button(
        _("Download"), type="button", className="btn btn-light btn-sm mt-2", **attributes(data_saves=name)
    )
    return html.Details(
        [
            html.Summary(_("As a table"), className="faint"),
            html.Div(html.Table([head, body], className="cost-table"), className="table-place", tabIndex="0"),
            save,
        ],
        className="mt-2",
    )
