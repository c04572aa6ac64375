"""Looks up what is known about a caller from earlier calls. A read among the writes, because the voice process needs it
without pandas.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Conversation, ConversationAnalysis

MAX_CALLS = 20  # older calls say little about today's


@dataclass(frozen=True, slots=True)
class KnownCaller:
    """What is known about a caller from earlier calls; unknown texts are empty."""

    calls: int  # at most MAX_CALLS
    last_call_at: datetime
    name: str
    language: str
    last_intent: str
    last_outcome: str


def known_caller(
    session: Session, *, organization_id: UUID, phone_number: str, is_simulated: bool
) -> KnownCaller | None:
    """From the newest finished calls of the number. Simulated calls know only simulated callers, and vice versa."""
    of_rules = (ConversationAnalysis.conversation_id == Conversation.id) & (
        ConversationAnalysis.analysis_type == "programmatic"
    )
    statement = (
        select(Conversation.started_at, Conversation.language, ConversationAnalysis.results)
        .outerjoin(ConversationAnalysis, of_rules)
        .where(
            Conversation.organization_id == organization_id,
            Conversation.phone_number == phone_number,
            Conversation.is_simulated == is_simulated,
            Conversation.ended_at.is_not(None),
            Conversation.answered_at.is_not(None),
        )
        .order_by(Conversation.started_at.desc())
        .limit(MAX_CALLS)
    )
    rows = session.execute(statement).all()
    if not rows:
        return None
    readings: list[dict[str, Any]] = [row.results or {} for row in rows]
    return KnownCaller(
        calls=len(rows),
        last_call_at=rows[0].started_at,
        name=_newest(_value(_entity(one, "caller_name")) for one in readings),
        language=_newest(row.language for row in rows),
        last_intent=_value(readings[0].get("intent")),
        last_outcome=_value(readings[0].get("outcome")),
    )


def _entity(reading: dict[str, Any], name: str) -> Any:
    return (reading.get("entities") or {}).get(name)


def _value(finding: Any) -> str:
    value = finding.get("value") if isinstance(finding, dict) else None
    return str(value) if value is not None else ""


def _newest(values: Any) -> str:
    return next((str(value) for value in values if value), "")
