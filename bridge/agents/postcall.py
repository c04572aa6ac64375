"""What ElevenLabs says about a conversation after it: whose call it was, its language, its cost. Pure.

Which call it was, only the variable that we gave at its beginning can tell: the provider knows nothing of our carrier.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from bridge.facts import AgentReported, CallNoted, Fact

CALL_SID = re.compile("CA[0-9a-fA-F]{32}")
KEPT = ("cost", "termination_reason", "call_duration_secs", "queue_wait_secs", "charging")


@dataclass(frozen=True, slots=True)
class Report:
    call_sid: str
    facts: tuple[Fact, ...]


def read_report(data: dict[str, Any]) -> Report | None:
    """None for a conversation that did not come through this bridge."""
    given = (data.get("conversation_initiation_client_data") or {}).get("dynamic_variables") or {}
    call_sid = str(given.get("call_sid", ""))
    if not CALL_SID.fullmatch(call_sid):
        return None
    metadata = data.get("metadata") or {}
    reported = AgentReported(
        elevenlabs_conversation_id=str(data["conversation_id"])[:128],
        language=_language(metadata.get("main_language")),
        cost_usd=_amount(metadata.get("cost_fiat")),
        details={name: metadata[name] for name in KEPT if metadata.get(name) is not None},
    )
    return Report(call_sid, (reported, CallNoted({"agent_report": _analysis(data.get("analysis") or {})})))


def _analysis(analysis: dict[str, Any]) -> dict[str, Any]:
    names = ("call_successful", "transcript_summary", "call_summary_title", "data_collection_results")
    return {name: analysis[name] for name in names if analysis.get(name) is not None}


def _language(value: object) -> str | None:
    return value[:8] if isinstance(value, str) and value else None


def _amount(value: object) -> str | None:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return str(amount) if value is not None and amount.is_finite() and amount >= 0 else None
