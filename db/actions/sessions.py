"""The end of a browser's session: wherever else its cookie was copied to, it opens nothing any more."""

from datetime import timedelta

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import EndedSession


def end_session(session: Session, session_id: str, *, lives: timedelta) -> None:
    """Ends of so long ago are forgotten: such a cookie counts no more by its age."""
    session.execute(delete(EndedSession).where(EndedSession.ended_at < func.now() - lives))
    session.execute(insert(EndedSession).values(id=session_id).on_conflict_do_nothing())
