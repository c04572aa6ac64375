"""The life of a call, from the first ring to the end."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.agent_sessions import SESSIONS
from db.actions.call_facts import touch
from db.actions.events import record_event
from db.actions.organizations import organization_of_number
from db.actions.tombstones import erased_among
from db.models import Conversation
from db.models.conversation import LIVE_STATUSES
from db.telephone.numbers import kept_number

CALLS = uuid.UUID("6f0d3a52-6c1b-5d0e-9f1c-a07b0c0ffee0")
# Value of a call's fact `channel`: a browser is the telephone, and no carrier is involved.
BY_BROWSER = "browser"

# Not a plain FOR UPDATE: it would also wait for whoever saves turns or an analysis of the call, whose foreign keys share its row.
FOR_CHANGE = {"key_share": True}


def conversation_id_of(call_sid: str) -> UUID:
    """Derives the conversation's id, so no process needs to ask the database."""
    return uuid.uuid5(CALLS, call_sid)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCall:
    call_sid: str
    direction: str
    phone_number: str | None
    called_number: str | None
    started_at: datetime
    is_test: bool = False
    is_simulated: bool = False


def open_call(session: Session, *, call: NewCall) -> UUID:
    """Creates the conversation, or adds what was unknown: webhook, media stream and test call may each come first."""
    call = replace(call, phone_number=kept_number(call.phone_number))
    conversation_id = conversation_id_of(call.call_sid)
    organization_id, agent_id = organization_of_number(session, call.called_number)
    row: dict[str, Any] = {
        "id": conversation_id,
        "organization_id": organization_id,
        "agent_id": agent_id,
        "status": "ringing",
    }
    row |= {"twilio_call_sid": call.call_sid, "direction": call.direction, "started_at": call.started_at}
    row |= {"phone_number": call.phone_number, "called_number": call.called_number}
    row |= {"is_test": call.is_test, "is_simulated": call.is_simulated}
    is_new = (
        session.scalar(insert(Conversation).values(row).on_conflict_do_nothing().returning(Conversation.id))
        is not None
    )
    if is_new and erased_among(session, [conversation_id]):
        # The insert has waited for the erasure of this very call, so this can be checked only now.
        session.execute(delete(Conversation).where(Conversation.id == conversation_id))
        return conversation_id
    if is_new:
        data = {"phone_number": call.phone_number, "direction": call.direction, "is_test": call.is_test}
        record_event(
            session, "call.started", data, organization_id=organization_id, conversation_id=conversation_id
        )
    else:
        complete_call(session, conversation_id, call)
    touch(session, conversation_id)
    return conversation_id


def complete_call(session: Session, conversation_id: UUID, call: NewCall) -> None:
    known = {
        "phone_number": func.coalesce(Conversation.phone_number, call.phone_number),
        "called_number": func.coalesce(Conversation.called_number, call.called_number),
        "is_test": Conversation.is_test | call.is_test,
        "is_simulated": Conversation.is_simulated | call.is_simulated,
    }
    session.execute(update(Conversation).where(Conversation.id == conversation_id).values(known))


def live_call(session: Session, conversation_id: UUID) -> Conversation | None:
    """Locks and returns the conversation; None if it is over or unknown."""
    found = session.get(Conversation, conversation_id, with_for_update=FOR_CHANGE, populate_existing=True)
    return found if found is not None and found.status in LIVE_STATUSES else None


def lock_calls(session: Session, conversation_ids: Collection[UUID]) -> None:
    """Locks calls that one transaction changes, in the one order that keeps processes from waiting for each other in a circle."""
    wanted = select(Conversation.id).where(Conversation.id.in_(conversation_ids)).order_by(Conversation.id)
    session.execute(wanted.with_for_update(key_share=True))


def is_known_call(session: Session, conversation_id: UUID) -> bool:
    return session.get(Conversation, conversation_id) is not None


