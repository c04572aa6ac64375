"""Parses server messages on a media stream: media, mark and clear; others are faults 31950 and 31951."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from bridge.simulators.carrier.faults import CarrierError


@dataclass(frozen=True, slots=True)
class Media:
    audio: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    name: str


@dataclass(frozen=True, slots=True)
class Clear:
    pass


Outgoing = Media | Mark | Clear
_BODIES = {"media": {"payload"}, "mark": {"name"}, "clear": None}


def read_outgoing(message: str | bytes, stream_sid: str) -> Outgoing:
    if isinstance(message, bytes):
        raise CarrierError(31950, "a binary frame; Twilio takes text frames only")
    content = _object(message)
    event = content.get("event")
    if not isinstance(event, str) or event not in _BODIES:
        raise CarrierError(31951, f"unknown event {event!r}")
    if content.get("streamSid") != stream_sid:
        raise CarrierError(31951, f"{event}: streamSid is {content.get('streamSid')!r}, not {stream_sid!r}")
    body = _body(event, content)
    if event == "clear":
        return Clear()
    return Mark(_name(body["name"])) if event == "mark" else Media(_audio(body["payload"]))


def _object(message: str) -> dict[str, Any]:
    try:
        content = json.loads(message)
    except ValueError:
        raise CarrierError(31951, f"not JSON: {message[:80]!r}") from None
    if not isinstance(content, dict):
        raise CarrierError(31951, f"not a JSON object: {message[:80]!r}")
    return content


def _body(event: str, content: dict[str, Any]) -> dict[str, Any]:
    wanted = _BODIES[event]
    expected = {"event", "streamSid"} | ({event} if wanted else set())
    if content.keys() != expected:
        raise CarrierError(31951, f"{event}: the fields are {sorted(content)}, not {sorted(expected)}")
    if wanted is None:
        return {}
    body = content[event]
    if not isinstance(body, dict) or body.keys() != wanted:
        raise CarrierError(31951, f"{event}.{event} must hold {sorted(wanted)} and nothing else")
    return body


def _name(name: Any) -> str:
    if not isinstance(name, str) or not name:
        raise CarrierError(31951, f"mark.name must be a text, not {name!r}")
    return name


def _audio(payload: Any) -> bytes:
    if not isinstance(payload, str):
        raise CarrierError(31951, "media.payload must be a text")
    try:
        return base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError):
        raise CarrierError(31951, "media.payload is not base64") from None
