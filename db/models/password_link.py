"""Links by which people set their own password, without knowing the one before."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, CreatedAt


class PasswordLink(Base):
    """`digest` is of the token in the link, which is stored nowhere; `account` is of what the link was made for: the e-mail address
    and the password of that moment. An account may have several: asking again does not make worthless what was sent before.
    """

    __tablename__ = "password_links"

    digest: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    account: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[CreatedAt]
