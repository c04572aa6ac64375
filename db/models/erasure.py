"""An erasure: the order while it goes on, and afterwards the proof: when, by whom and how much, and nothing about whose it was."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Id, JsonObject, Moment, Word, one_of

ERASURE_SCOPES = ("caller", "call", "old")
ERASURE_STATES = ("waiting", "running", "done")
ERASURE_TROUBLES = ("recordings_unavailable", "unexpected")


class Erasure(Base):
    """`old`: number and words of calls that were kept long enough go, their figures stay.

    `user_id` is null where a command or the clock did it. `wanted` says whose data go, and goes itself with the last of them.
    `total` are the calls that were over when it was asked for, `running` those that were not when it ended. An erasure never fails
    for good: with `trouble` it is tried again until there is none."""

    __tablename__ = "erasures"
    __table_args__ = (
        CheckConstraint(one_of("scope", ERASURE_SCOPES), name="scope"),
        CheckConstraint(one_of("state", ERASURE_STATES), name="state"),
        CheckConstraint("(state = 'done') = (wanted IS NULL)", name="forgets_whose"),
        Index("ix_erasures_recent", "organization_id", "erased_at"),
        Index("ix_erasures_open", "touched_at", postgresql_where=text("state <> 'done'")),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    scope: Mapped[Word]
    state: Mapped[Word] = mapped_column(server_default=text("'done'"))
    wanted: Mapped[JsonObject | None]
    total: Mapped[int] = mapped_column(server_default=text("0"))
    calls: Mapped[int] = mapped_column(server_default=text("0"))
    recordings: Mapped[int] = mapped_column(server_default=text("0"))
    running: Mapped[int] = mapped_column(server_default=text("0"))
    trouble: Mapped[Word | None]
    erased_at: Mapped[CreatedAt]
    touched_at: Mapped[Moment] = mapped_column(server_default=text("now()"))
