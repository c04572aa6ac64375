"""The boards that the reader of a page sees, and those that the reader may change."""

from typing import Any
from uuid import UUID

from dash import Input, Output, callback

from dashboard_app.access.members import member
from dashboard_app.access.rules import DELETERS
from dashboard_app.components.board_menu import LIST, TICK, choices
from dashboard_app.viewer import reading
from db.queries.boards import BoardView, boards_of


def boards_seen(board_id: UUID | None = None) -> list[BoardView]:
    who = member()
    with reading() as session:
        return boards_of(session, organization_id=who.organization_id, user_id=who.id, board_id=board_id)


def boards_to_change() -> list[BoardView]:
    return [board for board in boards_seen() if may_change(board)]


def may_change(board: BoardView) -> bool:
    """One's own; shared ones also if the role may tidy up after others."""
    return board.owner_id == member().id or member().role in DELETERS


@callback(Output(LIST, "children"), Input(TICK, "data"), prevent_initial_call=True)
def show_again(_tick: object) -> Any:
    """After the menu has put something on a board."""
    return choices(boards_to_change())
