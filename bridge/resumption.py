"""Stores the conversation so far when a stream ends, for the stream that continues the call in any process."""

import json
from dataclasses import asdict, dataclass, replace
from enum import StrEnum

from bridge.facts import Fact, TurnTaken
from bridge.store import Store
from bridge.transcript import SPEAKERS
from db.call_memory import key_of_call

TTL_SECONDS = 3600


class Resumes(StrEnum):
    """Why a call reaches the agent again."""

    NOTHING = ""
    STREAM = "stream"  # the line to us was cut
    UNANSWERED = "unanswered"  # a person's telephone rang, and nobody took it


_INTRODUCTIONS = {
    Resumes.STREAM: (
        "The line was cut and has just been restored in the middle of this call. Do not greet again and do not start over: "
        "apologise in a few words and go on from here."
    ),
    Resumes.UNANSWERED: (
        "You are back in the middle of this call: the caller was put through to a person, but nobody answered. Do not greet again "
        "and do not offer to put them through again: say that nobody can take the call now, and take a message or the wish yourself."
    ),
}


@dataclass(frozen=True, slots=True)
class SoFar:
    """`began_at`: when the call's first stream began, in Unix seconds; turns are timed from there."""

    turns: int = 0
    text: str = ""
    began_at: float = 0.0


class Memories:
    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, call_sid: str, so_far: SoFar) -> None:
        self._store.put(_key(call_sid), json.dumps(asdict(so_far), ensure_ascii=False), TTL_SECONDS)

    def of(self, call_sid: str) -> SoFar:
        found = self._store.get(_key(call_sid))
        return SoFar(**json.loads(found)) if found else SoFar()


def introduction(resumes: Resumes, so_far: SoFar) -> str:
    """Context for an agent that starts a new conversation in the middle of a call; empty at the start of one."""
    words = _INTRODUCTIONS.get(resumes)
    if words is None:
        return ""
    return f"{words} So far ({' / '.join(SPEAKERS.values())}):\n{so_far.text}" if so_far.text else words


def since_beginning(fact: Fact, offset_ms: int) -> Fact:
    """Moves a turn of a later stream to the clock of the call's first stream."""
    if not offset_ms or not isinstance(fact, TurnTaken):
        return fact
    ended_ms = None if fact.ended_ms is None else fact.ended_ms + offset_ms
    return replace(fact, started_ms=fact.started_ms + offset_ms, ended_ms=ended_ms)


def _key(call_sid: str) -> str:
    return key_of_call(call_sid, "so-far")
