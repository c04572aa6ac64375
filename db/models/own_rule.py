"""Alert rules that an organization has made for itself."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Float, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.alert import SEVERITIES
from db.models.base import Base, CreatedAt, Id, JsonObject, Word, one_of


class OwnAlertRule(Base):
    """`filters` as they stand in the address of a page: traits of calls, nothing about a caller. `threshold` is in the metric's unit.
    `parts`: the calls that a key figure of the line of business counted when it was chosen.
    """

    __tablename__ = "own_alert_rules"
    __table_args__ = (
        CheckConstraint(one_of("comparison", ("over", "under")), name="comparison"),
        CheckConstraint(one_of("severity", SEVERITIES), name="severity"),
        CheckConstraint("hours > 0 AND minimum > 0", name="counts"),
        CheckConstraint("length(name) BETWEEN 1 AND 60", name="name"),
        Index("ix_own_alert_rules_house", "organization_id", "created_at"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    name: Mapped[str]
    metric: Mapped[Word]
    hours: Mapped[int]
    comparison: Mapped[Word]
    threshold: Mapped[float] = mapped_column(Float(53))
    filters: Mapped[JsonObject] = mapped_column(server_default=text("'{}'::jsonb"))
    minimum: Mapped[int]
    severity: Mapped[Word]
    parts: Mapped[JsonObject | None]
    is_on: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[CreatedAt]
    changed_at: Mapped[datetime | None]
