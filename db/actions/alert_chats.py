"""The chat that an organization has its alerts told in: one incoming webhook of Slack or of what takes the same messages. Its address is a
secret, because whoever knows it can write there: it is sealed, and only its host is shown and logged.
"""

from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.actions.limits import lock_limit
from db.actions.settings import note_change
from db.actions.webhooks import skip_backlog
from db.models import WebhookEndpoint
from db.sealing import Seal
from db.webhooks.addresses import Reach
from db.webhooks.kinds import ALERT_KINDS

SUBJECT = "alert_chat"


def chat_of(session: Session, organization_id: UUID) -> WebhookEndpoint | None:
    wanted = (WebhookEndpoint.organization_id == organization_id, WebhookEndpoint.is_chat)
    return session.scalars(select(WebhookEndpoint).where(*wanted)).one_or_none()


def set_chat(
    session: Session, *, organization_id: UUID, by: UUID, url: str, reach: Reach, seal: Seal
) -> None:
    """In place of the one before. Raises WebhookError. Only alerts from now on are told."""
    reach.check(url)
    lock_limit(session, "alert chats", organization_id)
    before = chat_of(session, organization_id)
    was = audited(before)
    if before is not None:
        session.delete(before)
        session.flush()
    skip_backlog(session)
    row = WebhookEndpoint(
        organization_id=organization_id,
        url=origin(url),
        secret=seal.close(url),
        event_types=list(ALERT_KINDS),
        is_chat=True,
    )
    session.add(row)
    note_change(session, organization_id, by, SUBJECT, before=was, after=audited(row) | {"new_address": True})


def remove_chat(session: Session, *, organization_id: UUID, by: UUID) -> bool:
    found = chat_of(session, organization_id)
    if found is None:
        return False
    note_change(session, organization_id, by, SUBJECT, before=audited(found), after={})
    session.delete(found)
    return True


def origin(url: str) -> str:
    """What may be seen of the address: the rest lets anybody write to the chat."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}"


def audited(row: WebhookEndpoint | None) -> dict[str, object]:
    return {"host": urlsplit(row.url).hostname} if row is not None else {}
