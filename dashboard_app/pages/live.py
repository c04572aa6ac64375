"""Calls in progress, word by word. `?kiosk=1` shows the wall-screen version."""

from typing import Any

from dash import ClientsideFunction, Input, Output, callback, clientside_callback, dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, live_feed
from dashboard_app.access.members import may_write
from dashboard_app.components.attributes import attributes
from dashboard_app.components.call_rows import call_rows
from dashboard_app.components.cards import card
from dashboard_app.components.icons import icon
from dashboard_app.components.live_board import live_board
from dashboard_app.components.states import button_link, nothing_here
from dashboard_app.components.tiles import Tile, row_of_tiles, tile
from dashboard_app.day_tiles import day_tiles
from dashboard_app.pages.day_so_far import day_so_far
from dashboard_app.shared_answers import share
from dashboard_app.viewer import Viewer, current_viewer, reading
from db.queries.calls import Block, CallQuery, calls_block
from db.queries.follow_ups import open_follow_up_count
from db.queries.frames import records
from db.queries.live import live_board as calls_on_the_line
from db.queries.selection import Selection

SAID, FALLBACK, BOARD, WALL, FILL, FILLED = (
    "live-said",
    "live-fallback",
    "live-board",
    "live-wall",
    "live-fill",
    "live-filled",
)
FALLBACK_MS = 3000
LAST_CALLS = 6


def title() -> str:
    return str(_("Live")) + " · AutoBox"


def layout(kiosk: str = "", **_query: Any) -> html.Div:
    is_kiosk = kiosk in {"1", "true"}
    viewer = current_viewer()
    stores = [
        dcc.Store(id=SAID),
        dcc.Store(id=FILLED),
        dcc.Store(id=WALL, data=is_kiosk),
        dcc.Interval(id=FALLBACK, interval=FALLBACK_MS),
    ]
    body = html.Div(shown(viewer, is_kiosk=is_kiosk), id=BOARD, className="stack")
    return html.Div([*stores, head(viewer, is_kiosk=is_kiosk), body], className="kiosk" if is_kiosk else "")


def head(viewer: Viewer, *, is_kiosk: bool) -> html.Div:
    if is_kiosk:
        day = [formats.weekday(viewer.today).capitalize(), ", ", formats.short_date(viewer.today)]
        inside = [icon("arrows-fullscreen"), " ", _("Fill the screen")]
        actions = [
            html.Button(inside, id=FILL, className="btn btn-light btn-sm", n_clicks=0),
            dcc.Link(_("Leave the wall screen"), href="/live", className="btn btn-light btn-sm"),
        ]
        return html.Div(
            [html.Div([html.H1(_("Live")), html.P(day)]), html.Div(actions, className="badges")],
            className="page-head",
        )
    words = html.P(_("Every call on the line, with its words as they come."))
    wall = dcc.Link(
        [icon("broadcast"), " ", _("For a screen on the wall")],
        href="/live?kiosk=1",
        className="btn btn-light btn-sm",
    )
    hidden = html.Button(id=FILL, hidden=True, n_clicks=0, **attributes(aria_hidden="true"))
    return html.Div([html.Div([html.H1(_("Live")), words]), wall, hidden], className="page-head")


def shown(viewer: Viewer, *, is_kiosk: bool) -> list[Any]:
    with reading() as session:
        calls = records(calls_on_the_line(session, organization_id=viewer.organization_id))
    may_act = may_write() and not is_kiosk
    shown_calls = live_board(calls, may_act=may_act)
    board = shown_calls if calls else nobody(is_kiosk=is_kiosk)
    return [day(viewer), board, last_calls(viewer)] if is_kiosk else [board, last_calls(viewer)]


def nobody(*, is_kiosk: bool) -> html.Div:
    way_on = None if is_kiosk else button_link(_("Place a test call"), "/test-calls")
    text = _("A call appears here by itself as soon as it rings.")
    return html.Div(
        nothing_here(_("Nobody is on the line"), text, symbol="telephone", way_on=way_on),
        className="card-box",
    )


def day(viewer: Viewer) -> html.Div:
    """Today so far against the same weekdays before, and open follow-ups."""
    with reading() as session:
        left = open_follow_up_count(session, organization_id=viewer.organization_id)
    waiting = Tile(_("Follow-ups"), formats.number(left), _("open"), href="/follow-ups")
    return row_of_tiles([*day_tiles(day_so_far(viewer), viewer.today)[:3], tile(waiting)])


def last_calls(viewer: Viewer) -> html.Section:
    wanted = CallQuery(selection=Selection(organization_id=viewer.organization_id))
    with reading() as session:
        frame, _more = calls_block(session, wanted, Block(end=LAST_CALLS))
    rows = records(frame)
    body = call_rows(rows, now=viewer.now) if rows else html.P(_("No calls yet"), className="faint px-4")
    return card(_("Last calls"), body, note=dcc.Link(_("all"), href="/calls"), is_flush=True)


share(f"{BOARD}.children", SAID)


@callback(Output(BOARD, "children"), Input(SAID, "data"), Input(WALL, "data"), prevent_initial_call=True)
def show_again(_said: object, is_kiosk: bool) -> list[Any]:
    return shown(current_viewer(), is_kiosk=bool(is_kiosk))


clientside_callback(
    ClientsideFunction("board", "listen"),
    Output(SAID, "data"),
    live_feed.heard(live_feed.METRICS),
    Input(FALLBACK, "n_intervals"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("board", "fill"),
    Output(FILLED, "data"),
    Input(FILL, "n_clicks"),
    prevent_initial_call=True,
)
