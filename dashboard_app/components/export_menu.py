"""Export of all calls matching the current filters, in three formats."""

from collections.abc import Mapping

from dash import html
from flask_babel import gettext as _

from dashboard_app.call_filters import export_address
from dashboard_app.components.menu import menu
from dashboard_app.i18n import N_

LINKS = "calls-export"
# The program that opens each format; shown with the file extension.
FORMATS = {"xlsx": N_("For Excel"), "csv": N_("For any program"), "parquet": N_("For analysts")}


def export_menu(filters: Mapping[str, str]) -> html.Details:
    return menu("download", _("Download"), html.Div(export_links(filters), id=LINKS))


def export_links(filters: Mapping[str, str]) -> list[html.P | html.Ul]:
    words = _("All calls that match the filters, one in each row.")
    listed = [
        html.Li(
            html.A(
                [html.Span(_(name)), html.Span(kind.upper(), className="faint")],
                href=export_address(filters, kind),
                download=f"conversations.{kind}",
            )
        )
        for kind, name in FORMATS.items()
    ]
    return [html.P(words, className="faint mb-2"), html.Ul(listed, className="menu-links")]
