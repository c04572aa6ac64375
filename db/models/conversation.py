"""A call from the first ring to the end, and its turns."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, case
from sqlalchemy import text as sql
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, JsonObject, Moment, Phone, Word, one_of

STATUSES = ("ringing", "in_progress", "forwarded", "completed", "failed")
LIVE_STATUSES = ("ringing", "in_progress", "forwarded")
DIRECTIONS = ("inbound", "outbound")
# Who carries the audio: our bridge, or the agent's provider.
BRIDGE, NATIVE = MODES = "bridge", "native"
END_REASONS = (
    "caller_hangup",
    "agent_hangup",
    "transferred",
    "forward_unanswered",
    "agent_unreachable",
    "agent_failed",
    "max_duration",
    "silence",
    "no_answer",
    "busy",
    "canceled",
    "rejected",
    "carrier_failed",
    "stream_failed",
    "shutdown",
)
BY_STAFF = "staff"
ERASED_NUMBER = "erased"  # stands where a number stood whose time was over


class Conversation(Base):
    """`phone_number` is the other side's: the caller's of an inbound call, the callee's of an outbound one.

    `words_erased_at`: when number and words went because `words_kept_days` were over (`db.actions.word_removal`).
    """

    __tablename__ = "conversations"
    __table_args__ = (
        CheckConstraint(one_of("status", STATUSES), name="status"),
        CheckConstraint(one_of("direction", DIRECTIONS), name="direction"),
        CheckConstraint(one_of("end_reason", END_REASONS), name="end_reason"),
        CheckConstraint(one_of("mode", MODES), name="mode"),
        CheckConstraint(
            "(status IN ('completed', 'failed')) = (ended_at IS NOT NULL)", name="ended_when_over"
        ),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="end_has_a_reason"),
        CheckConstraint("ended_at >= started_at", name="ends_after_start"),
        CheckConstraint("answered_at >= started_at", name="answered_after_start"),
        CheckConstraint("duration_seconds >= 0", name="duration"),
        CheckConstraint("(words_erased_at IS NULL) = (words_kept_days IS NULL)", name="erased_after_days"),
        CheckConstraint("twilio_call_sid ~ '^CA[0-9a-fA-F]{32}$'", name="call_sid"),
        Index("ix_conversations_recent", "organization_id", "started_at", "id"),
        Index("ix_conversations_phone_number", "phone_number", "started_at"),
        Index(
            "ix_conversations_live",
            "organization_id",
            postgresql_where=sql("status IN ('ringing', 'in_progress', 'forwarded')"),
        ),
        Index(
            "ix_conversations_with_words",
            "organization_id",
            "started_at",
            postgresql_where=sql("words_erased_at IS NULL AND ended_at IS NOT NULL"),
        ),
        Index("ix_conversations_native", "started_at", postgresql_where=sql("mode = 'native'")),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    agent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agents.id"))
    twilio_call_sid: Mapped[str | None] = mapped_column(unique=True)
    # not unique: if the provider reuses an id, neither call must be lost
    elevenlabs_conversation_id: Mapped[str | None] = mapped_column(index=True)
    direction: Mapped[Word]
    phone_number: Mapped[Phone | None]
    called_number: Mapped[Phone | None]
    status: Mapped[Word]
    status_sequence: Mapped[int] = mapped_column(server_default=sql("-1"))
    end_reason: Mapped[Word | None]
    mode: Mapped[Word] = mapped_column(server_default=sql("'bridge'"))
    is_test: Mapped[bool] = mapped_column(server_default=sql("false"))
    is_simulated: Mapped[bool] = mapped_column(server_default=sql("false"))
    language: Mapped[str | None]
    started_at: Mapped[Moment]
    answered_at: Mapped[datetime | None]
    forwarded_at: Mapped[datetime | None]
    forwarded_to: Mapped[Phone | None]
    ended_at: Mapped[datetime | None]
    duration_seconds: Mapped[int | None]
    facts: Mapped[JsonObject] = mapped_column(server_default=sql("'{}'::jsonb"))
    words_erased_at: Mapped[datetime | None]
    words_kept_days: Mapped[int | None]

    @hybrid_property
    def ended_by(self) -> str | None:
        """`staff` if a person hung up; None if `end_reason` is precise. `agent_hangup` alone may be either."""
        is_staff = self.end_reason == "agent_hangup" and self.facts.get("taken_over") == "hang_up"
        return BY_STAFF if is_staff else None

    @ended_by.inplace.expression
    @classmethod
    def _ended_by(cls) -> ColumnElement[str | None]:
        is_staff = (cls.end_reason == "agent_hangup") & (cls.facts["taken_over"].astext == "hang_up")
        return case((is_staff, BY_STAFF))


class Turn(Base):
    """What one side said until the other spoke. `text` is what was heard; `full_text` the whole answer of an
    interrupted agent.
    """

    __tablename__ = "turns"
    __table_args__ = (
        CheckConstraint("role IN ('agent', 'user')", name="role"),
        CheckConstraint("position >= 1", name="position"),
        CheckConstraint("started_ms >= 0", name="started"),
        CheckConstraint("ended_ms >= started_ms", name="ends_after_start"),
    )

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]
    text: Mapped[str]
    full_text: Mapped[str | None]
    is_interrupted: Mapped[bool] = mapped_column(server_default=sql("false"))
    started_ms: Mapped[int | None]
    ended_ms: Mapped[int | None]
