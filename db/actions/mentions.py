"""Where a call is named by its id beside its own rows. An id is made from the carrier's, so whoever has the carrier's list could tell
whose it was."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

IN_EVENTS = text(
    "UPDATE real_time_events SET data = jsonb_set(data, '{ids}', (data -> 'ids') - CAST(:ids AS text[]))"
    " WHERE conversation_id IS NULL AND organization_id = :owner AND data -> 'ids' ?| CAST(:ids AS text[])"
)
IN_ALERTS = text(
    "UPDATE alerts SET evidence = jsonb_set(evidence, '{calls}', (evidence -> 'calls') - CAST(:ids AS text[]))"
    " WHERE organization_id = :owner AND evidence -> 'calls' ?| CAST(:ids AS text[])"
)
IN_OLD_ERASURES = text(
    "UPDATE real_time_events SET data = data - 'ids' WHERE conversation_id IS NULL AND event_type = 'call.erased'"
    " AND data ? 'ids' AND created_at < now() - make_interval(secs => :seconds)"
)


def forget_mentions(session: Session, organization_id: UUID, conversation_ids: Sequence[UUID]) -> None:
    named = {"owner": organization_id, "ids": [str(one) for one in conversation_ids]}
    for statement in (IN_EVENTS, IN_ALERTS):
        session.execute(statement, named)


def forget_erased(session: Session, *, older_than_seconds: float) -> int:
    """The event that tells open pages which calls are gone has done so after a while. How many were changed."""
    result = session.connection().execute(IN_OLD_ERASURES, {"seconds": older_than_seconds})
    return result.rowcount
