"""Serializes rows for the API and webhooks: times with the organization's UTC offset, money as decimal strings, missing
values as null.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from db.channel import Event
from db.models import Conversation, ConversationAnalysis, LedgerEntry, Turn
from db.queries.conversations import Details
from db.queries.snippets import Snippet

PLAIN = (
    "twilio_call_sid",
    "elevenlabs_conversation_id",
    "direction",
    "phone_number",
    "called_number",
    "status",
    "end_reason",
    "ended_by",
    "mode",
    "is_test",
    "is_simulated",
    "language",
    "forwarded_to",
    "duration_seconds",
)
MOMENTS = ("started_at", "answered_at", "forwarded_at", "ended_at", "words_erased_at")


def moment(value: datetime | None, zone: ZoneInfo) -> str | None:
    return value.astimezone(zone).isoformat() if value is not None else None


def money(amount: Decimal | None) -> str | None:
    """A plain decimal such as `0.0123`: no exponent, no trailing zeros."""
    if amount is None:
        return None
    return f"{amount.normalize():f}" if amount else "0"


def conversation(row: Conversation, zone: ZoneInfo) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in PLAIN}
    moments = {name: moment(getattr(row, name), zone) for name in MOMENTS}
    return {"id": str(row.id), **plain, **moments, "experiment": row.facts.get("experiment")}


def listed(details: Details, zone: ZoneInfo) -> dict[str, Any]:
    """A conversation without turns and events."""
    return {
        **conversation(details.conversation, zone),
        "analyses": [analysis(row, zone) for row in details.analyses],
        "costs": [cost(row, zone) for row in details.costs],
    }


def match(found: Snippet | None) -> dict[str, Any] | None:
    """Where the searched words were said."""
    if found is None:
        return None
    pieces = [{"text": text, "is_found": is_found} for text, is_found in found.pieces]
    return {"position": found.position, "role": found.role, "pieces": pieces}


def whole(details: Details, events: list[Event], zone: ZoneInfo) -> dict[str, Any]:
    return {
        **listed(details, zone),
        "facts": details.conversation.facts,
        "turns": [turn(row) for row in details.turns],
        "events": [event(row, zone) for row in events],
    }


def turn(row: Turn) -> dict[str, Any]:
    names = ("position", "role", "text", "full_text", "is_interrupted", "started_ms", "ended_ms")
    return {name: getattr(row, name) for name in names}


def analysis(row: ConversationAnalysis, zone: ZoneInfo) -> dict[str, Any]:
    names = ("analysis_type", "status", "progress", "results", "error", "version", "model", "usage")
    moments = ("created_at", "started_at", "finished_at")
    plain = {name: getattr(row, name) for name in names}
    return {"id": str(row.id), **plain, **{name: moment(getattr(row, name), zone) for name in moments}}


def cost(row: LedgerEntry, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "reference": row.reference,
        "amount": money(row.amount),
        "currency": row.currency,
        "certainty": row.certainty,
        "occurred_at": moment(row.occurred_at, zone),
        "details": row.details,
    }


def event(row: Event, zone: ZoneInfo) -> dict[str, Any]:
    return {**row.to_wire(), "at": moment(row.created_at, zone)}
