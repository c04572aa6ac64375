"""Analyses of a conversation, by rules or by a model, with version and state; and the cost ledger."""

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Id, JsonObject, Moment, Word, one_of

ANALYSIS_TYPES = ("programmatic", "ai")
ANALYSIS_STATUSES = ("queued", "running", "completed", "failed")
CERTAINTIES = ("known", "estimated", "unknown")
LEDGER_KINDS = (
    "carrier_call",
    "carrier_media_stream",
    "carrier_forward",
    "carrier_recording",
    "agent_minutes",
    "agent_model",
    "ai_analysis",
)


class ConversationAnalysis(Base):
    """At most one AI analysis per conversation is under way. Analysis by rules has one row, which a newer version replaces."""

    __tablename__ = "conversation_analysis"
    __table_args__ = (
        CheckConstraint(one_of("analysis_type", ANALYSIS_TYPES), name="analysis_type"),
        CheckConstraint(one_of("status", ANALYSIS_STATUSES), name="status"),
        CheckConstraint("progress BETWEEN 0 AND 1", name="progress"),
        CheckConstraint("(status = 'completed') = (results IS NOT NULL)", name="results_when_completed"),
        CheckConstraint("(status = 'failed') = (error IS NOT NULL)", name="error_when_failed"),
        CheckConstraint(
            "(status IN ('completed', 'failed')) = (finished_at IS NOT NULL)", name="finished_when_over"
        ),
        Index("ix_conversation_analysis_newest", "conversation_id", "analysis_type", "created_at"),
        Index(
            "uq_conversation_analysis_under_way",
            "conversation_id",
            unique=True,
            postgresql_where=text("analysis_type = 'ai' AND status IN ('queued', 'running')"),
        ),
        Index(
            "uq_conversation_analysis_programmatic",
            "conversation_id",
            unique=True,
            postgresql_where=text("analysis_type = 'programmatic'"),
        ),
        Index("ix_conversation_analysis_failed", "finished_at", postgresql_where=text("status = 'failed'")),
        Index(  # a pseudo-random order, for fair samples
            "ix_conversation_analysis_sample",
            text("md5(CAST(id AS text))"),
            postgresql_where=text("analysis_type = 'ai' AND status = 'completed'"),
        ),
    )

    id: Mapped[Id]
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    analysis_type: Mapped[Word]
    status: Mapped[Word]
    progress: Mapped[float] = mapped_column(server_default=text("0"))
    results: Mapped[JsonObject | None]
    error: Mapped[JsonObject | None]
    version: Mapped[Word]  # of the rules, or of the prompt
    model: Mapped[str | None]
    wanted_prompt: Mapped[str | None]  # name of the prompt's file; null for the default
    wanted_model: Mapped[str | None]  # null for the configured model
    usage: Mapped[JsonObject | None]
    job_id: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class LedgerEntry(Base):
    """One cost line. An unknown amount is null, never zero."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint(one_of("kind", LEDGER_KINDS), name="kind"),
        CheckConstraint(one_of("certainty", CERTAINTIES), name="certainty"),
        CheckConstraint("(certainty = 'unknown') = (amount IS NULL)", name="unknown_has_no_amount"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
        Index("uq_ledger_entries_reference", "conversation_id", "kind", "reference", unique=True),
        Index("ix_ledger_entries_spent", "organization_id", "kind", "occurred_at"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    kind: Mapped[Word]
    reference: Mapped[str]  # the subject of the line: a call leg, an analysis
    amount: Mapped[Decimal | None] = mapped_column(Numeric(14, 6))
    currency: Mapped[str]
    certainty: Mapped[Word]
    details: Mapped[JsonObject] = mapped_column(server_default=text("'{}'::jsonb"))
    occurred_at: Mapped[Moment]
    created_at: Mapped[CreatedAt]
