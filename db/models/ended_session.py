"""Sessions of browsers that people have ended by signing out. A cookie is signed and carries all that it says, so somebody has to
remember which no longer count; past its time none does, and the row goes."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class EndedSession(Base):
    """`id` is the session's own, made at random when it began; nothing here says whose it was."""

    __tablename__ = "ended_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