def known_calls(session: Session, conversation_ids: Collection[UUID]) -> set[UUID]:
    """The subset of these ids that exist."""
    return set(session.scalars(select(Conversation.id).where(Conversation.id.in_(conversation_ids))))


def answer_call(session: Session, *, conversation_id: UUID, answered_at: datetime) -> None:
    """May be recorded late, from a dead process or after the carrier's report of the end: a call that was forwarded or ended
    meanwhile stays so.
    """
    call = session.get(Conversation, conversation_id, with_for_update=FOR_CHANGE, populate_existing=True)
    if call is None or call.answered_at is not None or not _was_heard(call, answered_at):
        return
    call.answered_at = max(answered_at, call.started_at)
    if call.ended_at is not None:
        call.duration_seconds = _duration_of(call, call.ended_at)
        touch(session, call.id)
        return
    if call.forwarded_at is None:
        call.status = "in_progress"
    announce(session, call, "call.answered", side_of(call))


def attach_agent_session(session: Session, *, conversation_id: UUID, elevenlabs_conversation_id: str) -> None:
    """A later session of the call (after a reconnection) replaces the earlier one, which stays in the facts."""
    call = session.get(Conversation, conversation_id, with_for_update=FOR_CHANGE)
    if call is None or call.elevenlabs_conversation_id == elevenlabs_conversation_id:
        return
    sessions = [*call.facts.get(SESSIONS, []), elevenlabs_conversation_id]
    call.elevenlabs_conversation_id = elevenlabs_conversation_id
    call.facts = {**call.facts, SESSIONS: sessions}


def call_of_agent_session(session: Session, elevenlabs_conversation_id: str) -> str | None:
    """The newest call that had this session with the agent."""
    of_session = Conversation.elevenlabs_conversation_id == elevenlabs_conversation_id
    newest = Conversation.started_at.desc()
    return session.scalars(
        select(Conversation.twilio_call_sid).where(of_session).order_by(newest).limit(1)
    ).first()


def is_first_agent_session(
    session: Session, *, conversation_id: UUID, elevenlabs_conversation_id: str
) -> bool:
    """True also if the report is the first news of the session."""
    facts = session.scalars(select(Conversation.facts).where(Conversation.id == conversation_id)).one()
    return elevenlabs_conversation_id in [*facts.get(SESSIONS, []), elevenlabs_conversation_id][:1]


def set_language(session: Session, *, conversation_id: UUID, language: str) -> None:
    session.execute(update(Conversation).where(Conversation.id == conversation_id).values(language=language))
    touch(session, conversation_id)


def add_facts(session: Session, *, conversation_id: UUID, facts: Mapping[str, Any]) -> None:
    """Stores details that have no column: they appear on the call's page and need no migration."""
    values = {"facts": Conversation.facts.op("||")(literal(dict(facts), Conversation.facts.type))}
    session.execute(update(Conversation).where(Conversation.id == conversation_id).values(values))
    touch(session, conversation_id)


def note_so_far(session: Session, *, conversation_id: UUID, so_far: Mapping[str, Any]) -> None:
    """Stores what is understood so far; the call is analysed again when it ends."""
    values = {
        "facts": Conversation.facts.op("||")(literal({"so_far": dict(so_far)}, Conversation.facts.type))
    }
    is_live = Conversation.status.in_(LIVE_STATUSES)
    statement = update(Conversation).where(Conversation.id == conversation_id, is_live).values(values)
    owner = session.scalar(statement.returning(Conversation.organization_id))
    if owner is not None:
        data = {"analysis_type": "programmatic", "step": "so_far", **so_far}
        record_event(
            session, "analysis.progress", data, organization_id=owner, conversation_id=conversation_id
        )


def whisper_of(session: Session, conversation_id: UUID) -> str:
    """The sentence for the person who answers a forwarded call; empty if there is none."""
    facts = session.scalar(select(Conversation.facts).where(Conversation.id == conversation_id))
    return str((facts or {}).get("whisper", ""))


