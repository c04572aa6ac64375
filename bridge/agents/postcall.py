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
    noted: dict[str, Any] = {"agent_report": _analysis(data.get("analysis") or {})}
    phases = _phases(data.get("transcript"))
    if any(phases):
        noted["turn_phases"] = phases
    return Report(call_sid, (reported, CallNoted(noted)))


def _phases(transcript: object) -> list[dict[str, int]]:
    """For each turn of the agent, how long its parts took, as far as the provider says; empty for a turn that it is silent on.

    The time to the first sentence holds the time to the first byte.
    """
    turns = transcript if isinstance(transcript, list) else []
    spoken = [
        turn
        for turn in turns
        if isinstance(turn, dict) and turn.get("role") == "agent" and turn.get("message")
    ]
    return [_phases_of(turn) for turn in spoken]


def _phases_of(turn: dict[str, Any]) -> dict[str, int]:
    metrics = turn.get("conversation_turn_metrics")
    metrics = metrics if isinstance(metrics, dict) else {}
    inner = metrics.get(
        "metrics", metrics
    )  # the documentation shows the names without the wrapper of the SDK
    inner = inner if isinstance(inner, dict) else {}
    model = _elapsed(inner.get("convai_llm_service_ttf_sentence"))
    model = model if model is not None else _elapsed(inner.get("convai_llm_service_ttfb"))
    results = turn.get("tool_results")
    used = [one for one in results if isinstance(one, dict)] if isinstance(results, list) else []
    tools = [ms for one in used if (ms := _milliseconds(one.get("tool_latency_secs"))) is not None]
    found = {"tool_ms": sum(tools) if tools else None, "model_ms": model}
    return {name: ms for name, ms in found.items() if ms is not None}


def _elapsed(metric: object) -> int | None:
    return _milliseconds(metric.get("elapsed_time")) if isinstance(metric, dict) else None


def _milliseconds(seconds: object) -> int | None:
    """None for what is no time."""
    is_time = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < 3600
    return round(float(seconds) * 1000) if is_time and isinstance(seconds, int | float) else None


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
