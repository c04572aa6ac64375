"""Saved views (named filters of a page), and each user's preferences for a page."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Id, JsonObject, Word, one_of

VIEW_PAGES = ("calls", "panel", "explore")
MAX_NAME_CHARACTERS = 60


class SavedView(Base):
    """Filters as they stand in the address of the page. A shared one is seen by the whole organization.

    `columns`: those of the page's grid in their order; none where the view leaves them as the reader has them.
    """

    __tablename__ = "saved_views"
    __table_args__ = (
        CheckConstraint(one_of("page", VIEW_PAGES), name="page"),
        CheckConstraint(f"length(name) BETWEEN 1 AND {MAX_NAME_CHARACTERS}", name="name"),
        UniqueConstraint("owner_id", "page", "name", name="uq_saved_views_name"),
        Index("ix_saved_views_page", "organization_id", "page"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    page: Mapped[Word]
    name: Mapped[str]
    filters: Mapped[JsonObject]
    columns: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    widths: Mapped[dict[str, int] | None] = mapped_column(JSONB(none_as_null=True))
    is_shared: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[CreatedAt]
    changed_at: Mapped[datetime | None]


class PagePreference(Base):
    """How a page opens for one user: the saved view, the grid's columns in order, and their widths in pixels."""

    __tablename__ = "page_preferences"
    __table_args__ = (
        CheckConstraint(one_of("page", VIEW_PAGES), name="page"),
        Index("ix_page_preferences_view_id", "view_id"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    page: Mapped[Word] = mapped_column(primary_key=True)
    view_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("saved_views.id", ondelete="SET NULL"))
    columns: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    widths: Mapped[dict[str, int] | None] = mapped_column(JSONB(none_as_null=True))
