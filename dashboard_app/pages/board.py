"""One board: its charts for the same period and the same filters. Each is loaded by itself, so that none waits for another."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dash import (
    ALL,
    MATCH,
    ClientsideFunction,
    Input,
    Output,
    State,
    callback,
    clientside_callback,
    dcc,
    html,
)
from flask_babel import gettext as _

from dashboard_app import live_feed
from dashboard_app.components.board import CHART, QUESTION, board_settings, charts, to_explore
from dashboard_app.components.board_menu import PATH, told
from dashboard_app.components.hidden_filters import hidden_filters
from dashboard_app.components.icons import icon
from dashboard_app.components.panel_filters import CHOICES, Lines, panel_filters, period_type
from dashboard_app.components.states import button_link, nothing_here
from dashboard_app.explore.question import PARTS, asked, parts_of
from dashboard_app.filters import is_uuid
from dashboard_app.page_boards import boards_seen, may_change
from dashboard_app.pages.address import about_figures
from dashboard_app.pages.explored_figures import drawn
from dashboard_app.pages.period import chosen_period
from dashboard_app.scope import scope_of
from dashboard_app.shared_answers import share
from dashboard_app.viewer import Viewer, current_viewer, reading
from db.queries.boards import BoardView
from db.queries.organizations import lines_of

PAGE = "board"
FILTERS, CHANGED, BOARD, TICK, SHOWN, HEAD = (
    "board-filters",
    "board-changed",
    "board-id",
    "board-tick",
    "board-shown",
    "board-head",
)


def title(board_id: str = "") -> str:  # noqa: ARG001 (Dash passes the path parameters)
    return str(_("Board")) + " · AutoBox"


def layout(board_id: str = "", **query: Any) -> html.Div:
    board, viewer = seen(board_id), current_viewer()
    if board is None:
        return no_such_board()
    filters = chosen_period(query, viewer)
    with reading() as session:
        lines = Lines(*lines_of(session, viewer.organization_id))
    return html.Div(
        [
            dcc.Store(id=FILTERS, data=filters),
            dcc.Store(id=CHANGED),
            dcc.Store(id=BOARD, data=board_id),
            dcc.Store(id=TICK),
            html.Div(head(board), className="page-head", id=HEAD),
            panel_filters(filters, viewer.today, lines, page=PAGE),
            hidden_filters(filters, CHOICES),
            about_figures(f"{PATH}/{board_id}", query),
            told(),
            html.Div(charts(board, may_change=may_change(board)), id=SHOWN),
        ]
    )


def seen(board_id: str) -> BoardView | None:
    return next(iter(boards_seen(UUID(board_id))), None) if is_uuid(board_id) else None


def head(board: BoardView) -> list[Any]:
    words = html.P(_("All charts are of the same period. Press a number to see its calls."))
    acts = [
        dcc.Link(
            [icon("plus-lg"), " ", _("Another chart")], href="/explore", className="btn btn-light btn-sm"
        ),
        board_settings(board) if may_change(board) else None,
        dcc.Link(_("All boards"), href=PATH, className="btn btn-light btn-sm"),
    ]
    return [html.Div([html.H1(board.name), words]), html.Div(acts, className="sheet-acts")]


def no_such_board() -> html.Div:
    return nothing_here(
        _("We do not know this board"),
        _("It may have been deleted, or its owner no longer shares it."),
        symbol="columns-gap",
        way_on=button_link(_("All boards"), PATH),
    )


def drawn_chart(
    own: Mapping[str, str], filters: Mapping[str, str], viewer: Viewer, *, name: str
) -> list[Any]:
    """A chart's own filters hold whatever the board is filtered by."""
    question = asked(own).question
    traits = {part: value for part, value in own.items() if part not in {*PARTS, "from", "to"}}
    found = chosen_period({**filters, **traits}, viewer)
    shown = drawn(question, scope_of(found, viewer), name=name)
    return [*shown, to_explore({**parts_of(question), **found})]


share(f"{CHART}.children", CHANGED)


@callback(
    Output({"type": CHART, "id": MATCH}, "children"),
    Input(FILTERS, "data"),
    Input(CHANGED, "data"),
    State({"type": QUESTION, "id": MATCH}, "data"),
    State({"type": QUESTION, "id": MATCH}, "id"),
)
def show_chart(
    filters: dict[str, str] | None, _tick: object, own: dict[str, str] | None, where: dict[str, str]
) -> list[Any]:
    return drawn_chart(own or {}, filters or {}, current_viewer(), name=f"chart-{where['id']}")


@callback(
    Output(HEAD, "children"),
    Output(SHOWN, "children"),
    Input(TICK, "data"),
    State(BOARD, "data"),
    prevent_initial_call=True,
)
def show_board(_tick: object, board_id: str) -> tuple[Any, Any]:
    """After somebody has changed it."""
    board = seen(str(board_id))
    if board is None:
        return [], no_such_board()
    return head(board), charts(board, may_change=may_change(board))


clientside_callback(
    ClientsideFunction("chartBoard", "listen"),
    Output(CHANGED, "data"),
    live_feed.heard(live_feed.METRICS),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("explore", "asked"),
    Output(FILTERS, "data"),
    Output({"type": f"{PAGE}-filter", "name": "from"}, "value"),
    Output({"type": f"{PAGE}-filter", "name": "to"}, "value"),
    Input({"type": f"{PAGE}-filter", "name": ALL}, "value"),
    Input({"type": period_type(PAGE), "name": ALL}, "n_clicks"),
    State({"type": f"{PAGE}-filter", "name": ALL}, "id"),
    State(FILTERS, "data"),
    prevent_initial_call=True,
)
