"""How long the parts of an answer took, as the provider reports it after the call."""

from typing import Any

import pytest

from bridge.agents.postcall import read_report
from bridge.facts import CallNoted

FLAT = {
    "convai_llm_service_ttfb": {"elapsed_time": 0.37},
    "convai_llm_service_ttf_sentence": {"elapsed_time": 0.55},
}


def agent(metrics: Any = None, **more: Any) -> dict[str, Any]:
    return {"role": "agent", "message": "Hola", "conversation_turn_metrics": metrics, **more}


CASES: dict[str, tuple[Any, list[dict[str, int]] | None]] = {
    "as documented": ([agent(FLAT)], [{"model_ms": 550}]),
    "as the SDK has it": ([agent({"metrics": FLAT})], [{"model_ms": 550}]),
    "only the first byte": ([agent({"convai_llm_service_ttfb": {"elapsed_time": 0.4}})], [{"model_ms": 400}]),
    "with tools": (
        [agent(FLAT, tool_results=[{"tool_latency_secs": 0.2}, {"tool_latency_secs": None}])],
        [{"tool_ms": 200, "model_ms": 550}],
    ),
    "silent on one turn": (
        [agent(None), {"role": "user", "message": "x"}, agent(FLAT)],
        [{}, {"model_ms": 550}],
    ),
    "tool turns say nothing": ([{**agent(FLAT), "message": None}, agent(FLAT)], [{"model_ms": 550}]),
    "no phases at all": ([agent(None)], None),
    "no transcript": (None, None),
    "nonsense": ([agent({"convai_llm_service_ttfb": {"elapsed_time": "soon"}}), "x", agent([])], None),
}


@pytest.mark.parametrize(("transcript", "expected"), CASES.values(), ids=CASES)
def test_phases(transcript: Any, expected: list[dict[str, int]] | None) -> None:
    variables = {"dynamic_variables": {"call_sid": "CA" + "1" * 32}}
    report = read_report(
        {"conversation_id": "c", "transcript": transcript, "conversation_initiation_client_data": variables}
    )

    assert report is not None
    noted = next(fact for fact, _ in report.facts if isinstance(fact, CallNoted))
    assert noted.details.get("turn_phases") == expected
