"""Members of an organization as administrators manage them: roles, deactivation, tokens. Every change is logged."""

from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from db.actions.settings import note_change
from db.actions.users import UserError, create_user, issue_token
from db.models import PasswordLink, User
from db.models.organization import ROLES


class LastAdministratorError(UserError):
    """The last administrator cannot be removed or demoted."""


def add_member(
    session: Session, *, organization_id: UUID, by: UUID, email: str, role: str, password: str | None
) -> UUID:
    """Without a password they are to set one by a link. Raises UserError."""
    made = create_user(session, email=email, role=role, password=password, organization_id=organization_id)
    after = {"email": email.strip(), "role": role}
    note_change(session, organization_id, by, "member", before={}, after=after)
    return made


def change_member(
    session: Session, *, organization_id: UUID, by: UUID, user_id: UUID, role: str, is_active: bool
) -> bool:
    """Returns whether anything changed. Deactivation ends sessions and token at once, because both require an active
    user, and links that set a password for good. Raises UserError.
    """
    if role not in ROLES:
        raise UserError(f"the role must be one of {', '.join(ROLES)}, not {role!r}")
    users = session.scalars(
        select(User).where(User.organization_id == organization_id).order_by(User.id).with_for_update()
    ).all()
    found = next((user for user in users if user.id == user_id), None)
    if found is None:
        raise UserError("there is no such user")
    before, after = described(found), {"email": found.email, "role": role, "is_active": is_active}
    if before == after:
        return False
    others = [user for user in users if user.id != user_id and user.role == "admin" and user.is_active]
    if not others and not (role == "admin" and is_active):
        raise LastAdministratorError("one administrator must stay")
    found.role, found.is_active = role, is_active
    if not is_active:
        session.execute(delete(PasswordLink).where(PasswordLink.user_id == user_id))
    note_change(session, organization_id, by, "member", before=before, after=after)
    return True


def described(user: User) -> dict[str, object]:
    return {"email": user.email, "role": user.role, "is_active": user.is_active}


def renew_token(session: Session, *, organization_id: UUID, by: UUID) -> str:
    """Renews one's own token; the change is logged, never the token."""
    email = session.scalars(select(User.email).where(User.id == by)).one()
    token = issue_token(session, email=email)
    note_change(session, organization_id, by, "token", before={}, after={"email": email})
    return token


def take_token_away(session: Session, *, organization_id: UUID, by: UUID, user_id: UUID) -> bool:
    """Returns whether the user had a token."""
    found = session.scalars(
        select(User).where(
            User.id == user_id, User.organization_id == organization_id, User.token_hash.is_not(None)
        )
    ).one_or_none()
    if found is None:
        return False
    found.token_hash = None
    note_change(
        session, organization_id, by, "token", before={"email": found.email}, after={"taken_away": True}
    )
    return True
