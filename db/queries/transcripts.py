"""A call with its transcript, for analysis. Tuples, not frames: it is read turn by turn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.actions.calls import BY_BROWSER
from db.models import Conversation, Organization, Turn
from db.models.conversation import LIVE_STATUSES


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """Times are milliseconds since the media stream began."""

    position: int
    role: str
    text: str
    started_ms: int | None
    ended_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCall:
    id: UUID
    organization_id: UUID
    sector: str
    timezone: str
    organization_language: str
    organization_settings: dict[str, Any]
    language: str | None
    direction: str
    is_over: bool
    is_simulated: bool
    has_carrier: bool
    started_at: datetime
    answered_at: datetime | None
    forwarded_at: datetime | None
    ended_at: datetime | None
    duration_seconds: int | None
    end_reason: str | None
    turns: tuple[StoredTurn, ...]
    facts: dict[str, Any]
    twilio_call_sid: str | None = None
    ended_by: str | None = None

    @property
    def is_passed(self) -> bool:
        """A person took the call, whatever it was forwarded for; `end_reason` may be that the agent could not be reached."""
        return self.end_reason == "transferred" or self.facts.get("forward_answered") is True


def stored_call(session: Session, conversation_id: UUID) -> StoredCall | None:
    found = session.execute(
        select(Conversation, Organization)
        .join(Organization, Organization.id == Conversation.organization_id)
        .where(Conversation.id == conversation_id)
    ).one_or_none()
    if found is None:
        return None
    call, organization = found
    return StoredCall(
        id=call.id,
        organization_id=organization.id,
        sector=organization.sector,
        timezone=organization.timezone,
        organization_language=organization.language,
        organization_settings=organization.settings,
        language=call.language,
        direction=call.direction,
        is_over=call.status not in LIVE_STATUSES,
        is_simulated=call.is_simulated,
        has_carrier=call.facts.get("channel") != BY_BROWSER,
        started_at=call.started_at,
        answered_at=call.answered_at,
        forwarded_at=call.forwarded_at,
        ended_at=call.ended_at,
        duration_seconds=call.duration_seconds,
        end_reason=call.end_reason,
        turns=stored_turns(session, conversation_id),
        facts=call.facts,
        twilio_call_sid=call.twilio_call_sid,
        ended_by=call.ended_by,
    )


def stored_turns(session: Session, conversation_id: UUID) -> tuple[StoredTurn, ...]:
    columns = Turn.position, Turn.role, Turn.text, Turn.started_ms, Turn.ended_ms
    statement = select(*columns).where(Turn.conversation_id == conversation_id).order_by(Turn.position)
    return tuple(StoredTurn(*row) for row in session.execute(statement))
