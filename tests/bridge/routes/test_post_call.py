"""Post-call webhooks of the agent's provider: signed, once, and harmless where they are not understood."""

import json
import time
from typing import Any

import pytest
from werkzeug.test import TestResponse

from bridge.agents.postcall import read_report
from bridge.facts import AgentIdentified
from bridge.simulators.agent.post_call import sign
from db.database import Database
from tests.bridge.kept import kept_call, kept_costs
from tests.bridge.routes.conftest import CALL, CHILD, Carrier
from tests.waiting import TEST_TIMEOUT_SECONDS

DATA: dict[str, Any] = {
    "agent_id": "agent_simulated",
    "conversation_id": "conv_1",
    "version_id": "agtvrsn_7",
    "status": "done",
    "transcript": [],
    "metadata": {"cost": 296, "cost_fiat": 0.12, "main_language": "ca", "termination_reason": "end_call"},
    "analysis": {"call_successful": "success", "transcript_summary": "Oil."},
    "conversation_initiation_client_data": {"dynamic_variables": {"call_sid": CALL}},
}


def event(kind: str = "post_call_transcription", **data: Any) -> bytes:
    return json.dumps({"type": kind, "event_timestamp": 1, "data": DATA | data}).encode()


def deliver(carrier: Carrier, body: bytes, secret: str = "") -> TestResponse:
    secret = secret or carrier.switchboard.settings.agent.webhook_secret
    headers = {
        "ElevenLabs-Signature": sign(body, secret, int(time.time())),
        "Content-Type": "application/json",
    }
    return carrier.app.test_client().post("/api/webhooks/elevenlabs", data=body, headers=headers)


def test_a_settled_conversation_has_its_cost_and_language(carrier: Carrier, database: Database) -> None:
    carrier.ask("voice-webhook")
    answers = [deliver(carrier, event()).status_code for _ in range(2)]

    call, costs = kept_call(database, CALL), kept_costs(database, CALL)
    assert answers == [200, 200]
    assert [(cost["kind"], str(cost["amount"]), cost["currency"]) for cost in costs] == [
        ("agent_minutes", "0.120000", "USD")
    ]
    assert call["language"] == "ca"
    assert call["facts"]["agent_report"]["transcript_summary"] == "Oil."
    assert call["facts"]["agent_version"] == "agtvrsn_7"


def test_a_conversation_that_was_told_no_call_is_known_by_its_session(
    carrier: Carrier, database: Database
) -> None:
    """Two calls may have had it: the newer one is meant."""
    for call_sid in (CHILD, CALL):
        carrier.post("voice-webhook", {"CallSid": call_sid})
        carrier.switchboard.recorder.record(call_sid, AgentIdentified("conv_1"))

    assert carrier.switchboard.recorder.flush(TEST_TIMEOUT_SECONDS)
    assert deliver(carrier, event(conversation_initiation_client_data=None)).status_code == 200
    assert [str(cost["amount"]) for cost in kept_costs(database, CALL)] == ["0.120000"]
    assert kept_costs(database, CHILD) == []
    assert {kept_call(database, one)["elevenlabs_conversation_id"] for one in (CALL, CHILD)} == {"conv_1"}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(event("post_call_audio", full_audio="QUJD"), id="audio"),
        pytest.param(event("invented_tomorrow"), id="unknown type"),
        pytest.param(event(agent_id="agent_of_others"), id="another agent"),
        pytest.param(event(conversation_initiation_client_data=None), id="a call that is not ours"),
        pytest.param(
            event(conversation_initiation_client_data={"dynamic_variables": {"call_sid": "CA1"}}), id="no SID"
        ),
    ],
)
def test_what_concerns_no_call_of_ours_is_taken_and_dropped(
    carrier: Carrier, database: Database, body: bytes
) -> None:
    carrier.ask("voice-webhook")

    assert deliver(carrier, body).status_code == 200
    assert kept_costs(database, CALL) == []


@pytest.mark.parametrize("body", [b"hello", b"[]", b'{"type": "post_call_transcription"}', b"[" * 5000])
def test_what_is_no_event_is_refused(carrier: Carrier, body: bytes) -> None:
    assert deliver(carrier, body).status_code == 400


def test_a_wrong_signature_is_refused(carrier: Carrier) -> None:
    answer = deliver(carrier, event(), secret="guessed")

    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["error"]["code"] == "bad_signature"


@pytest.mark.parametrize(
    ("metadata", "cost_usd"),
    [
        pytest.param({"cost_fiat": 0.1}, "0.1", id="known"),
        pytest.param({"cost_fiat": 0}, "0", id="free"),
        pytest.param({"cost": 296}, None, id="credits only"),
        pytest.param({"cost_fiat": "free"}, None, id="no number"),
        pytest.param({"cost_fiat": "NaN"}, None, id="not a number"),
        pytest.param({"cost_fiat": -1}, None, id="negative"),
        pytest.param(None, None, id="no metadata"),
    ],
)
def test_a_cost_is_known_or_not(metadata: dict[str, Any] | None, cost_usd: str | None) -> None:
    report = read_report(DATA | {"metadata": metadata, "analysis": None})

    assert report is not None
    assert report.facts[0][0].cost_usd == cost_usd
