"""The agent service over HTTP and its WebSocket: who may connect, what it shows, what it posts afterwards."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import requests
import websocket

from bridge.simulators.agent.service import AgentService, RefusedError
from bridge.simulators.server import SimulatorServer
from bridge.simulators.simulated_call import SimulatedCall
from tests.bridge.simulators.conftest import SETTINGS
from tests.bridge.simulators.dialogues import HAPPY, script
from tests.bridge.simulators.tiny_bridge import TinyBridge
from tests.waiting import TEST_TIMEOUT_SECONDS

KEY = {"xi-api-key": SETTINGS.elevenlabs_api_key}
AGENT = SETTINGS.agent_id


def get(simulators: SimulatorServer, path: str, key: dict[str, str] = KEY, **query: Any) -> requests.Response:
    return requests.get(
        f"{simulators.url}/v1/{path}", headers=key, params=query, timeout=TEST_TIMEOUT_SECONDS
    )


def connect(simulators: SimulatorServer, query: str, headers: dict[str, str]) -> int:
    """The HTTP status of the handshake."""
    url = f"{simulators.url.replace('http', 'ws', 1)}/v1/convai/conversation?{query}"
    try:
        connection = websocket.create_connection(url, header=headers, timeout=TEST_TIMEOUT_SECONDS)
    except websocket.WebSocketBadStatusException as error:
        return int(error.status_code)
    connection.close()
    return 101


@pytest.mark.parametrize(
    ("query", "headers", "status"),
    [
        pytest.param(f"agent_id={AGENT}", KEY, 101, id="key"),
        pytest.param(f"agent_id={AGENT}", {"xi-api-key": "wrong"}, 401, id="wrong-key"),
        pytest.param(f"agent_id={AGENT}", {}, 403, id="nothing"),
        pytest.param("agent_id=other", KEY, 404, id="unknown-agent"),
        pytest.param(f"agent_id={AGENT}&conversation_signature=forged", {}, 403, id="forged-signature"),
    ],
)
def test_who_may_connect(
    simulators: SimulatorServer, query: str, headers: dict[str, str], status: int
) -> None:
    assert connect(simulators, query, headers) == status


@pytest.mark.parametrize(("include", "second"), [("true", 403), ("false", 101)])
def test_a_signed_url_with_a_conversation_id_works_once(
    simulators: SimulatorServer, include: str, second: int
) -> None:
    answer = get(
        simulators, "convai/conversation/get-signed-url", agent_id=AGENT, include_conversation_id=include
    )
    query = answer.json()["signed_url"].split("?")[1]

    assert [connect(simulators, query, {}) for _ in range(2)] == [101, second]


def test_a_signed_url_expires() -> None:
    service = AgentService(SETTINGS)
    signature, signed = service.sign(AGENT, include_conversation_id=False)
    signed.expires_at = time.monotonic() - 1

    with pytest.raises(RefusedError, match="15 minutes"):
        service.admit(AGENT, "", signature)


def test_the_agent_is_configured_as_the_bridge_needs_it(simulators: SimulatorServer) -> None:
    config = get(simulators, f"convai/agents/{AGENT}").json()["conversation_config"]

    assert config["asr"]["user_input_audio_format"] == "ulaw_8000"
    assert config["tts"]["agent_output_audio_format"] == "ulaw_8000"
    assert len(config["conversation"]["client_events"]) == 9


@pytest.mark.parametrize(
    ("path", "key", "status"),
    [
        pytest.param("user/subscription", KEY, 200, id="subscription"),
        pytest.param("user/subscription", {}, 401, id="no-key"),
        pytest.param("convai/agents/other", KEY, 404, id="unknown-agent"),
        pytest.param("convai/conversations/conv_none", KEY, 404, id="unknown-conversation"),
        pytest.param("convai/conversation/get_signed_url?agent_id=other", KEY, 404, id="sign-for-unknown-agent"),
        pytest.param(f"convai/conversation/get_signed_url?agent_id={AGENT}", KEY, 200, id="old-path"),
    ],
)  # fmt: skip
def test_rest_answers(simulators: SimulatorServer, path: str, key: dict[str, str], status: int) -> None:
    answer = get(simulators, path, key)

    assert answer.status_code == status
    assert ("detail" in answer.json()) == (status != 200)


def test_no_url_is_signed_while_the_service_is_down(simulators: SimulatorServer) -> None:
    simulators.agent.casting.assign("CA-down", script(outage={"http_status": 429}))
    try:
        assert get(simulators, "convai/conversation/get-signed-url", agent_id=AGENT).status_code == 429
    finally:
        assert simulators.agent.casting.release("CA-down")


@pytest.fixture
def told(tiny_bridge: TinyBridge) -> Iterator[tuple[SimulatorServer, TinyBridge]]:
    """Simulators that post to the tiny bridge after a conversation, and the bridge."""
    settings = replace(SETTINGS, post_call_webhook_url=f"{tiny_bridge.url}/post-call")
    with SimulatorServer(settings) as server:
        tiny_bridge.settings = server.settings
        yield server, tiny_bridge


def call(server: SimulatorServer, bridge: TinyBridge, call_sid: str) -> None:
    assert server.dial(SimulatedCall(HAPPY, f"{bridge.url}/voice", call_sid=call_sid)).ok


def test_a_conversation_is_posted_signed_and_found_by_its_call(
    told: tuple[SimulatorServer, TinyBridge],
) -> None:
    server, bridge = told
    call_sid = "CA" + "b" * 32
    call(server, bridge, call_sid)
    assert server.agent.wait_for_call(call_sid, TEST_TIMEOUT_SECONDS)
    bridge.wait_for("post-call")
    body, header = bridge.bodies["post-call"]
    timestamp, digest = (part.split("=")[1] for part in header.split(","))
    event = json.loads(body)

    wanted = hmac.new(b"wsec_tests", f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert digest == wanted
    assert event["type"] == "post_call_transcription"
    assert event["data"]["status"] == "done"
    assert [turn["role"] for turn in event["data"]["transcript"]] == ["agent", "user", "agent"]
    listed = get(server, "convai/conversations", dynamic_variable_params=f"call_sid:eq:{call_sid}").json()
    assert [row["conversation_id"] for row in listed["conversations"]] == [event["data"]["conversation_id"]]
    shown = get(server, f"convai/conversations/{event['data']['conversation_id']}").json()
    assert shown["metadata"]["termination_reason"] == "end_call tool was called"


def test_conversations_come_in_pages(simulators: SimulatorServer) -> None:
    for _ in range(3):
        connect(simulators, f"agent_id={AGENT}", KEY)
    placed = [record.conversation_id for record in simulators.agent.records()[:3]]
    seen: list[str] = []
    query: dict[str, Any] = {"page_size": 2}
    for _ in range(2):
        page = get(simulators, "convai/conversations", **query).json()
        seen += [row["conversation_id"] for row in page["conversations"]]
        query["cursor"] = page["next_cursor"]

    assert seen[:3] == placed
    assert len(seen) == len(set(seen))


def test_conversations_are_filtered_by_agent_and_start(simulators: SimulatorServer) -> None:
    connect(simulators, f"agent_id={AGENT}", KEY)
    counts = [
        len(get(simulators, "convai/conversations", **query).json()["conversations"])
        for query in ({"agent_id": "other"}, {"call_start_after_unix": 2**33}, {"agent_id": AGENT})
    ]

    assert counts[:2] == [0, 0]
    assert counts[2] > 0


def test_a_client_that_breaks_the_contract_is_told_and_closed(simulators: SimulatorServer) -> None:
    url = f"{simulators.url.replace('http', 'ws', 1)}/v1/convai/conversation?agent_id={AGENT}"
    connection = websocket.create_connection(url, header=KEY, timeout=TEST_TIMEOUT_SECONDS)
    connection.send('{"user_audio_chunk":""}')

    assert json.loads(connection.recv())["error_event"]["error_type"] == "invalid_message"
    _opcode, data = connection.recv_data(control_frame=True)
    connection.shutdown()
    assert int.from_bytes(data[:2], "big") == 1008
