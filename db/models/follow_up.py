"""Tasks for people after a call: at most one open follow-up per caller, and how it was closed."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Id, Moment, Phone, Word, one_of

# `asked`: requested by a person, regardless of the call's analysis.
FOLLOW_UP_KINDS = ("urgent", "complaint", "callback", "missed", "abandoned", "unresolved", "asked", "promise")
# `served`: the caller called again and was helped. `superseded`: the caller called again without success; the newer call counts.
# `withdrawn`: a later analysis of the same call shows no need.
FOLLOW_UP_STATES = ("open", "done", "dismissed", "served", "superseded", "withdrawn")


class FollowUp(Base):
    __tablename__ = "follow_ups"
    __table_args__ = (
        CheckConstraint(one_of("kind", FOLLOW_UP_KINDS), name="kind"),
        CheckConstraint(one_of("state", FOLLOW_UP_STATES), name="state"),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_when_not_open"),
        CheckConstraint("rank BETWEEN 0 AND 9", name="rank"),
        Index(
            "ix_follow_ups_open", "organization_id", "rank", "due_at", postgresql_where=text("state = 'open'")
        ),
        Index(
            "ix_follow_ups_closed", "organization_id", "closed_at", postgresql_where=text("state <> 'open'")
        ),
        Index("ix_follow_ups_phone_number", "phone_number", postgresql_where=text("state = 'open'")),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), unique=True
    )
    phone_number: Mapped[Phone | None]
    kind: Mapped[Word]
    rank: Mapped[int]  # 0 is the most urgent
    due_at: Mapped[Moment]
    state: Mapped[Word] = mapped_column(server_default=text("'open'"))
    assigned_to: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    note: Mapped[str | None]
    # When (`at`) and by which user (`by`) the caller was rung back and nobody answered, in order.
    tries: Mapped[list[dict[str, str]]] = mapped_column(JSONB(none_as_null=True), server_default=text("'[]'"))
    created_at: Mapped[CreatedAt]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    closed_by_conversation_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )
