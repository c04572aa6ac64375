"""The state and location of a call's recording."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, JsonObject, Moment, Word, one_of

RECORDING_STATUSES = ("recording", "captured", "stored", "failed", "absent", "deleted")


class Recording(Base):
    """recording → captured (the tape is complete) → stored. `failed` and `absent` have a reason. After deletion the row stays."""

    __tablename__ = "recordings"
    __table_args__ = (
        CheckConstraint(one_of("status", RECORDING_STATUSES), name="status"),
        CheckConstraint("(status = 'stored') = (key IS NOT NULL)", name="stored_has_a_key"),
        CheckConstraint("(status IN ('failed', 'absent')) <= (reason IS NOT NULL)", name="says_why"),
        CheckConstraint("(status = 'deleted') = (deleted_at IS NOT NULL)", name="deleted_has_a_time"),
        Index(
            "ix_recordings_unfinished",
            "started_at",
            postgresql_where=text("status IN ('recording', 'captured', 'failed')"),
        ),
        Index(
            "ix_recordings_kept", "organization_id", "started_at", postgresql_where=text("status = 'stored'")
        ),
        Index("ix_recordings_stored", "stored_at", postgresql_where=text("status = 'stored'")),
    )

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    status: Mapped[Word]
    reason: Mapped[Word | None]
    key: Mapped[str | None]  # within RECORDINGS_URL
    content_type: Mapped[str | None]
    size_bytes: Mapped[int | None]
    sha256: Mapped[str | None]
    duration_ms: Mapped[int | None]
    carried: Mapped[JsonObject | None]  # statistics of the transport: see workers.sound.transport
    started_at: Mapped[Moment]  # start of the first media stream
    stored_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deleted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]
