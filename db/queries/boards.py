"""The boards that somebody can see, and the charts on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from db.models import Board, BoardChart, User


@dataclass(frozen=True, slots=True)
class ChartOnBoard:
    """`filters`: its question included, as the address of `/explore` has them."""

    id: UUID
    filters: Mapping[str, str]
    is_wide: bool


@dataclass(frozen=True, slots=True)
class BoardView:
    id: UUID
    name: str
    is_shared: bool
    owner_id: UUID
    owner: str
    charts: Sequence[ChartOnBoard] = field(default_factory=tuple)


def boards_of(
    session: Session, *, organization_id: UUID, user_id: UUID, board_id: UUID | None = None
) -> list[BoardView]:
    """One's own boards and those shared by colleagues, by name. `board_id`: only that one."""
    wanted = [
        Board.organization_id == organization_id,
        or_(Board.owner_id == user_id, Board.is_shared),
        *([Board.id == board_id] if board_id else []),
    ]
    statement = (
        select(Board, User.email)
        .join(User, User.id == Board.owner_id)
        .where(*wanted)
        .order_by(func.lower(Board.name), Board.id)
    )
    found = session.execute(statement).all()
    charts = charts_on(session, [board.id for board, _email in found])
    return [
        BoardView(board.id, board.name, board.is_shared, board.owner_id, email, charts.get(board.id, ()))
        for board, email in found
    ]


def charts_on(session: Session, boards: Sequence[UUID]) -> dict[UUID, list[ChartOnBoard]]:
    """By board, in their order."""
    statement = (
        select(BoardChart)
        .where(BoardChart.board_id.in_(boards))
        .order_by(BoardChart.board_id, BoardChart.place, BoardChart.id)
    )
    found: dict[UUID, list[ChartOnBoard]] = {}
    for chart in session.scalars(statement):
        filters = {name: str(value) for name, value in chart.filters.items()}
        found.setdefault(chart.board_id, []).append(ChartOnBoard(chart.id, filters, chart.is_wide))
    return found
