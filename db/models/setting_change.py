"""The audit log of an organization's settings."""

import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Id, JsonObject, Word


class SettingChange(Base):
    """A change with its author and both values. Never contains secrets."""

    __tablename__ = "setting_changes"
    __table_args__ = (Index("ix_setting_changes_recent", "organization_id", "changed_at"),)

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    subject: Mapped[Word]
    before: Mapped[JsonObject]
    after: Mapped[JsonObject]
    changed_at: Mapped[CreatedAt]
