"""Extracts audio from messages without parsing JSON: the cost per frame decides how many calls a core can carry.

This is safe because quotes inside JSON strings are escaped, so the keys below cannot occur inside a value. Only the
spelling that the services really send is recognized; for anything else these functions return None and the JSON parser is
used.

Whether the audio is base64 is not checked here. The check takes 0.5 µs a frame, a third of what finding, wrapping and masking
it takes (1.5 µs); both directions together would slow the path by more than 2 %. Without it nothing of ours breaks: the audio is
copied, not decoded. The receiver refuses it: a carrier ignores the message (31951), an agent may close with 1008, after
which a person is rung.
"""

from binascii import a2b_base64
from functools import lru_cache

_SHORT_TAIL = 24
_BACKSLASH = ord("\\")  # looking for a number is a third of looking for bytes
_CARRIER_HEAD = b'{"event":"media"'
_CARRIER_PAYLOAD = b'"payload":'
_CARRIER_END = b"}}"

_AGENT_SPELLINGS = (
    (b'{"type":"audio","audio_event":{"audio_base_64":"', b'","event_id":'),
    (b'{"type": "audio", "audio_event": {"audio_base_64": "', b'", "event_id": '),
)


def carrier_payload(body: bytes) -> bytes | None:
    """The base64 audio of the carrier's `media` message, whatever fields precede it."""
    if not body.startswith(_CARRIER_HEAD):
        return None
    parts = body.rsplit(b'"', 2)
    if len(parts) < 3 or parts[2] != _CARRIER_END or not parts[0].endswith(_CARRIER_PAYLOAD):
        return None
    payload = parts[1]
    return None if _BACKSLASH in payload else payload


def _read_event(tail: bytes) -> int | None:
    """The event id at the beginning of what follows the audio."""
    digits = tail.partition(b"}")[0].partition(b",")[0]
    return int(digits) if b"}" in tail and digits.isdigit() else None


_event_of = lru_cache(maxsize=256)(_read_event)  # all the sound of one answer ends alike, unless words follow


def agent_audio(body: bytes) -> tuple[bytes, int] | None:
    """The base64 audio and the event id of the agent's `audio` message."""
    for head, separator in _AGENT_SPELLINGS:
        if body.startswith(head):
            return _cut_agent_audio(body, len(head), separator)
    return None


def _cut_agent_audio(body: bytes, start: int, separator: bytes) -> tuple[bytes, int] | None:
    end = body.find(b'"', start)
    if not body.startswith(separator, end):
        return None
    tail = body[end + len(separator) :]
    event_id = (_event_of if len(tail) < _SHORT_TAIL else _read_event)(tail)
    payload = body[start:end]
    if event_id is None or _BACKSLASH in payload:
        return None
    return payload, event_id


def checked(text: str) -> bytes:
    """Base64 audio from a message that was read as JSON, where a text may hold anything: as it is, it would break the message
    to the other side. Raises ValueError.
    """
    payload = text.encode("ascii")
    a2b_base64(payload, strict_mode=True)
    return payload


def user_audio_chunk(payload: bytes) -> bytes:
    """The message that brings the caller's base64 audio to the agent."""
    return b'{"user_audio_chunk":"%b"}' % payload


def carrier_media(stream_sid: str) -> tuple[bytes, bytes]:
    """What stands before and after the base64 audio in the carrier's `media` message of one stream."""
    if not stream_sid.isalnum() or not stream_sid.isascii():
        raise ValueError(f"a stream id is letters and digits, not {stream_sid!r}")
    return b'{"event":"media","streamSid":"%b","media":{"payload":"' % stream_sid.encode(), b'"}}'
