"""The full-text index of a call: words of both sides, the caller's name, every part of its number and plates."""

import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class CallText(Base):
    """Derived by `db.actions.call_texts` whenever the facts of the call are."""

    __tablename__ = "call_texts"
    __table_args__ = (Index("ix_call_texts_words", "words", postgresql_using="gin"),)

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    words: Mapped[str] = mapped_column(TSVECTOR)
