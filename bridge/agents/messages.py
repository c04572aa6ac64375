"""Turns ElevenLabs' messages into events of the session; messages that do not concern the call are ignored.

Field names follow the provider's AsyncAPI description. Ids may be 0, and new message types appear without notice.
"""

import contextlib
import json
import logging
from collections.abc import Callable
from typing import Any

from bridge import events as happened
from bridge.events import Event
from bridge.media_fast_path import checked
from bridge.playback import Playback

log = logging.getLogger(__name__)
Reader = Callable[[dict[str, Any], int, Playback], Event | None]


def to_event(message: dict[str, Any], at_ms: int, playback: Playback) -> Event | None:
    """Raises KeyError, TypeError or ValueError if a message lacks what its type requires."""
    reader = _READERS.get(message["type"])
    return reader(message, at_ms, playback) if reader else None


def old_audio(message: dict[str, Any]) -> tuple[bytes, int] | None:
    """Base64 audio and event id of an `audio` message in any spelling, the old one (`audio.chunk`) too."""
    if message.get("type") != "audio":
        return None
    if "audio_event" in message:
        event = message["audio_event"]
        return checked(event["audio_base_64"]), _number(event.get("event_id", 0))
    return checked(message["audio"]["chunk"]), 0


def _number(given: Any) -> int:
    """Raises ValueError or TypeError, also for 1e999: that is JSON, and read as infinity."""
    try:
        return int(given)
    except OverflowError as error:
        raise ValueError(str(error)) from None


def _metadata(message: dict[str, Any], at_ms: int, _playback: Playback) -> Event:
    body = message["conversation_initiation_metadata_event"]
    formats = (
        body.get("agent_output_audio_format", "ulaw_8000"),
        body.get("user_input_audio_format", "ulaw_8000"),
    )
    return happened.AgentMetadata(at_ms, str(body["conversation_id"]), *formats)


def _agent_response(message: dict[str, Any], at_ms: int, playback: Playback) -> Event:
    body = message["agent_response_event"]
    event_id = _number(body.get("event_id", 0))
    return happened.AgentSaid(
        at_ms, event_id, body["agent_response"].strip(), playback.starts_ms(event_id, at_ms)
    )


def _correction(message: dict[str, Any], at_ms: int, _playback: Playback) -> Event:
    body = message["agent_response_correction_event"]
    original, corrected = body["original_agent_response"].strip(), body["corrected_agent_response"].strip()
    return happened.AgentCorrected(at_ms, _number(body.get("event_id", 0)), original, corrected)


def _user_transcript(message: dict[str, Any], at_ms: int, _playback: Playback) -> Event:
    return happened.CallerSaid(at_ms, message["user_transcription_event"]["user_transcript"].strip())


def _interruption(message: dict[str, Any], at_ms: int, playback: Playback) -> Event:
    return happened.Interrupted(
        at_ms, _number(message["interruption_event"]["event_id"]), playback.heard(at_ms)
    )


def _ping(message: dict[str, Any], at_ms: int, _playback: Playback) -> Event:
    return happened.AgentPing(at_ms, _number(message["ping_event"]["event_id"]))


def _tool_call(message: dict[str, Any], at_ms: int, playback: Playback) -> Event:
    body = message["client_tool_call"]
    parameters = _parameters(body.get("parameters"))
    tool, call_id = str(body["tool_name"]), str(body["tool_call_id"])
    return happened.ToolCalled(at_ms, tool, call_id, parameters, playback.unheard_ms(at_ms))


def _parameters(given: object) -> dict[str, Any]:
    """An object, or its JSON text. Anything else counts as empty: the tool call must be answered anyway."""
    if isinstance(given, str):
        with contextlib.suppress(ValueError, RecursionError):
            given = json.loads(given)
    return given if isinstance(given, dict) else {}


def _tool_response(message: dict[str, Any], at_ms: int, _playback: Playback) -> Event | None:
    """None for a tool that the provider kept the agent from using: the call goes on."""
    body = message["agent_tool_response"]
    if body.get("is_called") is False:
        return None
    return happened.AgentToolResponded(at_ms, str(body["tool_name"]), bool(body.get("is_error", False)))


def _error(message: dict[str, Any], _at_ms: int, _playback: Playback) -> None:
    """Only logged: the socket closes right after it, and no other message gives the provider's reason."""
    body = message["error_event"]
    log.warning(
        "event=agent_error code=%s type=%s message=%s",
        body.get("code"),
        body.get("error_type"),
        body.get("message"),
    )


_READERS: dict[str, Reader] = {
    "conversation_initiation_metadata": _metadata,
    "agent_response": _agent_response,
    "agent_response_correction": _correction,
    "user_transcript": _user_transcript,
    "interruption": _interruption,
    "ping": _ping,
    "client_tool_call": _tool_call,
    "agent_tool_response": _tool_response,
    "error": _error,
}
