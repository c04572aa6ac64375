"""What a printed page says above everything else: whose it is, when it was printed, what it was filtered by, and its address."""

from dash import html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes


def paper_head(organization: str, timezone: str) -> html.Div:
    """Empty on screen; `assets/07_paper.js` fills it when the page goes to paper."""
    words = {
        "data_printed": _("Printed on {when}"),
        "data_first": _("The first {n} calls of the list. “Download” gives all of them."),
    }
    return html.Div(
        className="paper-head", **attributes(data_organization=organization, data_timezone=timezone, **words)
    )
