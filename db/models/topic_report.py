"""What callers speak of, found by counting words: the newest count of an organization."""

import uuid
from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, JsonObject


class TopicReport(Base):
    """`last_day` is the last day that it counts, on the organization's calendar. `content`: see `workers.topics.report`. It has only
    words that several callers have said, and no names or numbers.
    """

    __tablename__ = "topic_reports"

    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    last_day: Mapped[date]
    content: Mapped[JsonObject]
    created_at: Mapped[CreatedAt]
