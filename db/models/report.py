"""Deliveries of reports: one per report, period and recipient."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Word, one_of

REPORTS = ("weekly",)


class ReportDelivery(Base):
    """Without `sent_at` it is pending, or the last attempt failed with `error`."""

    __tablename__ = "report_deliveries"
    __table_args__ = (
        CheckConstraint(one_of("report", REPORTS), name="report"),
        CheckConstraint("attempts >= 0", name="attempts"),
    )

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    report: Mapped[Word] = mapped_column(primary_key=True)
    period_start: Mapped[date] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(primary_key=True)
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    error: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
