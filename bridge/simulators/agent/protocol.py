"""Parses client messages to the agent; anything invalid closes the conversation with 1008, as ElevenLabs does."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bridge.simulators.settings import OVERRIDABLE

LANGUAGES = ("es", "ca", "en", "de")
REQUIRED_VARIABLES = ("caller_number", "called_number", "call_sid")


class ContractError(Exception):
    """The client violated the protocol; `error_type` is ElevenLabs' error name."""

    def __init__(self, error_type: str, message: str) -> None:
        super().__init__(message)
        self.error_type = error_type


@dataclass(frozen=True, slots=True)
class Initiation:
    overrides: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    user_id: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)

    def override(self, section: str, name: str) -> Any:
        return self.overrides.get(section, {}).get(name)


@dataclass(frozen=True, slots=True)
class UserAudio:
    audio: bytes


@dataclass(frozen=True, slots=True)
class Pong:
    event_id: int


@dataclass(frozen=True, slots=True)
class ToolResult:
    tool_call_id: str
    result: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class UserMessage:
    text: str


@dataclass(frozen=True, slots=True)
class ContextualUpdate:
    text: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """A valid message that has no effect on a scripted dialogue."""


ClientMessage = Initiation | UserAudio | Pong | ToolResult | UserMessage | ContextualUpdate | Ignored


def read_client_message(
    message: str | bytes, overridable: frozenset[tuple[str, str]] = OVERRIDABLE
) -> ClientMessage:
    content = _object(message)
    if "user_audio_chunk" in content:
        _only(content, {"user_audio_chunk"})
        return UserAudio(_audio(content["user_audio_chunk"]))
    kind = content.get("type")
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise ContractError("invalid_message", f"unknown message type {kind!r}")
    read = reader(content)
    if isinstance(read, Initiation):
        _check_overrides(read.overrides, overridable)
    return read


def _object(message: str | bytes) -> dict[str, Any]:
    if isinstance(message, bytes):
        raise ContractError("invalid_message", "binary frames are not understood")
    try:
        content = json.loads(message)
    except ValueError:
        raise ContractError("invalid_message", "the message is not JSON") from None
    if not isinstance(content, dict):
        raise ContractError("invalid_message", "the message is not a JSON object")
    return content


def _only(content: Mapping[str, Any], names: set[str]) -> None:
    if extra := content.keys() - names:
        raise ContractError("invalid_message", f"unexpected field {sorted(extra)[0]!r}")


def _audio(payload: Any) -> bytes:
    try:
        return base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise ContractError("invalid_message", "user_audio_chunk is not base64") from None


def _field(content: Mapping[str, Any], name: str, kind: type) -> Any:
    if name not in content:
        raise ContractError("missing_fields", f"{content['type']} has no {name}")
    value = content[name]
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ContractError("value_error", f"{content['type']}.{name} must be of type {kind.__name__}")
    return value


def _initiation(content: dict[str, Any]) -> Initiation:
    overrides = content.get("conversation_config_override") or {}
    return Initiation(
        overrides=overrides,
        variables=_variables(content.get("dynamic_variables") or {}),
        user_id=content.get("user_id"),
        raw=content,
    )


def _check_overrides(
    overrides: Mapping[str, Mapping[str, Any]], overridable: frozenset[tuple[str, str]]
) -> None:
    for section, fields in overrides.items():
        for name in fields:
            if (section, name) not in overridable:
                raise ContractError(
                    "override_error", f"override of {section}.{name} is not enabled for this agent"
                )
    language = overrides.get("agent", {}).get("language", LANGUAGES[0])
    if language not in LANGUAGES:
        raise ContractError("override_error", f"the agent has no language preset {language!r}")


def _variables(variables: Mapping[str, Any]) -> Mapping[str, str | int | float | bool]:
    for name, value in variables.items():
        if name.startswith("system__"):
            raise ContractError("value_error", f"dynamic variable {name!r} is reserved")
        if not isinstance(value, str | int | float | bool):
            raise ContractError("value_error", f"dynamic variable {name!r} must be a text, number or boolean")
    for name in REQUIRED_VARIABLES:
        if name not in variables:
            raise ContractError("missing_dynamic_variable", f"missing required dynamic variable {name!r}")
    return variables


def _tool_result(content: dict[str, Any]) -> ToolResult:
    _only(content, {"type", "tool_call_id", "result", "is_error"})
    return ToolResult(
        _field(content, "tool_call_id", str),
        _field(content, "result", str),
        _field(content, "is_error", bool),
    )


_READERS: Mapping[str, Callable[[dict[str, Any]], ClientMessage]] = {
    "conversation_initiation_client_data": _initiation,
    "pong": lambda content: Pong(_field(content, "event_id", int)),
    "client_tool_result": _tool_result,
    "user_message": lambda content: UserMessage(_field(content, "text", str)),
    "contextual_update": lambda content: ContextualUpdate(_field(content, "text", str)),
    "user_activity": lambda _content: Ignored(),
    "feedback": lambda _content: Ignored(),
    "mcp_tool_approval_result": lambda _content: Ignored(),
    "multimodal_message": lambda _content: Ignored(),
}
