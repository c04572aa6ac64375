"""Which calls an organization has kept long enough, and the orders to take their words."""

import logging
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from db.call_retention import kept_since, read_call_retention
from db.models import BulkOrder, Conversation, Organization
from db.queries.erasure_scope import ErasureScope
from db.telephone.rules import faults

log = logging.getLogger(__name__)
ENDED_ORDERS = ("done", "stopped", "failed")


def old_calls(session: Session, now: datetime) -> list[ErasureScope]:
    """Of each organization that has a period, and ended calls past it."""
    found = [
        scope_of_rule(one.id, one.settings, one.timezone, now)
        for one in session.scalars(select(Organization).order_by(Organization.created_at, Organization.id))
    ]
    return [scope for scope in found if scope is not None and has_calls(session, scope)]


def scope_of_rule(
    organization_id: UUID, settings: dict[str, object], timezone: str, now: datetime
) -> ErasureScope | None:
    """None without a period, or if the settings are invalid: then nothing goes."""
    try:
        days = read_call_retention(settings).days
    except ValidationError as error:
        log.error("call retention unreadable organization=%s error=%s", organization_id, faults(error))
        return None
    if days is None:
        return None
    before = kept_since(days, now=now, zone=ZoneInfo(timezone))
    return ErasureScope(organization_id, before=before, days=days)


def has_calls(session: Session, scope: ErasureScope) -> bool:
    wanted = exists().where(scope.calls(), Conversation.ended_at.is_not(None))
    return bool(session.scalar(select(wanted)))


def still_wanted(session: Session, scope: ErasureScope, now: datetime) -> ErasureScope | None:
    """What is left of an order after the organization's rule has changed: never more than was ordered. Erasures that people ordered
    stand.
    """
    if scope.before is None:
        return scope
    owner = session.get_one(Organization, scope.organization_id, populate_existing=True)
    rule = scope_of_rule(owner.id, owner.settings, owner.timezone, now)
    if rule is None or rule.before is None:
        return None
    return replace(rule, before=min(rule.before, scope.before))


def count_older(session: Session, organization_id: UUID, moment: datetime, *, most: int | None = None) -> int:
    """How many ended calls that began before the moment still have their words; `most` of them are counted, for a page that only opens."""
    theirs = Conversation.organization_id == organization_id, Conversation.words_erased_at.is_(None)
    older = select(Conversation.id).where(
        *theirs, Conversation.ended_at.is_not(None), Conversation.started_at < moment
    )
    return session.scalars(select(func.count()).select_from(older.limit(most).subquery())).one()


def forget_old_orders(session: Session, scope: ErasureScope) -> None:
    """Ended orders for many calls: their filters and notes may name somebody."""
    theirs = BulkOrder.organization_id == scope.organization_id, BulkOrder.created_at < scope.before
    session.execute(delete(BulkOrder).where(*theirs, BulkOrder.state.in_(ENDED_ORDERS)))
