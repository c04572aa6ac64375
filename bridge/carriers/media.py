"""Twilio's media-stream messages: parsing and validating what arrives, building what we send. Unknown events and fields are ignored."""

import json
from dataclasses import dataclass
from typing import Any

from bridge.media_fast_path import checked
from db.json_text import read_json

ENCODING, SAMPLE_RATE_HZ, CHANNELS = "audio/x-mulaw", 8000, 1


class MalformedMessageError(ValueError):
    """Not JSON, or not what its event promises."""


@dataclass(frozen=True, slots=True)
class Start:
    stream_sid: str
    call_sid: str
    account_sid: str
    token: str


@dataclass(frozen=True, slots=True)
class Media:
    payload: bytes


@dataclass(frozen=True, slots=True)
class Dtmf:
    digit: str


@dataclass(frozen=True, slots=True)
class Mark:
    name: str


@dataclass(frozen=True, slots=True)
class Stop:
    pass


Message = Start | Media | Dtmf | Mark | Stop


def parse(body: bytes) -> Message | None:
    """None for `connected` and for event types we do not know. Raises MalformedMessageError."""
    try:
        message = read_json(body)
        return _read(message)
    except MalformedMessageError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MalformedMessageError(f"{type(error).__name__}: {error}") from None


def mark(stream_sid: str, name: str) -> bytes:
    return json.dumps({"event": "mark", "streamSid": stream_sid, "mark": {"name": name}}).encode()


def clear(stream_sid: str) -> bytes:
    return json.dumps({"event": "clear", "streamSid": stream_sid}).encode()


def _read(message: dict[str, Any]) -> Message | None:
    match message["event"]:
        case "start":
            return _start(message["start"])
        case "media":
            return Media(checked(message["media"]["payload"]))
        case "dtmf":
            return Dtmf(_text(message["dtmf"]["digit"]))
        case "mark":
            return Mark(_text(message["mark"]["name"]))
        case "stop":
            return Stop()
    return None


def _start(start: dict[str, Any]) -> Start:
    media_format = start["mediaFormat"]
    given = media_format["encoding"], media_format["sampleRate"], media_format.get("channels", CHANNELS)
    if given != (ENCODING, SAMPLE_RATE_HZ, CHANNELS):
        raise MalformedMessageError(
            f"only {ENCODING} at {SAMPLE_RATE_HZ} Hz in one channel is understood, not {media_format}"
        )
    stream_sid, call_sid = _text(start["streamSid"]), _text(start["callSid"])
    if not (stream_sid.isascii() and stream_sid.isalnum()):
        raise MalformedMessageError(f"{stream_sid!r} is not a stream id")
    token = _text(start.get("customParameters", {}).get("token", ""))
    return Start(stream_sid, call_sid, _text(start["accountSid"]), token)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedMessageError(f"{value!r} is not a text")
    return value
