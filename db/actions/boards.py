"""Boards and their charts. Questions and filters are validated by the caller; whose a board is, is checked here.

Whoever changes the charts of a board writes to its row first: of two people at once, the second waits for the first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.actions.changed_rows import changed_rows
from db.actions.kept_names import KeepingError, kept_name
from db.actions.limits import lock_limit
from db.models import Board, BoardChart
from db.models.board import MAX_BOARD_NAME_CHARACTERS

MAX_BOARDS = 30  # per user
MAX_CHARTS = 12  # per board


@dataclass(frozen=True, slots=True)
class BoardKey:
    """A board to change. Without an owner: anybody's, if it is shared with the organization."""

    organization_id: UUID
    board_id: UUID
    owner_id: UUID | None


class BoardError(KeepingError):
    """The board is invalid."""


def board_name(name: str) -> str:
    return kept_name(name, what="board", most=MAX_BOARD_NAME_CHARACTERS, error=BoardError)


def make_board(
    session: Session,
    *,
    organization_id: UUID,
    owner_id: UUID,
    name: str,
    is_shared: bool = False,
    charts: Sequence[tuple[Mapping[str, str], bool]] = (),
) -> UUID:
    """`charts`: the filters of each, and whether it is wide. Raises BoardError, also if the owner has a board of that name."""
    lock_limit(session, "boards", owner_id)
    mine = select(func.count()).select_from(Board).where(Board.owner_id == owner_id)
    if session.scalars(mine).one() >= MAX_BOARDS:
        raise BoardError("many_boards", f"You have {MAX_BOARDS} boards: delete one first.")
    values = {
        "organization_id": organization_id,
        "owner_id": owner_id,
        "name": board_name(name),
        "is_shared": is_shared,
    }
    statement = insert(Board).values(values).on_conflict_do_nothing().returning(Board.id)
    made = session.scalars(statement).one_or_none()
    if made is None:
        raise name_taken()
    key = BoardKey(organization_id, made, owner_id)
    for filters, is_wide in charts:
        append(session, key, filters, is_wide=is_wide)
    return made


def name_taken() -> BoardError:
    return BoardError("name_taken", "You have a board of this name already.")


def change_board(session: Session, board: BoardKey, **changes: Any) -> bool:
    """Changes `name` or `is_shared`. False if there is no such board."""
    if "name" in changes:
        changes["name"] = board_name(changes["name"])
    values = {**changes, "changed_at": func.now()}
    statement = update(Board).where(*of(board)).values(values)
    try:
        with session.begin_nested():
            return changed_rows(session, statement) == 1
    except IntegrityError:
        raise name_taken() from None


def delete_board(session: Session, board: BoardKey) -> bool:
    """Returns as `change_board` does."""
    return changed_rows(session, delete(Board).where(*of(board))) == 1


def add_chart(
    session: Session, board: BoardKey, *, filters: Mapping[str, str], is_wide: bool = False
) -> UUID | None:
    """As the last one. None if there is no such board."""
    return append(session, board, filters, is_wide=is_wide) if change_board(session, board) else None


def append(session: Session, board: BoardKey, filters: Mapping[str, str], *, is_wide: bool) -> UUID:
    counted = select(func.count(), func.coalesce(func.max(BoardChart.place), -1))
    number, last = session.execute(counted.where(BoardChart.board_id == board.board_id)).one()
    if number >= MAX_CHARTS:
        raise BoardError("many_charts", f"The board has {MAX_CHARTS} charts: take one away first.")
    values = {
        "organization_id": board.organization_id,
        "board_id": board.board_id,
        "place": last + 1,
        "filters": dict(filters),
        "is_wide": is_wide,
    }
    return session.scalars(insert(BoardChart).values(values).returning(BoardChart.id)).one()


def change_chart(
    session: Session,
    board: BoardKey,
    chart_id: UUID,
    *,
    place: int | None = None,
    is_wide: bool | None = None,
) -> bool:
    """`place`: where it stands from now on, the first being 0; beyond the last it is the last. False if there is no such chart."""
    if not change_board(session, board):
        return False
    if is_wide is not None:
        session.execute(update(BoardChart).where(*on(board, chart_id)).values(is_wide=is_wide))
    order = order_of(session, board)
    if chart_id not in order:
        return False
    if place is not None:
        order.remove(chart_id)
        order.insert(max(place, 0), chart_id)
        for number, moved in enumerate(order):
            session.execute(update(BoardChart).where(*on(board, moved)).values(place=number))
    return True


def order_of(session: Session, board: BoardKey) -> list[UUID]:
    in_order = select(BoardChart.id).order_by(BoardChart.place, BoardChart.id)
    return list(session.scalars(in_order.where(BoardChart.board_id == board.board_id)))


def remove_chart(session: Session, board: BoardKey, chart_id: UUID) -> bool:
    """False if there is no such chart."""
    return (
        change_board(session, board)
        and changed_rows(session, delete(BoardChart).where(*on(board, chart_id))) == 1
    )


def on(board: BoardKey, chart_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return BoardChart.id == chart_id, BoardChart.board_id == board.board_id


def of(board: BoardKey) -> tuple[ColumnElement[bool], ...]:
    theirs: ColumnElement[bool] = (
        Board.is_shared.is_(True) if board.owner_id is None else Board.owner_id == board.owner_id
    )
    return Board.id == board.board_id, Board.organization_id == board.organization_id, theirs
