"""Who is signed in: looked up on each request, so a deactivated user is locked out at once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session, aliased

from db.actions.users import hash_token
from db.models import EndedSession, Organization, User


@dataclass(frozen=True, slots=True)
class Member:
    """A user who may come in, with what every page needs of the organization: its name, its line of business, its clock.

    `is_host`: the organization runs the server for all others; it is the first one. `has_neighbours`: there are others.
    `stamp` changes with the password: a session that carries an older one is over.
    """

    id: UUID
    organization_id: UUID
    email: str
    role: str
    timezone: str
    stamp: str
    organization: str
    sector: str
    is_host: bool = True
    has_neighbours: bool = False


def member_of_session(session: Session, user_id: UUID, session_id: str) -> Member | None:
    """None if the session was ended by signing out."""
    is_over = exists().where(EndedSession.id == session_id)
    return member_where(session, and_(User.id == user_id, ~is_over))


def member_of_token(session: Session, token: str) -> Member | None:
    return member_where(session, User.token_hash == hash_token(token))


def member_of_email(session: Session, email: str) -> tuple[Member, str | None] | None:
    """With the password's hash, for the sign-in."""
    found = member_where(session, func.lower(User.email) == email.strip().lower())
    if found is None:
        return None
    return found, session.scalar(select(User.password_hash).where(User.id == found.id))


def active_user_of_email(session: Session, email: str) -> UUID | None:
    """One query, whether or not there is one."""
    return session.scalar(
        select(User.id).where(func.lower(User.email) == email.strip().lower(), User.is_active)
    )


def member_where(session: Session, condition: ColumnElement[bool]) -> Member | None:
    first = select(Organization.id).order_by(Organization.created_at, Organization.id).limit(1)
    other = aliased(Organization)
    neighbours = exists().where(other.id != Organization.id)
    statement = (
        select(User, Organization, first.scalar_subquery() == Organization.id, neighbours)
        .join(Organization, Organization.id == User.organization_id)
        .where(condition, User.is_active)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    user, organization, is_host, has_neighbours = row
    return Member(
        id=user.id,
        organization_id=organization.id,
        email=user.email,
        role=user.role,
        timezone=organization.timezone,
        stamp=stamp_of(user.password_hash),
        organization=organization.name,
        sector=organization.sector,
        is_host=is_host,
        has_neighbours=has_neighbours,
    )


def stamp_of(password_hash: str | None) -> str:
    return hashlib.sha256((password_hash or "").encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Person:
    """A user as shown to administrators. Who has no password was invited and has not set one yet."""

    id: UUID
    email: str
    role: str
    is_active: bool
    has_token: bool
    has_password: bool
    signed_in_at: datetime | None


def people_of(session: Session, organization_id: UUID) -> list[Person]:
    """Users of the organization, active ones first."""
    statement = (
        select(User)
        .where(User.organization_id == organization_id)
        .order_by(User.is_active.desc(), User.email)
    )
    return [
        Person(
            user.id,
            user.email,
            user.role,
            user.is_active,
            user.token_hash is not None,
            user.password_hash is not None,
            user.signed_in_at,
        )
        for user in session.scalars(statement)
    ]
