"""`/api/boards`: charts of `/explore` that stand together on a page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, jsonify

from dashboard_app.access.members import member
from dashboard_app.access.rules import DELETERS
from dashboard_app.api.body import Closed, body
from dashboard_app.api.path_ids import path_id
from dashboard_app.errors import ApiError
from dashboard_app.view_filters import kept_chart
from dashboard_app.viewer import database
from db.actions import boards
from db.actions.boards import BoardError, BoardKey
from db.queries.boards import BoardView, boards_of

blueprint = Blueprint("api_boards", __name__)


class ChartBody(Closed):
    filters: dict[str, str] = {}  # noqa: RUF012 (pydantic copies it)
    is_wide: bool = False


class BoardBody(Closed):
    name: str
    is_shared: bool = False
    charts: list[ChartBody] = []  # noqa: RUF012 (pydantic copies it)


class BoardChange(Closed):
    name: str | None = None
    is_shared: bool | None = None


class ChartChange(Closed):
    place: int | None = None
    is_wide: bool | None = None


@contextmanager
def writing() -> Iterator[Any]:
    """Invalid boards are answered with 409 or 422 and change nothing."""
    try:
        with database().transaction() as session:
            yield session
    except BoardError as error:
        raise ApiError(409 if error.code == "name_taken" else 422, error.code, str(error)) from error


@blueprint.get("/api/boards")
def list_boards() -> Response:
    return jsonify(items=[shown(board) for board in seen()])


@blueprint.post("/api/boards")
def make() -> tuple[Response, int]:
    given, who = body(BoardBody), member()
    charts = [(checked(chart.filters), chart.is_wide) for chart in given.charts]
    with writing() as session:
        board_id = boards.make_board(
            session,
            organization_id=who.organization_id,
            owner_id=who.id,
            name=given.name,
            is_shared=given.is_shared,
            charts=charts,
        )
    return jsonify(shown(board_of(str(board_id)))), 201


@blueprint.get("/api/boards/<board_id>")
def show(board_id: str) -> Response:
    return jsonify(shown(board_of(board_id)))


@blueprint.patch("/api/boards/<board_id>")
def change(board_id: str) -> Response:
    """Allowed for its owner; for shared boards also for administrators and supervisors."""
    changes = body(BoardChange).model_dump(exclude_none=True)
    with writing() as session:
        found(boards.change_board(session, key_of(board_id), **changes))
    return jsonify(shown(board_of(board_id)))


@blueprint.delete("/api/boards/<board_id>")
def remove(board_id: str) -> tuple[str, int]:
    with writing() as session:
        found(boards.delete_board(session, key_of(board_id)))
    return "", 204


@blueprint.post("/api/boards/<board_id>/charts")
def add_chart(board_id: str) -> tuple[Response, int]:
    given, key = body(ChartBody), key_of(board_id)
    filters = checked(given.filters)
    with writing() as session:
        found(boards.add_chart(session, key, filters=filters, is_wide=given.is_wide) is not None)
    return jsonify(shown(board_of(board_id))), 201


@blueprint.patch("/api/boards/<board_id>/charts/<chart_id>")
def change_chart(board_id: str, chart_id: str) -> Response:
    given, key = body(ChartChange), key_of(board_id)
    with writing() as session:
        found(
            boards.change_chart(
                session, key, path_id(chart_id, no_such_board()), place=given.place, is_wide=given.is_wide
            )
        )
    return jsonify(shown(board_of(board_id)))


@blueprint.delete("/api/boards/<board_id>/charts/<chart_id>")
def remove_chart(board_id: str, chart_id: str) -> Response:
    key = key_of(board_id)
    with writing() as session:
        found(boards.remove_chart(session, key, path_id(chart_id, no_such_board())))
    return jsonify(shown(board_of(board_id)))


def checked(filters: dict[str, str]) -> dict[str, str]:
    kept, wrong = kept_chart(filters)
    if wrong:
        raise ApiError(422, "invalid_filters", f"These filters make no sense: {', '.join(wrong)[:200]}.")
    return kept


def found(is_done: bool) -> None:
    if not is_done:
        raise no_such_board()


def no_such_board() -> ApiError:
    return ApiError(404, "unknown_board", "There is no such board or chart, or it is not yours to change.")


def key_of(board_id: str) -> BoardKey:
    """Whose board is changed: one's own, or anybody's shared one if the role allows it."""
    board, who = board_of(board_id), member()
    owner = None if board.owner_id != who.id and who.role in DELETERS else who.id
    return BoardKey(who.organization_id, board.id, owner)


def board_of(board_id: str) -> BoardView:
    one = next(iter(seen(path_id(board_id, no_such_board()))), None)
    if one is None:
        raise no_such_board()
    return one


def seen(board_id: UUID | None = None) -> list[BoardView]:
    who = member()
    with database().reading() as session:
        return boards_of(session, organization_id=who.organization_id, user_id=who.id, board_id=board_id)


def shown(board: BoardView) -> dict[str, Any]:
    charts = [
        {"id": str(chart.id), "filters": dict(chart.filters), "is_wide": chart.is_wide}
        for chart in board.charts
    ]
    return {
        "id": str(board.id),
        "name": board.name,
        "address": f"/boards/{board.id}",
        "is_shared": board.is_shared,
        "is_mine": board.owner_id == member().id,
        "owner": board.owner,
        "charts": charts,
    }
