"""Removes the ids of erased calls from events that name several calls. Ids are derived from the carrier's, so they could be matched
with the carrier's records.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from db.webhooks.kinds import ERASED

IN_EVENTS = text(
    "UPDATE real_time_events SET data = jsonb_set(data, '{ids}', (data -> 'ids') - CAST(:ids AS text[]))"
    " WHERE conversation_id IS NULL AND organization_id = :owner AND data -> 'ids' ?| CAST(:ids AS text[])"
)
IN_OLD_ERASURES = text(
    "UPDATE real_time_events SET data = data - 'ids' WHERE conversation_id IS NULL AND event_type = 'call.erased'"
    " AND data ? 'ids' AND created_at < now() - make_interval(secs => :seconds)"
)


IN_TOLD_ERASURES = text(
    "UPDATE webhook_deliveries SET body = (CAST(body AS jsonb) #- '{data,ids}')::text WHERE event_type = :kind AND state = 'delivered'"
    " AND CAST(body AS jsonb) #> '{data,ids}' IS NOT NULL AND created_at < now() - make_interval(secs => :seconds)"
)


def forget_mentions(session: Session, organization_id: UUID, conversation_ids: Sequence[UUID]) -> None:
    """From events; alerts forget calls whenever they are deleted (`db.actions.alerts.forget_calls`)."""
    ids = [str(one) for one in conversation_ids]
    session.execute(IN_EVENTS, {"owner": organization_id, "ids": ids})


def forget_erased(session: Session, *, older_than_seconds: float) -> int:
    """Removes the ids from old `call.erased` events, once the open pages have received them, and from the webhooks that told
    of them; returns how many were changed.
    """
    old = {"seconds": older_than_seconds}
    connection = session.connection()
    told = connection.execute(IN_TOLD_ERASURES, {"kind": ERASED, **old})
    return connection.execute(IN_OLD_ERASURES, old).rowcount + told.rowcount
