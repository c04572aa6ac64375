"""Replays a stored call through the simulated carrier, into this installation or into another build at a given URL."""

import secrets
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import requests

from bridge.cassettes.dialogue import script_of
from bridge.errors import NotLiveError, UnknownCallError
from bridge.facts import CallNoted, CallStarted
from bridge.simulation import ask_for_call
from bridge.switchboard import Switchboard
from db.actions.calls import conversation_id_of
from db.cassettes import RecordedCall, RecordedTurn, kept_call
from db.database import Database

MAX_REPLAY_SECONDS = 900.0
NOT_FOUND_TIMEOUT_SECONDS = 20.0
POLL_SECONDS = 0.2
OVER = ("completed", "failed")


class ReplayError(Exception):
    """The replay could not be played or read; the message names the likely cause."""


@dataclass(frozen=True, slots=True)
class Build:
    """Another build to replay into. It must accept our simulators: the same carrier token, and their URL for the agent."""

    url: str
    token: str


@dataclass(frozen=True, slots=True)
class Replay:
    original: RecordedCall
    call_sid: str

    @property
    def conversation_id(self) -> UUID:
        return conversation_id_of(self.call_sid)


def stored(database: Database, conversation_id: UUID) -> RecordedCall:
    """Raises UnknownCallError, or NotLiveError while the call goes on."""
    with database.reading() as session:
        found = kept_call(session, conversation_id)
    if found is None:
        raise UnknownCallError("there is no such call")
    if found.end_reason is None:
        raise NotLiveError("still_live", "the call goes on: it can be replayed when it is over")
    return found


def begin_replay(
    switchboard: Switchboard, original: RecordedCall, *, speed: float = 0, build: Build | None = None
) -> Replay:
    """The call is under way when this returns. Raises SimulatorsAwayError or CarrierRefusedError."""
    call_sid = "CA" + secrets.token_hex(16)
    to = switchboard.settings.test_number
    script = script_of(original).model_dump(mode="json", by_alias=True)
    call = {
        "script": script,
        "call_sid": call_sid,
        "to": to,
        "voice_webhook_url": hook(switchboard, build, "voice-webhook?test=1"),
        "status_callback_url": hook(switchboard, build, "status"),
        "speed": speed,
    }
    ask_for_call(switchboard.settings, call)
    if build is None:
        switchboard.recorder.record(call_sid, CallStarted("inbound", None, to, True, True))
        switchboard.recorder.record(call_sid, CallNoted({"replay_of": str(original.id)}))
    return Replay(original, call_sid)


def hook(switchboard: Switchboard, build: Build | None, path: str) -> str:
    return f"{build.url if build else switchboard.settings.public_url}/api/twilio/{path}"


def await_replay(database: Database, replay: Replay, build: Build | None = None) -> RecordedCall:
    """The replayed call as the build stored it, once it has ended. Raises ReplayError."""
    began = time.monotonic()
    while (waited := time.monotonic() - began) < MAX_REPLAY_SECONDS:
        found = read_from(build, replay.conversation_id) if build else read_here(database, replay)
        if found is not None and found.end_reason is not None:
            return found
        if found is None and waited > NOT_FOUND_TIMEOUT_SECONDS:
            raise ReplayError(
                "that build knows of no such call: does it trust our simulators, and serve the API?"
            )
        time.sleep(POLL_SECONDS)  # the other process sends no notification
    raise ReplayError(f"the replay was not over within {MAX_REPLAY_SECONDS:.0f} s")


def read_here(database: Database, replay: Replay) -> RecordedCall | None:
    with database.reading() as session:
        return kept_call(session, replay.conversation_id)


def read_from(build: Build, conversation_id: UUID) -> RecordedCall | None:
    address = f"{build.url}/api/conversation/{conversation_id}"
    try:
        answer = requests.get(address, headers={"Authorization": f"Bearer {build.token}"}, timeout=10)
    except requests.RequestException as error:
        raise ReplayError(f"{build.url} does not answer: {type(error).__name__}") from error
    if answer.status_code == 404:
        return None
    if not answer.ok:
        raise ReplayError(f"{address} answered {answer.status_code}: check --against and --token")
    return from_api(conversation_id, answer.json())


def from_api(conversation_id: UUID, call: dict[str, Any]) -> RecordedCall:
    turns = tuple(
        RecordedTurn(
            turn["role"],
            turn.get("full_text") or turn["text"],
            bool(turn.get("is_interrupted")),
            turn.get("started_ms"),
            turn.get("ended_ms"),
        )
        for turn in call["turns"]
    )
    end_reason = call["end_reason"] if call["status"] in OVER else None
    return RecordedCall(conversation_id, conversation_id, call.get("language"), end_reason, {}, turns)
