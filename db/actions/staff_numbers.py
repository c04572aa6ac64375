"""The staff's own telephones: their calls are no customers', and leave the figures the moment that a number becomes one of them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.actions.call_facts import touch
from db.models import Conversation, Organization

SETTING = "staff_numbers"


def set_staff_numbers(session: Session, *, slug: str, numbers: Iterable[str]) -> int | None:
    """Numbers in E.164. How many calls the change concerns; None where there is no such organization."""
    found = session.scalars(select(Organization).where(Organization.slug == slug).with_for_update()).first()
    if found is None:
        return None
    before, after = set(found.settings.get(SETTING) or ()), set(numbers)
    found.settings = {**found.settings, SETTING: sorted(after)}
    wanted = select(Conversation.id).where(
        Conversation.organization_id == found.id, Conversation.phone_number.in_(sorted(before ^ after))
    )
    calls = session.scalars(wanted).all() if before != after else ()
    for conversation_id in calls:
        touch(session, conversation_id)
    return len(calls)


def staff_numbers(session: Session, *, slug: str) -> list[str]:
    settings = session.scalar(select(Organization.settings).where(Organization.slug == slug)) or {}
    return sorted(settings.get(SETTING) or ())
