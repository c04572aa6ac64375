"""From the outbox to deliveries: each event once per subscribed endpoint, in one transaction with the outbox cursor."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from db.actions.webhook_deliveries import move_cursor, queue_deliveries, take_cursor
from db.channel import Event
from db.database import Database
from db.queries.conversations import Details, conversation_details
from db.queries.events import newest_event_id
from db.queries.webhooks import Subscription, has_endpoints, outward_events, subscriptions
from db.webhooks.bodies import message
from workers.sectors import Sector, SectorError, load_sector
from workers.webhooks.chats import chat_body
from workers.webhooks.messages import call_data, is_about_a_call, other_data

log = logging.getLogger(__name__)
BATCH_SIZE = 100  # events per transaction


def queue_news(database: Database, now: datetime) -> int:
    """Everything since the last time; returns the number of deliveries created. May run in several processes at once."""
    made = 0
    while (part := queue_part(database, now)) is not None:
        made += part
    return made


def queue_part(database: Database, now: datetime) -> int | None:
    """Processes the next events. None if there are none, or another process holds the cursor."""
    with database.glance() as session:
        if not has_endpoints(session):
            return None
    with database.transaction() as session:
        cursor = take_cursor(session)
        if cursor is None:
            return None
        # Ids grow in commit order, so all events up to this one are visible.
        newest = newest_event_id(session)
        events = outward_events(session, after=cursor, until=newest, limit=BATCH_SIZE)
        rows = list(deliveries(session, events, subscriptions(session)))
        made = queue_deliveries(session, rows, now=now)
        is_last = len(events) < BATCH_SIZE
        if newest > cursor:
            move_cursor(session, newest if is_last else events[-1].id)
    if made:
        log.info("webhooks queued deliveries=%d events=%d", made, len(events))
    return made if made or not is_last else None


def deliveries(
    session: Any, events: Sequence[Event], everybody: Sequence[Subscription]
) -> Iterator[dict[str, Any]]:
    for event in events:
        wanted = [one for one in everybody if wants(one, event)]
        details = details_of(session, event) if wanted and is_about_a_call(event) else None
        if is_about_a_call(event) and details is None:
            continue  # nobody subscribes to it, or it was erased in the meantime
        for one in wanted:
            body = body_of(session, event, details, one)
            if body is not None:
                yield {
                    "endpoint_id": one.endpoint_id,
                    "event_id": event.id,
                    "conversation_id": event.conversation_id,
                    "event_type": event.event_type,
                    "body": body,
                }


def wants(one: Subscription, event: Event) -> bool:
    is_theirs = one.organization_id == event.organization_id
    return is_theirs and event.event_type in one.event_types and event.created_at >= one.since


def details_of(session: Any, event: Event) -> Details | None:
    if event.conversation_id is None:
        return None
    return conversation_details(session, event.conversation_id, event.organization_id)


def body_of(session: Any, event: Event, details: Details | None, wanted: Subscription) -> str | None:
    """An event that cannot be rendered must neither block the others for ever nor go out unmasked: it is reported as our own fault."""
    try:
        if wanted.is_chat:
            return chat_body(session, event)
        data = call_data(event, details, wanted, sector_of(wanted)) if details else other_data(event)
        return message(event.event_type, event.created_at, data)
    except Exception:
        log.exception("webhook not written event=%d endpoint=%s", event.id, wanted.endpoint_id)
        return None


def sector_of(wanted: Subscription) -> Sector | None:
    try:
        return load_sector(wanted.sector)
    except SectorError as error:
        log.warning("no sector for masking sector=%s error=%s", wanted.sector, error)
        return None
