"""Ends browser sessions on the server, so that a copy of the cookie is useless too."""

from datetime import timedelta

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.models import EndedSession


def end_session(session: Session, session_id: str, *, lives: timedelta) -> None:
    """Also deletes rows older than `lives`: cookies of that age have expired by themselves."""
    session.execute(delete(EndedSession).where(EndedSession.ended_at < func.now() - lives))
    session.execute(insert(EndedSession).values(id=session_id).on_conflict_do_nothing())
