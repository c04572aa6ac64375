"""Calls that somebody has marked as reviewed, so that nobody else needs to listen to them."""

import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt


class CheckedCall(Base):
    __tablename__ = "checked_calls"
    __table_args__ = (
        Index("ix_checked_calls_organization_id", "organization_id"),
        Index("ix_checked_calls_checked_by", "checked_by"),
    )

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    checked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    checked_at: Mapped[CreatedAt]
