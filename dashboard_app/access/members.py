"""Identifies the user behind a request, by bearer token or session cookie."""

import logging
from typing import cast

from flask import current_app, g, request, session

from dashboard_app.access.recent import RecentMembers
from dashboard_app.access.rules import WRITERS
from db.actions.sessions import end_session
from db.actions.users import hash_token
from db.bearer import token_in
from db.database import Database
from db.errors import DATABASE_AWAY
from db.queries.passes import Pass
from db.queries.users import Member, member_of_token
from db.session_cookie import SIGNED_IN, cookie_of, member_of_cookie

log = logging.getLogger(__name__)


def member() -> Member:
    """The user behind this request. Behind the gate there always is one."""
    return cast(Member, g.member)


def may_write() -> bool:
    """Analysts may only read. Callbacks that write must check this, because all callbacks share one path."""
    return member().role in WRITERS


def may_erase() -> bool:
    """Only administrators may erase a caller."""
    return member().role == "admin"


def bearer_token() -> str | None:
    return token_in(request.headers.get("Authorization", ""))


def find_member() -> Member | None:
    """None if nobody is signed in. A request with an invalid token is refused even if its cookie is valid."""
    token = bearer_token()
    if token is None and "member" not in session:
        return None
    recent: RecentMembers = current_app.extensions["recent_members"]
    key = token or session_key()
    if g.get("asks_because_of_event") and (known := recent.of(key)):
        return known
    database: Database = current_app.extensions["database"]
    with database.glance() as glance:
        found = member_of_token(glance, token) if token is not None else member_of_cookie(glance, session)
    recent.note(key, found)
    return found


def pass_of(found: Member) -> Pass:
    """What lets `found`, who sends this request, come in."""
    token = bearer_token()
    if token is not None:
        return Pass(found.id, found.role, found.stamp, token_hash=hash_token(token))
    return Pass(found.id, found.role, found.stamp, session_id=str(session.get("session", "")))


def session_key() -> tuple[str, ...]:
    return tuple(str(session.get(name)) for name in ("member", "stamp", "session"))


def begin_session(found: Member) -> None:
    session.clear()
    session.permanent = True
    session.update(cookie_of(found))


def leave_session() -> None:
    """Clears the cookie and revokes its session, so that a copy of the cookie is worthless. Without the database only
    the cookie is cleared.
    """
    recent: RecentMembers = current_app.extensions["recent_members"]
    recent.note(session_key(), None)
    found = session.get("session")
    session.clear()
    if found is None:  # a cookie from before sessions had ids
        return
    database: Database = current_app.extensions["database"]
    try:
        with database.transaction() as writing:
            end_session(writing, found, lives=SIGNED_IN)
    except DATABASE_AWAY:
        log.exception("session not ended, its cookie is good until it is old")
