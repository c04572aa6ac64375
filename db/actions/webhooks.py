"""Endpoints of webhooks: made, changed, given new secrets, switched off and on, taken away; who did it stands with the other changes of settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.settings import note_change
from db.models import RealTimeEvent, WebhookCursor, WebhookDelivery, WebhookEndpoint
from db.sealing import Seal
from db.webhooks.addresses import Reach
from db.webhooks.kinds import OUTWARD
from db.webhooks.refusals import WebhookError
from db.webhooks.secrets import new_secret

MOST_ENDPOINTS = 20
LONGEST_DESCRIPTION = 200
BOTH_SIGN = timedelta(hours=24)
SUBJECT = "webhook"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An endpoint as somebody wants it to be."""

    url: str
    event_types: Sequence[str]
    description: str = ""
    with_words: bool = False
    is_masked: bool = True
    is_enabled: bool = True

    def check(self, reach: Reach) -> None:
        """Raises WebhookError."""
        reach.check(self.url)
        if not self.event_types:
            raise WebhookError("no_types", "Choose at least one type of event.")
        if unknown := sorted(set(self.event_types) - set(OUTWARD)):
            raise WebhookError("unknown_types", f"There are no events of type {', '.join(unknown)}.")
        if len(self.description) > LONGEST_DESCRIPTION:
            raise WebhookError(
                "long_description", f"A description has at most {LONGEST_DESCRIPTION} characters."
            )


def add_endpoint(
    session: Session, *, organization_id: UUID, by: UUID, wanted: Wanted, seal: Seal
) -> tuple[UUID, str]:
    """Its id, and the secret, which nobody is shown again. It hears of what happens from now on."""
    count = select(func.count()).select_from(WebhookEndpoint)
    if (
        session.scalars(count.where(WebhookEndpoint.organization_id == organization_id)).one()
        >= MOST_ENDPOINTS
    ):
        raise WebhookError("many_endpoints", f"An organization has at most {MOST_ENDPOINTS} webhooks.")
    begin_to_follow(session)
    secret = new_secret()
    row = WebhookEndpoint(
        organization_id=organization_id, url=wanted.url, event_types=[], secret=seal.close(secret)
    )
    set_wanted(row, wanted)
    session.add(row)
    session.flush()
    note_change(session, organization_id, by, SUBJECT, before={}, after=told(row))
    return row.id, secret


def change_endpoint(session: Session, row: WebhookEndpoint, *, by: UUID, wanted: Wanted) -> None:
    before = told(row)
    if row.disabled_at is not None and wanted.is_enabled:
        begin_to_follow(session)
    set_wanted(row, wanted)
    session.flush()
    if row.disabled_at is not None:
        give_up_open(session, row.id)
    if told(row) != before:
        note_change(session, row.organization_id, by, SUBJECT, before=before, after=told(row))


def set_wanted(row: WebhookEndpoint, wanted: Wanted) -> None:
    row.url, row.description = wanted.url, wanted.description
    row.event_types = [one for one in OUTWARD if one in wanted.event_types]
    row.with_words, row.is_masked = wanted.with_words, wanted.is_masked
    if wanted.is_enabled == (row.disabled_at is None):
        return
    row.disabled_at = None if wanted.is_enabled else func.now()
    row.disabled_why, row.failing_since = None if wanted.is_enabled else "person", None


def delete_endpoint(session: Session, row: WebhookEndpoint, *, by: UUID) -> None:
    """With everything that was sent to it."""
    note_change(session, row.organization_id, by, SUBJECT, before=told(row), after={})
    session.delete(row)
    session.flush()


def renew_secret(session: Session, row: WebhookEndpoint, *, by: UUID, seal: Seal, now: datetime) -> str:
    """The new secret; the old one signs beside it for a day, so that a receiver can change over."""
    secret = new_secret()
    row.previous_secret, row.previous_until = row.secret, now + BOTH_SIGN
    row.secret = seal.close(secret)
    after = {"url": row.url, "new_secret": True}
    note_change(session, row.organization_id, by, SUBJECT, before={"url": row.url}, after=after)
    return secret


def switch_off(session: Session, endpoint_id: UUID, why: str) -> bool:
    """By ourselves: what waits is given up, and the change is kept as one that nobody made. False where it is off already."""
    found = session.scalars(
        select(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id, WebhookEndpoint.disabled_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if found is None:
        return False
    before = told(found)
    found.disabled_at, found.disabled_why = func.now(), why
    session.flush()
    session.refresh(found)
    give_up_open(session, found.id)
    note_change(session, found.organization_id, None, SUBJECT, before=before, after=told(found))
    return True


def give_up_open(session: Session, endpoint_id: UUID) -> None:
    waiting = (WebhookDelivery.endpoint_id == endpoint_id, WebhookDelivery.next_attempt_at.is_not(None))
    error = func.coalesce(WebhookDelivery.error, "switched_off")
    values = {"state": "given_up", "next_attempt_at": None, "error": error}
    session.execute(update(WebhookDelivery).where(*waiting).values(values))


def begin_to_follow(session: Session) -> None:
    """Where nobody listened so far, the outbox was not read either: what lies in it is not news."""
    listening = select(WebhookEndpoint.id).where(WebhookEndpoint.disabled_at.is_(None)).limit(1)
    newest = select(func.coalesce(func.max(RealTimeEvent.id), 0)).scalar_subquery()
    session.execute(insert(WebhookCursor).values(id=1, event_id=0).on_conflict_do_nothing())
    session.execute(select(WebhookCursor).with_for_update())
    if session.scalars(listening).first() is None:
        session.execute(update(WebhookCursor).values(event_id=newest))


def told(row: WebhookEndpoint) -> dict[str, Any]:
    """For the list of changes: no secret."""
    return {
        "url": row.url,
        "types": list(row.event_types),
        "with_words": row.with_words,
        "is_masked": row.is_masked,
        "disabled_why": row.disabled_why,
    }
