"""Page or call not found: the likely reason, and where to go next."""

from dash import html
from flask_babel import gettext as _

from dashboard_app.components.states import button_link, nothing_here
from dashboard_app.pages.erasing import erasing_now


def title(**_path: str) -> str:
    return str(_("Not found")) + " · AutoBox"


def layout(**_query: str) -> html.Div:
    way_on = button_link(_("To today's calls"), "/today")
    return nothing_here(
        _("This page does not exist"),
        _("The address may be misspelt or out of date."),
        symbol="signpost-split",
        way_on=way_on,
    )


def no_such_call() -> html.Div:
    text = _("It may have been deleted, or the link is incomplete.")
    nothing = nothing_here(
        _("We do not know this call"),
        text,
        symbol="telephone-x",
        way_on=button_link(_("See all calls"), "/calls"),
    )
    return html.Div([erasing_now(), nothing])
