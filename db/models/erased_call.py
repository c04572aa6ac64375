"""Which calls were erased, for reports that come afterwards. Nothing in it says whose a call was, or which: it can only be asked whether it knows one."""

import uuid

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class ErasureSalt(Base):
    """One row, made with the first erasure: without it, nobody could try out which calls are among the digests."""

    __tablename__ = "erasure_salt"
    __table_args__ = (CheckConstraint("is_only", name="one_row"),)

    is_only: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    salt: Mapped[bytes] = mapped_column(LargeBinary)


class ErasedCall(Base):
    """`digest`: SHA-256 of the salt and the call's id. Why it went, and when, says the erasure."""

    __tablename__ = "erased_calls"

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    erasure_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("erasures.id", ondelete="CASCADE"), index=True)
