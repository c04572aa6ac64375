"""People who sign in, and API tokens of programs acting for them."""

import hashlib
import re
import secrets
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.organizations import ensure_first_organization
from db.database import Database
from db.environment import ConfigurationError, Environment, secret
from db.environment import text as variable
from db.mail_addresses import is_mail_address
from db.models import PasswordLink, User
from db.models.organization import ROLES
from db.passwords import hash_password

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")
MIN_PASSWORD_CHARACTERS, MAX_PASSWORD_CHARACTERS = 8, 1024
FIRST_USER_LOCK = 0x0AD817  # key of the advisory lock; unique among ours


class UserError(Exception):
    """The user cannot be created or found; the message gives the reason."""


def create_user(
    session: Session, *, email: str, role: str, password: str | None, organization_id: UUID | None = None
) -> UUID:
    """The user joins the first organization if none is given. Without a password they cannot sign in until they have set one by a
    link. Raises UserError.
    """
    check_user(email, role, password)
    statement = insert(User).values(
        organization_id=organization_id or ensure_first_organization(session),
        email=email.strip(),
        role=role,
        password_hash=None if password is None else hash_password(password),
    )
    user_id = session.scalar(statement.on_conflict_do_nothing().returning(User.id))
    if user_id is None:
        raise UserError(f"there is a user {email} already")
    return user_id


def check_user(email: str, role: str, password: str | None) -> None:
    if not EMAIL.fullmatch(email.strip()) or not is_mail_address(email.strip()):
        raise UserError(f"{email!r} is not an e-mail address")
    if role not in ROLES:
        raise UserError(f"the role must be one of {', '.join(ROLES)}, not {role!r}")
    if password is not None:
        check_password(password)


def check_password(password: str) -> None:
    if len(password) < MIN_PASSWORD_CHARACTERS:
        raise UserError(f"the password must have at least {MIN_PASSWORD_CHARACTERS} characters")
    if len(password) > MAX_PASSWORD_CHARACTERS:
        raise UserError(f"the password must have at most {MAX_PASSWORD_CHARACTERS} characters")


def set_password(session: Session, *, email: str, password: str) -> None:
    """Ends all existing sessions, and makes links that set a password worthless. Raises UserError."""
    check_password(password)
    statement = update(User).where(func.lower(User.email) == email.strip().lower(), User.is_active)
    hashed = hash_password(password)
    user_id = session.scalar(statement.values(password_hash=hashed).returning(User.id))
    if user_id is None:
        raise UserError(f"there is no active user {email}")
    session.execute(delete(PasswordLink).where(PasswordLink.user_id == user_id))


def issue_token(session: Session, *, email: str) -> str:
    """Issues a new bearer token that replaces the old one. Only its hash is stored: this is the only time it can be read."""
    token = f"avb_{secrets.token_urlsafe(32)}"
    statement = update(User).where(func.lower(User.email) == email.strip().lower(), User.is_active)
    found = session.scalar(statement.values(token_hash=hash_token(token)).returning(User.id))
    if found is None:
        raise UserError(f"there is no active user {email}")
    return token


def hash_token(token: str) -> str:
    """A plain hash is enough: a token has 256 random bits and cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def note_sign_in(session: Session, *, user_id: UUID) -> None:
    session.execute(update(User).where(User.id == user_id).values(signed_in_at=func.now()))


def has_users(session: Session) -> bool:
    return session.scalar(select(User.id).limit(1)) is not None


def ensure_first_administrator(database: Database, env: Environment) -> tuple[str, str | None]:
    """Creates the first administrator unless a user exists; returns the address and, if it was generated now, the password."""
    email, given = variable(env, "ADMIN_EMAIL", "admin@example.com"), secret(env, "ADMIN_PASSWORD")
    password = given or secrets.token_urlsafe(12)
    with database.transaction() as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": FIRST_USER_LOCK})
        if has_users(session):
            return email, None
        try:
            create_user(session, email=email, role="admin", password=password)
        except UserError as error:
            raise ConfigurationError(f"ADMIN_EMAIL, ADMIN_PASSWORD: {error}") from error
    return email, None if given else password
