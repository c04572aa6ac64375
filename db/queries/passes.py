"""Whether those who follow live events may still do so, asked for all of them at once."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import EndedSession, User
from db.queries.users import stamp_of


@dataclass(frozen=True, slots=True)
class Pass:
    """What somebody came in with: a session of a browser, or a token."""

    user_id: UUID
    role: str
    stamp: str
    session_id: str = ""
    token_hash: str = ""


def worthless_passes(session: Session, passes: Collection[Pass]) -> dict[Pass, bool]:
    """Of each that is worth nothing any more whether the same browser or program may have another one: after a new password or token,
    but not after signing out, and not as somebody who has left, or whose role is another one.
    """
    users = {
        user.id: user
        for user in session.execute(
            select(User.id, User.role, User.password_hash, User.token_hash).where(
                User.is_active, User.id.in_({one.user_id for one in passes})
            )
        )
    }
    sessions = {one.session_id for one in passes} - {""}
    ended = set(session.scalars(select(EndedSession.id).where(EndedSession.id.in_(sessions))))
    found: dict[Pass, bool] = {}
    for one in passes:
        user = users.get(one.user_id)
        if user is None or user.role != one.role or one.session_id in ended:
            found[one] = False
        elif (
            user.token_hash != one.token_hash if one.token_hash else stamp_of(user.password_hash) != one.stamp
        ):
            found[one] = True
    return found
