import base64
import json
from typing import Any

import pytest

from bridge.simulators.agent import protocol
from bridge.simulators.agent.protocol import ContractError, read_client_message

VARIABLES = {"caller_number": "+34600", "called_number": "+34971", "call_sid": "CA1"}


def initiation(**more: Any) -> str:
    return json.dumps({"type": "conversation_initiation_client_data", "dynamic_variables": VARIABLES} | more)


def override(section: str, **fields: Any) -> str:
    return initiation(conversation_config_override={section: fields})


def typed(kind: str, **more: Any) -> str:
    return json.dumps({"type": kind} | more)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        pytest.param('{"user_audio_chunk":"%s"}' % base64.b64encode(b"ab").decode(), protocol.UserAudio(b"ab"), id="audio"),  # noqa: UP031
        pytest.param(typed("pong", event_id=0), protocol.Pong(0), id="pong-zero"),
        pytest.param(
            typed("client_tool_result", tool_call_id="t", result="{}", is_error=False),
            protocol.ToolResult("t", "{}", False),
            id="tool-result",
        ),
        pytest.param(typed("user_message", text="Hola"), protocol.UserMessage("Hola"), id="user-message"),
        pytest.param(typed("contextual_update", text="1"), protocol.ContextualUpdate("1"), id="contextual-update"),
        pytest.param(typed("user_activity"), protocol.Ignored(), id="user-activity"),
        pytest.param(typed("feedback", score="like"), protocol.Ignored(), id="feedback"),
    ],
)  # fmt: skip
def test_what_a_client_may_send_is_understood(message: str, expected: object) -> None:
    assert read_client_message(message) == expected


def test_an_initiation_carries_variables_and_enabled_overrides() -> None:
    message = read_client_message(override("agent", first_message="Hola", language="ca"))

    assert isinstance(message, protocol.Initiation)
    assert message.variables == VARIABLES
    assert message.override("agent", "first_message") == "Hola"
    assert message.override("tts", "voice_id") is None


@pytest.mark.parametrize(
    ("message", "error_type"),
    [
        pytest.param(b"{}", "invalid_message", id="binary"),
        pytest.param("{", "invalid_message", id="not-json"),
        pytest.param("7", "invalid_message", id="not-an-object"),
        pytest.param("{}", "invalid_message", id="no-type"),
        pytest.param(typed("user_audio"), "invalid_message", id="unknown-type"),
        pytest.param('{"user_audio_chunk":"!"}', "invalid_message", id="audio-not-base64"),
        pytest.param('{"user_audio_chunk":3}', "invalid_message", id="audio-not-a-text"),
        pytest.param(
            '{"type":"user_audio_chunk","user_audio_chunk":""}', "invalid_message", id="audio-with-type"
        ),
        pytest.param(typed("pong"), "missing_fields", id="pong-without-id"),
        pytest.param(typed("pong", event_id="0"), "value_error", id="pong-with-a-text"),
        pytest.param(typed("pong", event_id=True), "value_error", id="pong-with-a-boolean"),
        pytest.param(
            typed("client_tool_result", tool_call_id="t", result="{}"), "missing_fields", id="no-is-error"
        ),
        pytest.param(
            typed("client_tool_result", tool_call_id="t", result={}, is_error=False),
            "value_error",
            id="result-not-a-text",
        ),
        pytest.param(
            typed("client_tool_result", tool_call_id="t", result="", is_error=False, ok=1),
            "invalid_message",
            id="extra-field",
        ),
        pytest.param(typed("user_message"), "missing_fields", id="message-without-text"),
        pytest.param(override("tts", voice_id="x"), "override_error", id="override-not-enabled"),
        pytest.param(override("agent", prompt={"prompt": "x"}), "override_error", id="prompt-not-enabled"),
        pytest.param(override("agent", language="fr"), "override_error", id="no-language-preset"),
        pytest.param(
            initiation(dynamic_variables={"call_sid": "CA1"}), "missing_dynamic_variable", id="no-variable"
        ),
        pytest.param(
            initiation(dynamic_variables=VARIABLES | {"system__x": 1}), "value_error", id="reserved-variable"
        ),
        pytest.param(
            initiation(dynamic_variables=VARIABLES | {"x": None}), "value_error", id="variable-of-null"
        ),
    ],
)
def test_what_elevenlabs_would_close_for_is_refused(message: str | bytes, error_type: str) -> None:
    with pytest.raises(ContractError) as refused:
        read_client_message(message)

    assert refused.value.error_type == error_type
