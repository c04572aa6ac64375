"""Reads ElevenLabs' post-call report: language, cost, and the whole conversation if we did not hear it. Pure.

The call is identified by a variable that we set at its start, or else by the id of the agent's session: the provider does not know
our carrier's ids.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from bridge.agents.native_call import is_carried_natively, read_native_call
from bridge.facts import AgentReported, CallEnded, CallNoted, Fact

CALL_SID = re.compile("CA[0-9a-fA-F]{32}")
FAILURES = {"busy": "busy", "no-answer": "no_answer"}
KEPT_METADATA = ("cost", "termination_reason", "call_duration_secs", "queue_wait_secs", "charging")


@dataclass(frozen=True, slots=True)
class Report:
    """Facts in the order in which they must be written; a time of `None` means now."""

    call_sid: str
    facts: tuple[tuple[Fact, datetime | None], ...]


def named_call(data: dict[str, Any]) -> str:
    """The CallSid among the conversation's dynamic variables; empty if there is none."""
    call_sid = str(_given(data).get("call_sid", ""))
    return call_sid if CALL_SID.fullmatch(call_sid) else ""


def read_report(data: dict[str, Any], *, is_simulated: bool = False, call_sid: str = "") -> Report | None:
    """None if the conversation belongs to no call of ours; `call_sid` is used if its variables name none. Raises
    KeyError, TypeError or ValueError for malformed data.
    """
    given, call_sid = _given(data), named_call(data) or call_sid
    if not call_sid:
        return None
    metadata = data.get("metadata") or {}
    reported = AgentReported(
        elevenlabs_conversation_id=str(data["conversation_id"])[:128],
        language=_language(metadata.get("main_language")),
        cost_usd=_amount(metadata.get("cost_fiat")),
        details={name: metadata[name] for name in KEPT_METADATA if metadata.get(name) is not None},
    )
    noted: dict[str, Any] = {"agent_report": _analysis(data.get("analysis") or {})}
    version = data.get("version_id")
    if isinstance(version, str) and version:
        noted["agent_version"] = version[:128]
    phases = _phases(data.get("transcript"))
    if any(phases):
        noted["turn_phases"] = phases
    known: tuple[tuple[Fact, datetime | None], ...] = ((reported, None), (CallNoted(noted), None))
    if not is_carried_natively(given):
        return Report(call_sid, known)
    native = read_native_call(data, given, is_simulated=is_simulated)
    began = (native.started, native.started_at), (native.carried, native.started_at)
    return Report(call_sid, (*began, *known, (native.reported, native.ended_at)))


def _given(data: dict[str, Any]) -> dict[str, Any]:
    variables: dict[str, Any] = (data.get("conversation_initiation_client_data") or {}).get(
        "dynamic_variables"
    ) or {}
    return variables


def read_failure(data: dict[str, Any]) -> Report | None:
    """For a call that was never established: the carrier's form in the report names it."""
    metadata = data.get("metadata") or {}
    body = metadata.get("body") or {}
    call_sid = str(body.get("CallSid") or body.get("call_sid") or "")
    if not CALL_SID.fullmatch(call_sid):
        return None
    reason = FAILURES.get(str(data.get("failure_reason")), "carrier_failed")
    return Report(call_sid, ((CallEnded(reason), None),))


def _phases(transcript: object) -> list[dict[str, int]]:
    """The latency of each part of an agent's turn, as far as the provider reports it; empty for turns without. The time
    to the first sentence includes the time to the first byte.
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
    # The documentation shows the names without the wrapper of the SDK.
    inner = metrics.get("metrics", metrics)
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
    """None if the value is not a duration of less than an hour."""
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
