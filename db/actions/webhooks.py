"""Webhook endpoints: create, change, renew secrets, switch off and on, delete. Each change is logged as a change of settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.limits import lock_limit
from db.actions.settings import note_change
from db.models import RealTimeEvent, WebhookCursor, WebhookDelivery, WebhookEndpoint
from db.sealing import Seal
from db.webhooks.addresses import Reach
from db.webhooks.kinds import OUTWARD
from db.webhooks.refusals import WebhookError
from db.webhooks.secrets import new_secret

MAX_ENDPOINTS = 20
MAX_DESCRIPTION_CHARACTERS = 200
SECRET_OVERLAP = timedelta(hours=24)
SUBJECT = "webhook"


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """The settings of an endpoint that a user can edit."""

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
        if len(self.description) > MAX_DESCRIPTION_CHARACTERS:
            raise WebhookError(
                "long_description", f"A description has at most {MAX_DESCRIPTION_CHARACTERS} characters."
            )


def add_endpoint(
    session: Session, *, organization_id: UUID, by: UUID, wanted: EndpointSettings, seal: Seal
) -> tuple[UUID, str]:
    """Returns the id, and the secret, which cannot be shown again. Only events from now on are sent."""
    lock_limit(session, "webhooks", organization_id)
    own = (WebhookEndpoint.organization_id == organization_id, ~WebhookEndpoint.is_chat)
    if session.scalars(select(func.count()).where(*own)).one() >= MAX_ENDPOINTS:
        raise WebhookError("many_endpoints", f"An organization has at most {MAX_ENDPOINTS} webhooks.")
    skip_backlog(session)
    secret = new_secret()
    row = WebhookEndpoint(
        organization_id=organization_id, url=wanted.url, event_types=[], secret=seal.close(secret)
    )
    apply_settings(row, wanted)
    session.add(row)
    session.flush()
    note_change(session, organization_id, by, SUBJECT, before={}, after=audited(row))
    return row.id, secret


def change_endpoint(session: Session, row: WebhookEndpoint, *, by: UUID, wanted: EndpointSettings) -> None:
    before = audited(row)
    if row.disabled_at is not None and wanted.is_enabled:
        skip_backlog(session)
    apply_settings(row, wanted)
    session.flush()
    if row.disabled_at is not None:
        cancel_pending(session, row.id)
    if audited(row) != before:
        note_change(session, row.organization_id, by, SUBJECT, before=before, after=audited(row))


def apply_settings(row: WebhookEndpoint, wanted: EndpointSettings) -> None:
    row.url, row.description = wanted.url, wanted.description
    row.event_types = [one for one in OUTWARD if one in wanted.event_types]
    row.with_words, row.is_masked = wanted.with_words, wanted.is_masked
    if wanted.is_enabled == (row.disabled_at is None):
        return
    row.disabled_at = None if wanted.is_enabled else func.now()
    row.disabled_why, row.failing_since = None if wanted.is_enabled else "person", None


def delete_endpoint(session: Session, row: WebhookEndpoint, *, by: UUID) -> None:
    """Also deletes its deliveries."""
    note_change(session, row.organization_id, by, SUBJECT, before=audited(row), after={})
    session.delete(row)
    session.flush()


def renew_secret(session: Session, row: WebhookEndpoint, *, by: UUID, seal: Seal, now: datetime) -> str:
    """Returns the new secret; for a day the old one signs as well, so that receivers can switch."""
    secret = new_secret()
    row.previous_secret, row.previous_until = row.secret, now + SECRET_OVERLAP
    row.secret = seal.close(secret)
    after = {"url": row.url, "new_secret": True}
    note_change(session, row.organization_id, by, SUBJECT, before={"url": row.url}, after=after)
    return secret


def switch_off(session: Session, endpoint_id: UUID, why: str) -> bool:
    """Switches the endpoint off automatically: cancels pending deliveries and logs the change without a user. False if
    it is off.
    """
    found = session.scalars(
        select(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id, WebhookEndpoint.disabled_at.is_(None))
        .with_for_update()
    ).one_or_none()
    if found is None:
        return False
    before = audited(found)
    found.disabled_at, found.disabled_why = func.now(), why
    session.flush()
    session.refresh(found)
    cancel_pending(session, found.id)
    note_change(session, found.organization_id, None, SUBJECT, before=before, after=audited(found))
    return True


def cancel_pending(session: Session, endpoint_id: UUID) -> None:
    waiting = (WebhookDelivery.endpoint_id == endpoint_id, WebhookDelivery.next_attempt_at.is_not(None))
    error = func.coalesce(WebhookDelivery.error, "switched_off")
    values = {"state": "given_up", "next_attempt_at": None, "error": error}
    session.execute(update(WebhookDelivery).where(*waiting).values(values))


def skip_backlog(session: Session) -> None:
    """Moves the cursor to the newest event if there was no enabled endpoint: older events must not be sent."""
    listening = select(WebhookEndpoint.id).where(WebhookEndpoint.disabled_at.is_(None)).limit(1)
    newest = select(func.coalesce(func.max(RealTimeEvent.id), 0)).scalar_subquery()
    session.execute(insert(WebhookCursor).values(id=1, event_id=0).on_conflict_do_nothing())
    session.execute(select(WebhookCursor).with_for_update())
    if session.scalars(listening).first() is None:
        session.execute(update(WebhookCursor).values(event_id=newest))


def audited(row: WebhookEndpoint) -> dict[str, Any]:
    """The values for the log of changes, without secrets."""
    return {
        "url": row.url,
        "types": list(row.event_types),
        "with_words": row.with_words,
        "is_masked": row.is_masked,
        "disabled_why": row.disabled_why,
    }
