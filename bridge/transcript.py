"""The turns of one call as they are heard: their positions, their times, what an interruption leaves of them. Pure."""

from dataclasses import dataclass, field, replace

from bridge.events import Heard
from bridge.facts import TurnTaken

CALLER_MS_PER_CHARACTER = 65  # speech runs at about 15 characters a second; the recording measures it later


@dataclass(slots=True)
class AgentTurn:
    event_id: int
    said: str
    turn: TurnTaken


@dataclass(slots=True)
class Transcript:
    position: int = 0  # of the last turn; a call that reconnects goes on counting
    last_started_ms: int = 0
    agent_turns: list[AgentTurn] = field(default_factory=list)

    def agent_said(self, event_id: int, text: str, starts_ms: int) -> TurnTaken | None:
        if self._find(event_id, text):
            return None
        self.last_started_ms = max(starts_ms, self.last_started_ms)
        turn = TurnTaken(self._next(), "agent", text, self.last_started_ms)
        self.agent_turns.append(AgentTurn(event_id, text, turn))
        return turn

    def caller_said(self, text: str, at_ms: int) -> TurnTaken:
        """The text comes when the caller has finished, so the beginning is an estimate from its length."""
        self.last_started_ms = max(self.last_started_ms, at_ms - len(text) * CALLER_MS_PER_CHARACTER)
        ended_ms = max(at_ms, self.last_started_ms)
        return TurnTaken(self._next(), "user", text, self.last_started_ms, ended_ms)

    def interrupted(self, at_ms: int, heard: Heard) -> TurnTaken | None:
        """Cut the newest answer to the words that were heard, by their share of its sound; a correction knows better."""
        if not self.agent_turns or self.agent_turns[-1].turn.is_interrupted:
            return None
        newest = self.agent_turns[-1]
        share = _share_of(newest.event_id, heard)
        if share >= 1:
            return None
        words = newest.said.split()
        newest.turn = replace(
            newest.turn,
            text=" ".join(words[: int(len(words) * share)]),
            full_text=newest.said,
            is_interrupted=True,
            ended_ms=max(at_ms, newest.turn.started_ms),
        )
        return newest.turn

    def corrected(self, event_id: int, original: str, heard: str) -> TurnTaken | None:
        found = self._find(event_id, original) or self._find(event_id)
        if found is None:
            return None
        found.turn = replace(found.turn, is_interrupted=True, text=heard, full_text=original or found.said)
        return found.turn

    def _find(self, event_id: int, said: str | None = None) -> AgentTurn | None:
        for turn in reversed(self.agent_turns):
            if turn.event_id == event_id and said in {None, turn.said}:
                return turn
        return None

    def _next(self) -> int:
        self.position += 1
        return self.position


def _share_of(event_id: int, heard: Heard) -> float:
    """An answer that is newer than every sound was not heard at all; an older one was heard whole."""
    if event_id == heard.event_id:
        return heard.share
    return 0.0 if event_id > heard.event_id else 1.0
