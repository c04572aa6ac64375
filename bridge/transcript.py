"""The turns of one call as they are heard: their positions, their times, what an interruption leaves of them. Pure."""

from dataclasses import dataclass, field

from bridge.facts import TurnAdded, TurnAmended

CALLER_MS_PER_CHARACTER = 65  # speech runs at about 15 characters a second; the recording measures it later


@dataclass(slots=True)
class AgentTurn:
    position: int
    event_id: int
    text: str
    started_ms: int
    is_interrupted: bool = False


@dataclass(slots=True)
class Transcript:
    position: int = 0  # of the last turn; a call that reconnects goes on counting
    last_started_ms: int = 0
    agent_turns: list[AgentTurn] = field(default_factory=list)

    def agent_said(self, event_id: int, text: str, starts_ms: int) -> TurnAdded | None:
        if self._find(event_id, text):
            return None
        turn = AgentTurn(self._next(), event_id, text, max(starts_ms, self.last_started_ms))
        self.agent_turns.append(turn)
        self.last_started_ms = turn.started_ms
        return TurnAdded(turn.position, "agent", text, turn.started_ms)

    def caller_said(self, text: str, at_ms: int) -> TurnAdded:
        """The text comes when the caller has finished, so the beginning is an estimate from its length."""
        self.last_started_ms = max(self.last_started_ms, at_ms - len(text) * CALLER_MS_PER_CHARACTER)
        return TurnAdded(self._next(), "user", text, self.last_started_ms, max(at_ms, self.last_started_ms))

    def interrupted(self, at_ms: int) -> TurnAmended | None:
        """The newest answer was cut; its text stays whole until a correction says what was heard."""
        if not self.agent_turns or self.agent_turns[-1].is_interrupted:
            return None
        turn = self.agent_turns[-1]
        turn.is_interrupted = True
        return TurnAmended(turn.position, is_interrupted=True, ended_ms=max(at_ms, turn.started_ms))

    def corrected(self, event_id: int, original: str, heard: str) -> TurnAmended | None:
        turn = self._find(event_id, original) or self._find(event_id)
        if turn is None:
            return None
        turn.is_interrupted = True
        return TurnAmended(turn.position, is_interrupted=True, text=heard, full_text=original or turn.text)

    def _find(self, event_id: int, text: str | None = None) -> AgentTurn | None:
        for turn in reversed(self.agent_turns):
            if turn.event_id == event_id and text in {None, turn.text}:
                return turn
        return None

    def _next(self) -> int:
        self.position += 1
        return self.position
