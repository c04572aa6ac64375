"""Messages from the agent to its client, including simulated failures."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Send:
    message: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SendRaw:
    """Text that is not a protocol message."""

    text: str


@dataclass(frozen=True, slots=True)
class Close:
    code: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Drop:
    """Drops the connection without a close frame (1006)."""


Output = Send | SendRaw | Close | Drop


def metadata(conversation_id: str) -> Send:
    event = {
        "conversation_id": conversation_id,
        "agent_output_audio_format": "ulaw_8000",
        "user_input_audio_format": "ulaw_8000",
    }
    return Send(
        {
            "type": "conversation_initiation_metadata",
            "conversation_initiation_metadata_event": event,
        }
    )


def audio(chunk: bytes, event_id: int) -> Send:
    return Send(
        {
            "type": "audio",
            "audio_event": {"audio_base_64": base64.b64encode(chunk).decode(), "event_id": event_id},
        }
    )


def agent_response(text: str, event_id: int) -> Send:
    return Send(
        {
            "type": "agent_response",
            "agent_response_event": {"agent_response": text, "event_id": event_id},
        }
    )


def agent_response_correction(original: str, corrected: str, event_id: int) -> Send:
    event = {
        "original_agent_response": original,
        "corrected_agent_response": corrected,
        "event_id": event_id,
    }
    return Send({"type": "agent_response_correction", "agent_response_correction_event": event})


def user_transcript(text: str, event_id: int) -> Send:
    return Send(
        {
            "type": "user_transcript",
            "user_transcription_event": {"user_transcript": text, "event_id": event_id},
        }
    )


def interruption(event_id: int) -> Send:
    return Send({"type": "interruption", "interruption_event": {"event_id": event_id}})


def ping(event_id: int) -> Send:
    return Send({"type": "ping", "ping_event": {"event_id": event_id, "ping_ms": 50}})


def client_tool_call(name: str, call_id: str, parameters: Mapping[str, Any], event_id: int) -> Send:
    call = {"tool_name": name, "tool_call_id": call_id, "parameters": dict(parameters), "event_id": event_id}
    return Send({"type": "client_tool_call", "client_tool_call": call})


def end_call_response(call_id: str, event_id: int) -> Send:
    response = {
        "tool_name": "end_call",
        "tool_call_id": call_id,
        "tool_type": "system",
        "is_error": False,
        "is_called": True,
        "event_id": event_id,
    }
    return Send({"type": "agent_tool_response", "agent_tool_response": response})


def error(code: int, error_type: str, message: str) -> Send:
    event = {
        "code": code,
        "message": message,
        "error_type": error_type,
        "reason": message,
        "debug_message": None,
        "details": {},
    }
    return Send({"type": "error", "error_event": event})
