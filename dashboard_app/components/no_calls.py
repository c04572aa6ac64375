"""What stands where calls would: none match, or there are none yet."""

from dash import html
from flask_babel import gettext as _

from dashboard_app.components.states import button_link, nothing_here


def no_match() -> html.Div:
    return nothing_here(_("No calls match"), _("Try other filters or a longer period."), symbol="search")


def none_yet() -> html.Div:
    """Test calls are hidden then."""
    text = _("Calls appear here by themselves as they ring. Test calls do not count; a filter shows them.")
    way_on = button_link(_("Place a test call"), "/test-calls")
    return nothing_here(_("No calls yet"), text, symbol="telephone", way_on=way_on)
