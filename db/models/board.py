"""Boards: charts of `/explore` that stand together on a page."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Id, JsonObject

MAX_BOARD_NAME_CHARACTERS = 60


class Board(Base):
    """A shared one is seen by the whole organization."""

    __tablename__ = "boards"
    __table_args__ = (
        CheckConstraint(f"length(name) BETWEEN 1 AND {MAX_BOARD_NAME_CHARACTERS}", name="name"),
        UniqueConstraint("owner_id", "name", name="uq_boards_name"),
        Index("ix_boards_organization_id", "organization_id"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    is_shared: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[CreatedAt]
    changed_at: Mapped[datetime | None]


class BoardChart(Base):
    """A question and its filters as the address of `/explore` has them, without a period: that is the board's.

    Charts stand in the order of `place`, the first being 0; two that were added at once may share one, then `id` decides.
    """

    __tablename__ = "board_charts"
    __table_args__ = (
        Index("ix_board_charts_board_id", "board_id", "place"),
        Index("ix_board_charts_organization_id", "organization_id"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    board_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"))
    place: Mapped[int]
    filters: Mapped[JsonObject]
    is_wide: Mapped[bool] = mapped_column(server_default=text("false"))
