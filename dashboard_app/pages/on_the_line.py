"""The calls in progress, as a strip shown by more than one page."""

from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app.components.call_rows import live_strip
from dashboard_app.components.icons import icon
from dashboard_app.viewer import Viewer, reading
from db.queries.frames import records
from db.queries.today import live_calls


def on_the_line(viewer: Viewer) -> Any:
    with reading() as session:
        calls = records(live_calls(session, organization_id=viewer.organization_id))
    if not calls:
        return html.Div([icon("telephone"), _("Nobody is on the line right now.")], className="live-none")
    return live_strip(calls)
