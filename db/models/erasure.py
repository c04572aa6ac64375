"""Proof that somebody's data was erased: when, by whom and how much, and nothing about whose it was."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Id, Word, one_of

ERASURE_SCOPES = ("caller", "call")


class Erasure(Base):
    """`user_id` is null where a command did it. An order that is carried out in several steps is one row."""

    __tablename__ = "erasures"
    __table_args__ = (
        CheckConstraint(one_of("scope", ERASURE_SCOPES), name="scope"),
        Index("ix_erasures_recent", "organization_id", "erased_at"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    scope: Mapped[Word]
    calls: Mapped[int] = mapped_column(server_default=text("0"))
    recordings: Mapped[int] = mapped_column(server_default=text("0"))
    erased_at: Mapped[CreatedAt]
