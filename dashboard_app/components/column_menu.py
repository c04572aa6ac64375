"""Which columns the grid of calls shows: chosen per person, and saved for them or with a view."""

from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext as _

from dashboard_app.call_columns import ALWAYS, COLUMNS
from dashboard_app.components.attributes import attributes
from dashboard_app.components.menu import menu

CHOICE, AS_AT_FIRST = "calls-columns", "calls-columns-first"


def column_menu(shown: Sequence[str], names: dict[str, str], *, of_view: str = "") -> html.Details:
    """`of_view`: name of the open view, if it has its own columns."""
    options = [{"value": name, "label": names[name]} for name in COLUMNS if name not in ALWAYS]
    chosen = [name for name in shown if name not in ALWAYS]
    choice = dbc.Checklist(options, chosen, id=CHOICE, className="column-choice")
    again = html.Button(
        _("As at first"), id=AS_AT_FIRST, type="button", className="btn btn-light btn-sm mt-2", n_clicks=0
    )
    message = html.P(
        "",
        id="columns-told",
        role="status",
        className="menu-told",
        **attributes(data_failed=_("This could not be kept. Try again in a moment.")),
    )
    about = html.P(hint(of_view), className="faint mt-2")
    return menu("layout-three-columns", _("Columns"), [choice, again, about, message], look="only-desk")


def hint(of_view: str) -> str:
    if of_view:
        return str(_("These are the columns of “%(view)s”: changes last until you leave it.", view=of_view))
    return str(_("Drag a heading to move it, or its edge to make it wider: it stays so."))
