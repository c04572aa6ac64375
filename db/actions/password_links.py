"""Links by which people set their own password: good once, for a time, and for the account as it was when they were made."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.limits import lock_limit
from db.actions.settings import note_change
from db.actions.users import UserError, hash_token, set_password
from db.models import PasswordLink, User

FORGOTTEN_LIVES, INVITATION_LIVES = timedelta(hours=24), timedelta(days=7)
MOST_IN_A_WHILE, WHILE = 3, timedelta(hours=1)  # links that anybody may have sent to an account


@dataclass(frozen=True, slots=True)
class LinkOwner:
    """Whose password a link sets. `is_new`: they have never had one."""

    user_id: UUID
    organization_id: UUID
    email: str
    is_new: bool


def make_link(session: Session, *, user_id: UUID, lives: timedelta, now: datetime) -> str:
    """Returns the token of a new link: this is the only time it can be read. Raises UserError if nobody active has this id."""
    user = session.scalars(select(User).where(User.id == user_id, User.is_active)).one_or_none()
    if user is None:
        raise UserError("there is no such active user")
    session.execute(delete(PasswordLink).where(PasswordLink.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.execute(
        insert(PasswordLink).values(
            digest=hash_token(token),
            user_id=user.id,
            account=digest_of_account(user.email, user.password_hash),
            expires_at=now + lives,
            created_at=now,
        )
    )
    return token


def had_enough_links(session: Session, *, user_id: UUID, now: datetime) -> bool:
    """Whether so many were made lately that a mailbox is being flooded; those still work. Whoever asks is alone with the account's
    links until the end of the transaction.
    """
    lock_limit(session, "password links", user_id)
    made = select(func.count()).where(PasswordLink.user_id == user_id, PasswordLink.created_at > now - WHILE)
    return session.scalars(made).one() >= MOST_IN_A_WHILE


def link_owner(session: Session, user_id: UUID) -> LinkOwner | None:
    """To whom a link could be sent: None if nobody active has this id."""
    user = session.scalars(select(User).where(User.id == user_id, User.is_active)).one_or_none()
    return None if user is None else _described(user)


def owner_of_link(session: Session, token: str, now: datetime) -> LinkOwner | None:
    """None if the link is worth nothing (any more)."""
    return _owner(session, _users_of_link(token, now))


def set_password_by_link(session: Session, *, token: str, password: str, now: datetime) -> LinkOwner | None:
    """Ends all existing sessions and all links of the account. None if the link is worth nothing (any more). Raises UserError for a
    password that is too short or too long, which leaves the link as it was.

    Of two requests with links of one account, the second waits for the first and then finds another password.
    """
    owner = _owner(session, _users_of_link(token, now).with_for_update(of=User))
    if owner is None:
        return None
    set_password(session, email=owner.email, password=password)
    note_change(
        session, owner.organization_id, owner.user_id, "password", before={}, after={"email": owner.email}
    )
    return owner


def digest_of_account(email: str, password_hash: str | None) -> str:
    """Another e-mail address or another password gives another one."""
    return hashlib.sha256(f"{email.lower()}\n{password_hash or ''}".encode()).hexdigest()


def _users_of_link(token: str, now: datetime) -> Select[User, str]:
    return (
        select(User, PasswordLink.account)
        .join(PasswordLink, PasswordLink.user_id == User.id)
        .where(PasswordLink.digest == hash_token(token), PasswordLink.expires_at > now, User.is_active)
    )


def _owner(session: Session, users: Select[User, str]) -> LinkOwner | None:
    row = session.execute(users).one_or_none()
    if row is None:
        return None
    user, account = row
    if not secrets.compare_digest(account, digest_of_account(user.email, user.password_hash)):
        return None
    return _described(user)


def _described(user: User) -> LinkOwner:
    return LinkOwner(user.id, user.organization_id, user.email, user.password_hash is None)
