"""What people add to a call: notes, tags, ratings, and reviews of its analyses."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt, Id, Word, one_of

RATINGS = ("up", "down")
# A review compares the judged value with the analysis's: verdicts and classes have closed lists, claims are right or wrong.
REVIEW_KINDS = ("criterion", "class", "claim")
MAX_NOTE_CHARACTERS = 4000
MAX_TAG_CHARACTERS = 40


class CallNote(Base):
    """Can be changed by its author only; stays when the author is deleted."""

    __tablename__ = "call_notes"
    __table_args__ = (
        CheckConstraint(f"length(text) BETWEEN 1 AND {MAX_NOTE_CHARACTERS}", name="text"),
        Index("ix_call_notes_conversation_id", "conversation_id", "created_at"),
    )

    id: Mapped[Id]
    conversation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    text: Mapped[str]
    created_at: Mapped[CreatedAt]
    edited_at: Mapped[datetime | None]


class CallTag(Base):
    """A free-text tag, in lower case."""

    __tablename__ = "call_tags"
    __table_args__ = (
        CheckConstraint(f"length(tag) BETWEEN 1 AND {MAX_TAG_CHARACTERS}", name="tag"),
        Index("ix_call_tags_organization_id", "organization_id", "tag"),
    )

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    tag: Mapped[Word] = mapped_column(primary_key=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    added_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    created_at: Mapped[CreatedAt]


class CallRating(Base):
    """At most one per call and user."""

    __tablename__ = "call_ratings"
    __table_args__ = (CheckConstraint(one_of("rating", RATINGS), name="rating"),)

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    rating: Mapped[Word]
    rated_at: Mapped[CreatedAt]


class Review(Base):
    """A person's verdict on one statement of an analysis.

    What was said, by which version and model, is copied: the reading by rules is replaced by a newer one, its marks
    still count for the version that they were made on. `item` tells claims of one subject apart.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint(one_of("kind", REVIEW_KINDS), name="kind"),
        CheckConstraint("item >= 0", name="item"),
        UniqueConstraint("analysis_id", "version", "subject", "item", "reviewer_id", name="uq_reviews_mark"),
        Index("ix_reviews_agreement", "organization_id", "kind", "subject", "reviewed_at"),
    )

    id: Mapped[Id]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    analysis_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("conversation_analysis.id", ondelete="CASCADE"))
    reviewer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    kind: Mapped[Word]
    subject: Mapped[Word]
    item: Mapped[int] = mapped_column(server_default=text("0"))
    version: Mapped[Word]
    model: Mapped[Word]
    said: Mapped[Word]
    judged: Mapped[Word]
    reviewed_at: Mapped[CreatedAt]