def forward_call(
    session: Session, *, conversation_id: UUID, forwarded_at: datetime, forwarded_to: str, reason: str
) -> None:
    """The call is ringing a person. `reason` is an end reason, or `requested`."""
    call = live_call(session, conversation_id)
    if call is None or call.forwarded_at is not None:
        return
    call.status, call.forwarded_at, call.forwarded_to = "forwarded", forwarded_at, forwarded_to
    call.facts = {**call.facts, "forward_reason": reason}
    announce(session, call, "call.forwarded", {"forwarded_to": forwarded_to, "reason": reason})


def return_call(session: Session, *, conversation_id: UUID) -> None:
    """Nobody answered the forwarded call: the agent talks again. That it was forwarded stays recorded."""
    call = live_call(session, conversation_id)
    if call is None or call.status != "forwarded":
        return
    call.status = "in_progress"
    announce(session, call, "call.answered", {"returned": True})


def voicemail_of(session: Session, conversation_id: UUID) -> dict[str, Any]:
    """Empty where no message was left."""
    facts = session.scalar(select(Conversation.facts).where(Conversation.id == conversation_id))
    return dict((facts or {}).get("voicemail") or {})


def keep_voicemail(
    session: Session, *, conversation_id: UUID, recording_sid: str, url: str, seconds: int
) -> None:
    """Stores the voicemail, also after the end of the call. The first one counts: a call has one voicemail."""
    call = session.get(Conversation, conversation_id, with_for_update=FOR_CHANGE, populate_existing=True)
    if call is None:
        return
    kept = call.facts.get("voicemail") or {}
    if kept.get("recording_sid", recording_sid) != recording_sid:
        return
    left = {"recording_sid": recording_sid, "url": url, "seconds": max(seconds, kept.get("seconds", 0))}
    call.facts = {**call.facts, "voicemail": {**kept, **left}}


def end_call(
    session: Session, *, conversation_id: UUID, ended_at: datetime, end_reason: str, failed: bool = False
) -> bool:
    """Ends the call; returns whether this call did it. Later calls change nothing."""
    call = live_call(session, conversation_id)
    if call is None:
        return False
    call.status, call.end_reason = ("failed" if failed else "completed"), end_reason
    call.ended_at = max(ended_at, call.started_at)
    call.duration_seconds = _duration_of(call, call.ended_at)
    values = {"end_reason": end_reason, "duration_seconds": call.duration_seconds}
    by = {"ended_by": call.ended_by} if call.ended_by else {}
    announce(session, call, "call.ended", values | by | side_of(call))
    return True


def side_of(call: Conversation) -> dict[str, Any]:
    """The experiment in which the call took part, and its side; empty if it did in none."""
    return {"experiment": call.facts["experiment"]} if "experiment" in call.facts else {}


def _was_heard(call: Conversation, answered_at: datetime) -> bool:
    """A stream that begins when the call is over has nobody to hear it."""
    return call.ended_at is None or answered_at <= call.ended_at


def _duration_of(call: Conversation, ended_at: datetime) -> int:
    """In seconds: of the conversation, or of the ringing where nobody answered."""
    return max(round((ended_at - (call.answered_at or call.started_at)).total_seconds()), 0)


def next_status(session: Session, *, conversation_id: UUID, sequence: int) -> bool:
    """Whether a status callback is newer than all before it; if so, remembers it."""
    statement = (
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.status_sequence < sequence)
        .values(status_sequence=sequence)
        .returning(Conversation.id)
    )
    return session.scalar(statement) is not None


def stale_calls(session: Session, *, now: datetime, older_than: timedelta) -> list[Conversation]:
    """Live calls without news for long, about which the reconciler asks the carrier."""
    too_old = Conversation.started_at < now - older_than
    return list(session.scalars(select(Conversation).where(Conversation.status.in_(LIVE_STATUSES), too_old)))


def announce(session: Session, call: Conversation, event_type: str, data: dict[str, Any]) -> None:
    touch(session, call.id)
    record_event(session, event_type, data, organization_id=call.organization_id, conversation_id=call.id)
