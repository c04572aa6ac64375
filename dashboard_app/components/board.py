"""A board's charts, each in its card, and what may be changed about them."""

from collections.abc import Mapping
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from dashboard_app.components.explore_form import title_of
from dashboard_app.components.hidden_filters import described
from dashboard_app.components.icons import icon
from dashboard_app.components.menu import menu
from dashboard_app.components.states import button_link, nothing_here, skeleton
from dashboard_app.explore.question import PARTS, asked
from db.models.board import MAX_BOARD_NAME_CHARACTERS
from db.queries.boards import BoardView, ChartOnBoard

CHART, QUESTION = "board-chart", "board-question"  # id types; `id` is the chart
CHART_HEIGHT_PX = 380


def charts(board: BoardView, *, may_change: bool) -> html.Div:
    if not board.charts:
        return no_charts()
    last = len(board.charts) - 1
    cards = [
        chart_card(board, chart, place, last=last, may_change=may_change)
        for place, chart in enumerate(board.charts)
    ]
    return html.Div(cards, className="board-charts")


def no_charts() -> html.Div:
    return nothing_here(
        _("There is nothing on this board yet"),
        _("Ask something on “Explore”, and put it here with “Put on a board”."),
        symbol="columns-gap",
        way_on=button_link(_("Explore"), "/explore"),
    )


def chart_card(
    board: BoardView, chart: ChartOnBoard, place: int, *, last: int, may_change: bool
) -> html.Article:
    title = title_of(asked(chart.filters).question)
    only = own_filters(chart.filters)
    head = [
        html.Div([html.H2(title), html.Span(only, className="faint") if only else None]),
        chart_menu(board, chart, place, last=last, title=title) if may_change else None,
    ]
    where = {"id": str(chart.id)}
    body = [
        dcc.Store(id={"type": QUESTION, **where}, data=dict(chart.filters)),
        html.Div(skeleton(CHART_HEIGHT_PX), id={"type": CHART, **where}, className="holds-place"),
    ]
    look = "card-box board-chart is-wide" if chart.is_wide else "card-box board-chart"
    return html.Article(
        [html.Div(head, className="card-head"), html.Div(body, className="card-body-box")], className=look
    )


def own_filters(filters: Mapping[str, str]) -> str:
    """In words: they stay whatever the board is filtered by."""
    told = [described(name, value, filters) for name, value in filters.items() if name not in PARTS]
    return " · ".join(words for words in told if words)


def to_explore(query: Mapping[str, str]) -> html.P:
    """Of the period and the filters that the board has by now."""
    link = dcc.Link(_("Open in “Explore”"), href=f"/explore?{urlencode(query)}")
    return html.P(link, className="board-way")


def chart_menu(board: BoardView, chart: ChartOnBoard, place: int, *, last: int, title: str) -> html.Details:
    about = {"data_board": str(board.id), "data_chart": str(chart.id)}
    width = _("Half as wide") if chart.is_wide else _("As wide as the board")
    acts = [
        act("arrow-up", _("Earlier"), data_place=str(place - 1), **about) if place else None,
        act("arrow-down", _("Later"), data_place=str(place + 1), **about) if place < last else None,
        act("arrows-fullscreen", width, data_wide="no" if chart.is_wide else "yes", **about),
        act("x-lg", _("Take away"), data_away=str(place), **about),
    ]
    change = _("Change “%(name)s”", name=title)
    summary = html.Summary(
        [icon("three-dots"), html.Span(change, className="only-read-out")],
        className="icon-button",
        title=change,
        **attributes(data_same=f"chart-acts-{chart.id}"),
    )
    body = html.Div([one for one in acts if one is not None], className="menu-body")
    return html.Details([summary, body], className="menu board-acts")


def act(symbol: str, words: str, **about: str) -> html.Button:
    return html.Button([icon(symbol), " ", words], type="button", className="menu-act", **attributes(**about))


def board_settings(board: BoardView) -> html.Details:
    """Its name, who sees it, and its end."""
    name = html.Div(
        [
            html.Label(_("Name"), htmlFor="board-name", className="only-read-out"),
            dbc.Input(
                id="board-name", type="text", size="sm", value=board.name, maxLength=MAX_BOARD_NAME_CHARACTERS
            ),
            html.Button(
                _("Save"),
                type="button",
                className="btn btn-primary btn-sm",
                **attributes(data_board_save=str(board.id)),
            ),
        ],
        className="menu-line",
    )
    shared = dbc.Checkbox(
        id="board-shared", value=board.is_shared, label=_("Share with everybody here"), className="menu-check"
    )
    gone = html.Button(
        _("Delete"),
        type="button",
        className="btn btn-light btn-sm",
        **attributes(data_board_delete=str(board.id)),
    )
    return menu("pencil", _("Change"), [name, shared, html.Div(gone, className="menu-line")], look="boards")
