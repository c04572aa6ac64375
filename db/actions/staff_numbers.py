"""Telephone numbers of the staff: their calls leave the figures as soon as a number is added."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.actions.call_facts import touch
from db.models import Conversation, Organization

SETTING = "staff_numbers"


def set_staff_numbers(session: Session, *, slug: str, numbers: Iterable[str]) -> int | None:
    """Numbers in E.164. Returns how many calls are affected; None if there is no such organization."""
    found = session.scalars(select(Organization).where(Organization.slug == slug).with_for_update()).first()
    if found is None:
        return None
    before, after = set(found.settings.get(SETTING) or ()), set(numbers)
    found.settings = {**found.settings, SETTING: sorted(after)}
    return touch_calls_of(session, organization_id=found.id, numbers=before ^ after)


def touch_calls_of(session: Session, *, organization_id: UUID, numbers: Collection[str]) -> int:
    """Marks the calls of these numbers for recounting; returns how many."""
    wanted = select(Conversation.id).where(
        Conversation.organization_id == organization_id, Conversation.phone_number.in_(sorted(numbers))
    )
    calls = session.scalars(wanted).all() if numbers else ()
    for conversation_id in calls:
        touch(session, conversation_id)
    return len(calls)


def staff_numbers(session: Session, *, slug: str) -> list[str]:
    settings = session.scalar(select(Organization.settings).where(Organization.slug == slug)) or {}
    return sorted(settings.get(SETTING) or ())
