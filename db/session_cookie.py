"""The session cookie, for every process that must identify a browser: the web process writes it, the voice process reads it."""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from db.queries.users import Member, member_of_session

__all__ = ["COOKIE_NAME", "SIGNED_IN", "Member", "cookie_of", "member_of_cookie"]
COOKIE_NAME = "autobox_session"
SIGNED_IN = timedelta(days=14)


def cookie_of(member: Member) -> dict[str, str]:
    """The content of the cookie. The stamp changes with the password, which ends older sessions; `session` is a random id, by which
    signing out ends this one.
    """
    return {"member": str(member.id), "stamp": member.stamp, "session": secrets.token_urlsafe(16)}


def member_of_cookie(session: Session, content: Mapping[str, Any]) -> Member | None:
    """The signed-in user, or None. The caller must have verified the cookie's signature."""
    if "member" not in content:
        return None
    found = member_of_session(session, UUID(content["member"]), str(content.get("session", "")))
    return found if found is not None and found.stamp == content.get("stamp") else None
