"""Calls that the carrier brings to the simulated agent by itself: registered, streamed, reported."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest
import requests

from bridge.simulators.server import SimulatorServer
from tests.bridge.simulators.conftest import SETTINGS
from tests.bridge.simulators.dialling import call, codes
from tests.bridge.simulators.dialogues import GOODBYE, GREETING, HAPPY, LONG_LINE, script
from tests.bridge.simulators.tiny_bridge import TinyBridge
from tests.waiting import TEST_TIMEOUT_SECONDS

CALL = "CA" + "c" * 32
VARIABLES = {"caller_number": "+34600111222", "called_number": "+34971550100", "call_sid": CALL}
WISH: dict[str, Any] = {
    "agent_id": SETTINGS.agent_id,
    "from_number": "+34600111222",
    "to_number": "+34971550100",
    "direction": "inbound",
    "conversation_initiation_client_data": {"dynamic_variables": VARIABLES},
}


def register(
    simulators: SimulatorServer, key: str = SETTINGS.elevenlabs_api_key, **more: Any
) -> requests.Response:
    url = f"{simulators.url}/v1/convai/twilio/register-call"
    return requests.post(url, json=WISH | more, headers={"xi-api-key": key}, timeout=TEST_TIMEOUT_SECONDS)


def overriding(section: str, **fields: Any) -> dict[str, Any]:
    return {"dynamic_variables": VARIABLES, "conversation_config_override": {section: fields}}


@pytest.mark.parametrize(
    ("key", "more", "status"),
    [
        pytest.param("wrong", {}, 401, id="wrong key"),
        pytest.param(SETTINGS.elevenlabs_api_key, {"agent_id": "other"}, 404, id="unknown agent"),
        pytest.param(SETTINGS.elevenlabs_api_key, {"to_number": None}, 422, id="no number"),
        pytest.param(SETTINGS.elevenlabs_api_key, {"direction": "sideways"}, 422, id="no direction"),
        pytest.param(
            SETTINGS.elevenlabs_api_key,
            {"conversation_initiation_client_data": {"dynamic_variables": {"a": ["list"]}}},
            422,
            id="a variable that is a list",
        ),
    ],
)
def test_what_is_wrong_is_refused(
    simulators: SimulatorServer, key: str, more: dict[str, Any], status: int
) -> None:
    answer = register(simulators, key, **more)

    assert answer.status_code == status
    assert "detail" in answer.json()


def test_nothing_is_registered_while_the_service_is_down(simulators: SimulatorServer) -> None:
    simulators.agent.casting.assign(CALL, script(outage={"http_status": 503}))
    try:
        assert register(simulators).status_code == 503
    finally:
        simulators.agent.casting.release(CALL)


def follow(simulators: SimulatorServer, bridge: TinyBridge, dialogue: Any, **more: Any) -> Any:
    """A call whose webhook is answered with what was registered; its record, and how it went."""
    bridge.twiml = register(simulators, **more).text
    result = call(simulators, bridge, dialogue, call_sid=CALL)
    return simulators.agent.wait_for_call(CALL, TEST_TIMEOUT_SECONDS), result


def test_a_registered_call_is_spoken_to_its_end(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    record, result = follow(simulators, tiny_bridge, HAPPY)

    assert (result.errors, result.streams, result.ended_by, result.marks_echoed) == ((), 1, "server", 1)
    assert [turn["role"] for turn in record.transcript] == ["agent", "user", "agent"]
    assert (record.termination_reason, record.phone_call["call_sid"]) == ("end_call tool was called", CALL)


def test_a_caller_interrupts(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    barge = {"caller": "Espere, espere un momento.", "barge_in_seconds": 1.0}
    record, result = follow(simulators, tiny_bridge, script(LONG_LINE, barge, GOODBYE))

    assert result.clears_received == 1
    assert record.transcript[0]["interrupted"]


def test_a_caller_hangs_up(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    record, result = follow(simulators, tiny_bridge, script(GREETING, {"caller": "Adiós.", "hang_up": True}))

    assert (result.errors, result.ended_by) == ((), "caller")
    assert (record.termination_reason, record.error) == ("Call ended by remote party", None)


def test_an_override_that_is_not_enabled_ends_the_conversation(
    simulators: SimulatorServer, tiny_bridge: TinyBridge
) -> None:
    refused = overriding("tts", voice_id="other")
    record, result = follow(simulators, tiny_bridge, HAPPY, conversation_initiation_client_data=refused)

    assert codes(result) == [31921]
    assert record.error["code"] == 1008


def test_a_registration_has_one_stream(simulators: SimulatorServer, tiny_bridge: TinyBridge) -> None:
    follow(simulators, tiny_bridge, HAPPY)
    again = call(simulators, tiny_bridge, HAPPY, call_sid=CALL)

    assert codes(again) == [31921]


def test_a_registered_call_that_never_comes_waits(simulators: SimulatorServer) -> None:
    stream = ET.fromstring(register(simulators).text).find("Connect/Stream/Parameter")
    assert stream is not None
    url = f"{simulators.url}/v1/convai/conversations/{stream.get('value')}"
    found = requests.get(
        url, headers={"xi-api-key": SETTINGS.elevenlabs_api_key}, timeout=TEST_TIMEOUT_SECONDS
    )

    assert found.json()["status"] == "initiated"
