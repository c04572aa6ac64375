"""Progress of running erasures, on every page that can start one. Reloading the page picks them up again."""

from datetime import datetime, timedelta
from typing import Any

from dash import Input, Output, callback, dcc, html, no_update

from dashboard_app.access.members import may_erase, member
from dashboard_app.components.erasures import erasures_now
from dashboard_app.viewer import current_viewer, reading
from db.queries.erasures import newest_erasures

NOW, TICK = "erasing-now", "erasing-tick"  # `09_erasing.js` enables the interval
EVERY_MS = 1000
SHOWN_AFTERWARDS = timedelta(minutes=10)
MAX_ERASURES = 3


def erasing_now() -> html.Div | None:
    if not may_erase():
        return None
    rows, is_over = shown()
    tick = dcc.Interval(id=TICK, interval=EVERY_MS, disabled=is_over)
    return html.Div([html.Div(rows, id=NOW), tick])


def shown() -> tuple[Any, bool]:
    """The erasures, and whether all of them are finished."""
    now = current_viewer().now
    with reading() as session:
        found = newest_erasures(
            session, organization_id=member().organization_id, since=since(), limit=MAX_ERASURES
        )
    return erasures_now(found, now), all(one["state"] == "done" for one in found)


def since() -> datetime:
    return current_viewer().now - SHOWN_AFTERWARDS


@callback(
    Output(NOW, "children"),
    Output(TICK, "disabled"),
    Input(TICK, "n_intervals"),
    prevent_initial_call=True,
)
def look_again(_ticks: int) -> tuple[Any, Any]:
    return shown() if may_erase() else (no_update, True)
