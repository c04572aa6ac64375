"""`/ws/conversations/<id>/sound`: a supervisor hears a live call, both sides, while it is recorded.

Messages to the browser: `{"side": "caller" | "agent", "audio": base64 of mu-law at 8 kHz}`, `{"side": "agent", "clear": true}` when what
the agent had still to say was dropped. A close frame says why it is over: 1000 the call, or this part of it, has ended; 4404 nothing is
heard of this call.
"""

import binascii
import json
import logging
import time
from base64 import b64decode, b64encode
from collections.abc import Iterable
from itertools import groupby
from typing import Any

import redis
from flask import current_app, g

from dashboard_app.access.members import find_member, member
from dashboard_app.access.rules import WRITERS
from dashboard_app.live.routes import SESSION_OVER, TRY_AGAIN_LATER, blueprint, sock
from dashboard_app.live.wire import SharedSocket
from db.sound.live import LiveSound, Subscription
from db.sound.tape import AGENT, CALLER, CLEARED, ENDED, Entry

log = logging.getLogger(__name__)
OVER, NOT_HEARD = 1000, 4404
RECHECK_SECONDS = 2.0  # few listen, and to what is said aloud
# A voice process notices within a second that somebody listens; from then on a call is never silent.
SILENCE_SECONDS = 4.0


@sock.route("/ws/conversations/<conversation_id>/sound", bp=blueprint)  # type: ignore[untyped-decorator]
def listen(connection: Any, conversation_id: str) -> None:  # noqa: ARG001 (the check has read it)
    """Must not raise: an HTTP error page would be written to an open socket."""
    connection.sock = SharedSocket(connection.sock)
    found = g.room.conversation_id
    log.info("event=listening_in conversation=%s user=%s", found, member().id)
    sound: LiveSound = current_app.extensions["live_sound"]
    try:
        with sound.subscribed(found) as subscription:
            connection.close(forward(connection, subscription))
    except redis.RedisError as error:
        log.warning("event=listening_broken_off conversation=%s error=%s", found, error)
        connection.close(TRY_AGAIN_LATER)


def forward(connection: Any, subscription: Subscription) -> int:
    """Returns the code to close with. Raises ConnectionClosed if the browser leaves."""
    silent_at = time.monotonic() + SILENCE_SECONDS
    recheck_at = time.monotonic() + RECHECK_SECONDS
    while (now := time.monotonic()) < silent_at:
        if now > recheck_at:
            if not may_listen():
                return SESSION_OVER
            recheck_at = now + RECHECK_SECONDS
        entries = subscription.next(seconds=1.0)
        connection.receive(timeout=0)
        if entries:
            silent_at = time.monotonic() + SILENCE_SECONDS
        for message in messages_of(entries):
            connection.send(json.dumps(message))
        if any(entry.kind == ENDED for entry in entries):
            return OVER
    return NOT_HEARD


def may_listen() -> bool:
    """The gate has asked at the beginning; a role can change while a call lasts."""
    found = find_member()
    return found is not None and found.role in WRITERS


def messages_of(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """One message for all that the caller says, and one for all that the agent says until its voice is cut off."""
    found = list(entries)
    messages = [audio_message("caller", [entry for entry in found if entry.kind == CALLER])]
    agent = [entry for entry in found if entry.kind in {AGENT, CLEARED}]
    for kind, group in groupby(agent, lambda entry: entry.kind):
        messages.append(
            {"side": "agent", "clear": True} if kind == CLEARED else audio_message("agent", group)
        )
    return [message for message in messages if message]


def audio_message(side: str, entries: Iterable[Entry]) -> dict[str, Any]:
    """Empty without audio."""
    audio = b"".join(map(audio_of, entries))
    return {"side": side, "audio": b64encode(audio).decode()} if audio else {}


def audio_of(entry: Entry) -> bytes:
    """Empty where the carrier or the agent has sent something unreadable."""
    try:
        payload = json.loads(entry.body)["media"]["payload"] if entry.kind == CALLER else entry.body
        return b64decode(payload)
    except (ValueError, KeyError, TypeError, binascii.Error):
        return b""
