"""The outbox: immutable events, and whether each was published on the event channel."""

import uuid

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, JsonObject, Word, one_of

EVENT_TYPES = (
    "call.started",
    "call.answered",
    "turn.added",
    "turn.amended",
    "call.forwarded",
    "call.ended",
    "call.annotated",
    "call.erased",
    "analysis.started",
    "analysis.progress",
    "analysis.completed",
    "analysis.failed",
    "alert.opened",
    "alert.resolved",
    "metrics.changed",
    "recording.stored",
    "recording.failed",
    "recording.deleted",
    "sound.measured",
)

# Only pages that are open need these: what they tell is kept in tables of its own. Most events are among them.
PASSING_TYPES = ("turn.added", "turn.amended", "metrics.changed")


class RealTimeEvent(Base):
    """Ids grow in the order of the commits (see `db.actions.events`), so a reader that follows them misses nothing."""

    __tablename__ = "real_time_events"
    __table_args__ = (
        CheckConstraint(one_of("event_type", EVENT_TYPES), name="event_type"),
        Index("ix_real_time_events_conversation", "conversation_id", "id"),
        Index("ix_real_time_events_organization", "organization_id", "id"),
        Index("ix_real_time_events_undelivered", "id", postgresql_where=text("NOT delivered")),
        Index(
            "ix_real_time_events_passing", "id", postgresql_where=text(one_of("event_type", PASSING_TYPES))
        ),
        Index(
            "ix_real_time_events_of_no_call",
            "organization_id",
            "event_type",
            postgresql_where=text("conversation_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    conversation_id: Mapped[uuid.UUID | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE")
    )
    event_type: Mapped[Word]
    data: Mapped[JsonObject]
    delivered: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[CreatedAt]
