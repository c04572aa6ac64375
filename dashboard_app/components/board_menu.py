"""Puts what is asked on `/explore` on a board. `assets/07_boards.js` tells the API; the question is that of the address."""

import json
from collections.abc import Sequence

import dash_bootstrap_components as dbc
from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from dashboard_app.components.menu import menu
from db.actions.boards import MAX_BOARDS, MAX_CHARTS
from db.models.board import MAX_BOARD_NAME_CHARACTERS
from db.queries.boards import BoardView

PATH = "/boards"
LIST, TICK = "boards-list", "boards-tick"


def board_menu(boards: Sequence[BoardView]) -> html.Details:
    parts = [
        dcc.Store(id=TICK),
        html.Div(choices(boards), id=LIST),
        new_board(_("Make it with this chart"), data_board_make="question"),
        told(),
        html.Div(dcc.Link(_("All boards"), href=PATH), className="menu-line"),
    ]
    return menu("columns-gap", _("Put on a board"), parts, look="boards")


def choices(boards: Sequence[BoardView]) -> html.Ul | html.P:
    if not boards:
        return html.P(_("A board shows several charts together. Name your first one."), className="faint")
    return html.Ul([html.Li(add_button(board)) for board in boards], className="menu-links board-list")


def add_button(board: BoardView) -> html.Button:
    count = _("%(count)s of %(most)s", count=len(board.charts), most=MAX_CHARTS)
    return html.Button(
        [html.Span(board.name), html.Span(count, className="faint")],
        type="button",
        className="menu-act",
        disabled=len(board.charts) >= MAX_CHARTS,
        **attributes(data_board_add=str(board.id), data_name=board.name),
    )


def new_board(words: str, **about: str) -> html.Div:
    """Field and button for the name of a new board."""
    label = html.Label(_("Name of the new board"), htmlFor="board-new", className="only-read-out")
    field = dbc.Input(
        id="board-new",
        type="text",
        size="sm",
        maxLength=MAX_BOARD_NAME_CHARACTERS,
        placeholder=_("Name of the new board"),
        autocomplete="off",
        value="",
    )
    button = html.Button(words, type="button", className="btn btn-primary btn-sm", **attributes(**about))
    return html.Div([label, field, button], className="menu-line board-new")


def told() -> html.Div:
    """Where the script says what has happened."""
    return html.Div(
        id="board-said", className="menu-told", role="status", **attributes(data_words=json.dumps(words()))
    )


def words() -> dict[str, str]:
    return {
        "added": _("It is on “%(name)s” now.", name="{name}"),
        "open": _("Open the board"),
        "changed": _("The board is changed."),
        "deleted": _("The board is deleted."),
        "removed": _("The chart is taken away."),
        "undo": _("Undo"),
        "empty_name": _("Give the board a name."),
        "long_name": _(
            "The name is too long: %(count)s characters at most.", count=MAX_BOARD_NAME_CHARACTERS
        ),
        "name_taken": _("You have a board of this name already."),
        "many_boards": _("You have %(count)s boards: delete one first.", count=MAX_BOARDS),
        "many_charts": _("The board has %(count)s charts: take one away first.", count=MAX_CHARTS),
        "unknown_board": _("The board is gone, or it is not yours to change."),
        "invalid_filters": _("Something in the address is not understood. Take it out of the address first."),
        "unreachable": _("The server does not answer. Check the connection and try again."),
        "any": _("This could not be kept. Try again in a moment."),
    }
