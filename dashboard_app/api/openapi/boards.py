"""Boards of charts."""

from typing import Any

from dashboard_app.api.openapi.parts import answer, operation, refusals, taking
from dashboard_app.api.openapi.schemas import FLAG, TEXT, UUID, Schema, listing, record, ref
from db.actions.boards import MAX_CHARTS
from db.models.board import MAX_BOARD_NAME_CHARACTERS

NAME = {**TEXT, "minLength": 1, "maxLength": MAX_BOARD_NAME_CHARACTERS}
QUESTION: Schema = {
    "type": "object",
    "description": "As in the URL of `/explore`: what is asked (`figure`, `by`, `split`) and filters. A period is left out: that of the board applies.",
    "additionalProperties": TEXT,
}
BOARD_ID = {"name": "board_id", "in": "path", "required": True, "schema": UUID}
CHART_ID = {"name": "chart_id", "in": "path", "required": True, "schema": UUID}
INVALID = refusals(_404="NotFound", _422="Invalid")

LIST = operation(
    "list_boards",
    "Own boards and those shared by colleagues",
    responses={"200": answer("Boards.", "Boards"), **refusals()},
)
MAKE = operation(
    "make_board",
    "Make a board, with charts or without",
    requestBody=taking("NewBoard"),
    responses={"201": answer("It is made.", "Board"), **refusals(_409="Conflict", _422="Invalid")},
)
SHOW = operation(
    "show_board",
    "A board with its charts",
    parameters=[BOARD_ID],
    responses={"200": answer("The board.", "Board"), **refusals(_404="NotFound")},
)
CHANGE = operation(
    "change_board",
    "Rename or share a board",
    parameters=[BOARD_ID],
    requestBody=taking("BoardChange"),
    responses={
        "200": answer("It is so now.", "Board"),
        **refusals(_404="NotFound", _409="Conflict", _422="Invalid"),
    },
)
DELETE = operation(
    "delete_board",
    "Delete a board with its charts",
    parameters=[BOARD_ID],
    responses={"204": {"description": "It is gone."}, **refusals(_404="NotFound")},
)
ADD_CHART = operation(
    "add_chart",
    "Put a chart at the end of a board",
    parameters=[BOARD_ID],
    requestBody=taking("NewChart"),
    responses={"201": answer("The board with the chart.", "Board"), **INVALID},
)
CHANGE_CHART = operation(
    "change_chart",
    "Move a chart, or make it as wide as the board or half as wide",
    parameters=[BOARD_ID, CHART_ID],
    requestBody=taking("ChartChange"),
    responses={"200": answer("The board as it is now.", "Board"), **INVALID},
)
REMOVE_CHART = operation(
    "remove_chart",
    "Take a chart from a board",
    parameters=[BOARD_ID, CHART_ID],
    responses={"200": answer("The board without the chart.", "Board"), **refusals(_404="NotFound")},
)

PLACE: Schema = {
    "type": "integer",
    "description": "Counted from 0. Beyond the last chart it is the last.",
    "minimum": 0,
}
SCHEMAS: dict[str, Schema] = {
    "Boards": record(items=listing(ref("Board"))),
    "Board": record(
        id=UUID,
        name=NAME,
        address={**TEXT, "description": "Of the page."},
        is_shared=FLAG,
        is_mine=FLAG,
        owner=TEXT,
        charts=listing(ref("Chart")),
    ),
    "Chart": record(id=UUID, filters=QUESTION, is_wide=FLAG),
    "NewBoard": record(
        ("is_shared", "charts"),
        name=NAME,
        is_shared=FLAG,
        charts={**listing(ref("NewChart")), "maxItems": MAX_CHARTS},
    ),
    "NewChart": record(("filters", "is_wide"), filters=QUESTION, is_wide=FLAG),
    "BoardChange": record(("name", "is_shared"), name=NAME, is_shared=FLAG),
    "ChartChange": record(("place", "is_wide"), place=PLACE, is_wide=FLAG),
}
PATHS: dict[str, Any] = {
    "/api/boards": {"get": LIST, "post": MAKE},
    "/api/boards/{board_id}": {"get": SHOW, "patch": CHANGE, "delete": DELETE},
    "/api/boards/{board_id}/charts": {"post": ADD_CHART},
    "/api/boards/{board_id}/charts/{chart_id}": {"patch": CHANGE_CHART, "delete": REMOVE_CHART},
}
