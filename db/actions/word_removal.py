"""Takes number and words from calls that were kept long enough, and leaves their figures as they were.

What remains is the call's row, its facts (`call_facts`, final from then on), costs, measurements, ratings and marks as reviewed.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import case, delete, func, text, update
from sqlalchemy.orm import Session

from db.actions.call_facts import WINDOW
from db.actions.fact_columns import DID_CALL_AGAIN, KNOWN_NUMBER, WAS_REPEAT
from db.actions.recordings import BEFORE
from db.models import (
    CallNote,
    CallTag,
    CallText,
    ConversationAnalysis,
    FollowUp,
    RealTimeEvent,
    Recording,
    Turn,
    WebhookDelivery,
)
from db.models.conversation import ERASED_NUMBER

WORDS = (Turn, ConversationAnalysis, CallNote, CallTag, CallText, RealTimeEvent, WebhookDelivery)
# Facts of a call that say nothing about who called or what was said.
KEPT_FACTS = (
    "agent_version",
    "channel",
    "dial_seconds",
    "elevenlabs_conversation_ids",
    "experiment",
    "forward_answered",
    "forward_reason",
    "forward_unanswered",
    "replay_of",
    "reported_sessions",
    "stand_in",
    "taken_over",
    "transcript",
)
# Whether a younger call of the number was not the first could no longer be seen afterwards.
KEEP_REPEATS = text(
    f"""
    UPDATE conversations near SET facts = near.facts || jsonb_strip_nulls(jsonb_build_object(
        '{WAS_REPEAT}', CASE WHEN f.is_repeat THEN true END, '{DID_CALL_AGAIN}', CASE WHEN f.called_again THEN true END))
    FROM conversations gone, call_facts f
    WHERE gone.id = ANY(CAST(:ids AS uuid[])) AND gone.phone_number ~ {KNOWN_NUMBER}
    AND near.phone_number = gone.phone_number AND near.organization_id = gone.organization_id
    AND near.started_at BETWEEN gone.started_at - :window AND gone.started_at + :window AND near.id <> ALL(CAST(:ids AS uuid[]))
    AND f.conversation_id = near.id AND (f.is_repeat OR f.called_again)
    """  # noqa: S608 (our own words)
)
ANONYMIZE = text(
    f"""
    UPDATE conversations SET words_erased_at = now(), words_kept_days = :days,
        phone_number = CASE WHEN phone_number ~ '[0-9@:]' THEN '{ERASED_NUMBER}' ELSE phone_number END,
        facts = coalesce((SELECT jsonb_object_agg(key, value) FROM jsonb_each(facts) WHERE key = ANY(:kept)), '{{}}')
    WHERE id = ANY(CAST(:ids AS uuid[]))
    """  # noqa: S608 (our own words)
)
ANONYMIZE_FACTS = text(
    "UPDATE call_facts f SET phone_number = c.phone_number FROM conversations c"
    " WHERE c.id = f.conversation_id AND c.id = ANY(CAST(:ids AS uuid[]))"
)


def remove_words(session: Session, conversation_ids: Sequence[UUID], *, days: int) -> None:
    """`days`: how long they were kept, for the page of the call. The sound is deleted already."""
    named = {"ids": [str(one) for one in conversation_ids]}
    session.execute(KEEP_REPEATS, {**named, "window": WINDOW})
    for table in WORDS:
        session.execute(delete(table).where(table.conversation_id.in_(conversation_ids)))
    session.execute(ANONYMIZE, {**named, "days": days, "kept": list(KEPT_FACTS)})
    session.execute(ANONYMIZE_FACTS, named)
    close_follow_ups(session, conversation_ids)
    mark_sound_deleted(session, conversation_ids)


def close_follow_ups(session: Session, conversation_ids: Sequence[UUID]) -> None:
    """Nobody can be called back any more."""
    number = case((FollowUp.phone_number.is_not(None), ERASED_NUMBER))
    state = case((FollowUp.state == "open", "dismissed"), else_=FollowUp.state)
    values = {"phone_number": number, "note": None, "state": state}
    closed_at = func.coalesce(FollowUp.closed_at, func.now())
    theirs = FollowUp.conversation_id.in_(conversation_ids)
    session.execute(update(FollowUp).where(theirs).values(**values, closed_at=closed_at))


def mark_sound_deleted(session: Session, conversation_ids: Sequence[UUID]) -> None:
    theirs = Recording.conversation_id.in_(conversation_ids), Recording.status.in_(BEFORE["deleted"])
    values = {"status": "deleted", "reason": "retention", "deleted_at": func.now(), "key": None}
    session.execute(update(Recording).where(*theirs).values(**values))
