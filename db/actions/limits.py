"""Makes limits on the number of rows exact: whoever counts and then inserts is alone with its owner's rows until it commits."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

LIMIT_LOCK = 0x0E7E2A  # class of the advisory locks on what an owner may have only so many of
LOCK = text("SELECT pg_advisory_xact_lock(:kind, hashtext(:owned))")


def lock_limit(session: Session, what: str, owner_id: UUID) -> None:
    """Call it before the count. Others who add `what` to the same owner wait for the end of this transaction."""
    session.execute(LOCK, {"kind": LIMIT_LOCK, "owned": f"{what} {owner_id}"})
