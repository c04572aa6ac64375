"""An organization's settings as people change them: every change is logged with its author, old and new value."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.actions.staff_numbers import SETTING as STAFF_SETTING
from db.actions.staff_numbers import touch_calls_of
from db.models import Organization, SettingChange


def change_setting(session: Session, *, organization_id: UUID, by: UUID, name: str, value: Any) -> bool:
    """Sets a setting, or restores its default (None); returns whether anything changed."""
    found = _locked(session, organization_id)
    before = found.settings.get(name)
    if before == value:
        return False
    kept = {key: setting for key, setting in found.settings.items() if key != name}
    found.settings = kept if value is None else {**kept, name: value}
    note_change(session, organization_id, by, name, before={"value": before}, after={"value": value})
    return True


def change_profile(session: Session, *, organization_id: UUID, by: UUID, name: str, language: str) -> bool:
    """Changes the organization's name and default language; returns whether anything changed."""
    found = _locked(session, organization_id)
    before, after = {"name": found.name, "language": found.language}, {"name": name, "language": language}
    if before == after:
        return False
    found.name, found.language = name, language
    note_change(session, organization_id, by, "organization", before=before, after=after)
    return True


def change_staff_numbers(
    session: Session, *, organization_id: UUID, by: UUID, numbers: list[str] | None
) -> bool:
    """Figures exclude these numbers, so calls of added and removed numbers are derived again."""
    before = set(_locked(session, organization_id).settings.get(STAFF_SETTING) or ())
    touch_calls_of(session, organization_id=organization_id, numbers=before ^ set(numbers or ()))
    return change_setting(session, organization_id=organization_id, by=by, name=STAFF_SETTING, value=numbers)


def note_change(
    session: Session,
    organization_id: UUID,
    by: UUID | None,
    subject: str,
    *,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """Logs the change. Must not contain secrets."""
    session.add(
        SettingChange(
            organization_id=organization_id, user_id=by, subject=subject, before=before, after=after
        )
    )


def _locked(session: Session, organization_id: UUID) -> Organization:
    wanted = select(Organization).where(Organization.id == organization_id).with_for_update()
    return session.scalars(wanted).one()
