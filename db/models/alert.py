"""Alerts, muted alert rules, and the heartbeat of the watch that opens and resolves them."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from db.models.base import Base, CreatedAt, Id, JsonObject, Moment, Word, one_of

SEVERITIES = ("critical", "warning")
# `quiet`: too few calls since to decide. `switched_off`: the rule was disabled. `changed`: it watches something else now.
RESOLUTIONS = ("recovered", "quiet", "switched_off", "changed")


class Alert(Base):
    """`subject` tells apart what one rule watches several of; empty where there is but one. `seen_at`: when it was last found to be so.
    `told_at` and `end_told_at`: when an e-mail said so, or nobody wanted one."""

    __tablename__ = "alerts"
    __table_args__ = (
        CheckConstraint(one_of("severity", SEVERITIES), name="severity"),
        CheckConstraint(one_of("resolution", RESOLUTIONS), name="resolution"),
        CheckConstraint("(resolved_at IS NULL) = (resolution IS NULL)", name="resolved_somehow"),
        Index(
            "uq_alerts_open",
            "organization_id",
            "rule",
            "subject",
            unique=True,
            postgresql_where=text("resolved_at IS NULL"),
        ),
        Index("ix_alerts_recent", "organization_id", "opened_at", "id"),
        Index(
            "ix_alerts_untold",
            "organization_id",
            postgresql_where=text("told_at IS NULL OR (resolved_at IS NOT NULL AND end_told_at IS NULL)"),
        ),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    rule: Mapped[Word]
    subject: Mapped[str] = mapped_column(server_default=text("''"))
    severity: Mapped[Word]
    evidence: Mapped[JsonObject] = mapped_column(server_default=text("'{}'::jsonb"))
    opened_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[Word | None]
    told_at: Mapped[datetime | None]
    end_told_at: Mapped[datetime | None]


class AlertMute(Base):
    """The rule opens no alert until then."""

    __tablename__ = "alert_mutes"

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    rule: Mapped[Word] = mapped_column(primary_key=True)
    until: Mapped[Moment]
    muted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class AlertWatch(Base):
    """The heartbeat: when everything of the organization was last looked at, for how long, and what could not be. `days_at`: up to which
    day of its calendar the slow changes were."""

    __tablename__ = "alert_watches"

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    ran_at: Mapped[Moment]
    took_ms: Mapped[int]
    failed: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    days_at: Mapped[date | None]
