"""An order to do something with all calls that filters select, carried out by the workers in parts."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Id, JsonObject, Moment, Word, one_of

BULK_ACTIONS = ("tag", "untag", "check", "uncheck", "analyse", "follow_up")
BULK_STATES = ("waiting", "running", "done", "stopped", "failed")


class BulkOrder(Base):
    """`wanted` are the calls, as `db.queries.bulk_orders` writes them down. The last call that was looked at is (`last_started_at`, `last_id`);
        they are taken from the newest on, and none that began after the order. `details`: of follow-ups `assigned_to` and `note`; of analyses
    `how`, where they go as a batch."""

    __tablename__ = "bulk_orders"
    __table_args__ = (
        CheckConstraint(one_of("action", BULK_ACTIONS), name="action"),
        CheckConstraint(one_of("state", BULK_STATES), name="state"),
        Index("ix_bulk_orders_recent", "organization_id", "user_id", "created_at"),
        Index("ix_bulk_orders_open", "touched_at", postgresql_where=text("state IN ('waiting', 'running')")),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    action: Mapped[Word]
    tag: Mapped[str | None]
    details: Mapped[JsonObject] = mapped_column(server_default=text("'{}'::jsonb"))
    wanted: Mapped[JsonObject]
    state: Mapped[Word] = mapped_column(server_default=text("'waiting'"))
    total: Mapped[int]
    seen: Mapped[int] = mapped_column(server_default=text("0"))
    done: Mapped[int] = mapped_column(server_default=text("0"))
    refused: Mapped[JsonObject] = mapped_column(server_default=text("'{}'::jsonb"))  # how many, by code
    last_started_at: Mapped[datetime | None]
    last_id: Mapped[uuid.UUID | None]
    touched_at: Mapped[Moment] = mapped_column(server_default=text("now()"))
    created_at: Mapped[CreatedAt]
