"""The turns of one call as they are heard: positions, times, and what remains after an interruption. Pure."""

from dataclasses import dataclass, field, replace

from bridge.events import Heard
from bridge.facts import TurnTaken
from bridge.keypad import Entry

MAX_CHARACTERS = 6_000  # of the conversation so far that a new agent session receives
INTRODUCTION = (
    "The line to you was cut and has just been restored in the middle of this call. Do not greet again and do not start over: "
    "apologise in a few words and go on from here. So far:"
)
SPEAKERS = {"agent": "You", "user": "Caller"}
HINT = (
    "Instruction of this business, from a colleague who follows the call. The caller has not heard it: do not read it out and do not "
    "mention it; act on it from your next answer on. It says: {}"
)
HINTED = "Colleague (unheard by the caller, an instruction to you)"
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
    turns: dict[int, TurnTaken] = field(default_factory=dict)  # all, as they are known now
    # What the caller did not hear, such as what a tool did, and after which turn.
    asides: list[tuple[int, str]] = field(default_factory=list)

    def agent_said(self, event_id: int, text: str, starts_ms: int) -> TurnTaken | None:
        if self._find(event_id, text):
            return None
        self.last_started_ms = max(starts_ms, self.last_started_ms)
        turn = self._keep(TurnTaken(self._next(), "agent", text, self.last_started_ms))
        self.agent_turns.append(AgentTurn(event_id, text, turn))
        return turn

    def caller_said(self, text: str, at_ms: int) -> TurnTaken:
        """The text arrives when the caller has finished, so the start is estimated from its length."""
        self.last_started_ms = max(self.last_started_ms, at_ms - len(text) * CALLER_MS_PER_CHARACTER)
        ended_ms = max(at_ms, self.last_started_ms)
        return self._keep(TurnTaken(self._next(), "user", text, self.last_started_ms, ended_ms))

    def caller_pressed(self, entry: Entry) -> TurnTaken:
        """Keys are words of the caller's, too: without them nobody sees what the agent was answered."""
        self.last_started_ms = max(self.last_started_ms, entry.began_ms)
        ended_ms = max(entry.ended_ms, self.last_started_ms)
        return self._keep(TurnTaken(self._next(), "user", entry.digits, self.last_started_ms, ended_ms))

    def interrupted(self, at_ms: int, heard: Heard) -> TurnTaken | None:
        """Cuts the newest answer to the share of its sound that was heard, unless a correction is more precise."""
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
        return self._keep(newest.turn)

    def corrected(self, event_id: int, original: str, heard: str) -> TurnTaken | None:
        found = self._find(event_id, original) or self._find(event_id)
        if found is None:
            return None
        found.turn = replace(found.turn, is_interrupted=True, text=heard, full_text=original or found.said)
        return self._keep(found.turn)

    def hinted(self, text: str) -> int:
        """The position of the turn after which it came. It is no turn itself, but a new agent session is told again."""
        self.noted(f"{HINTED}: {text}")
        return self.position

    def noted(self, line: str) -> None:
        """For a new agent session alone."""
        self.asides.append((self.position, line))

    def forget_events(self) -> None:
        """A new agent session numbers its events from the start."""
        self.agent_turns.clear()

    def so_far(self) -> str:
        """The conversation for an agent that joins late."""
        return f"{INTRODUCTION}\n{self.text()}"

    def text(self) -> str:
        """The text as it was heard; only the end of a long call."""
        spoken = [
            (turn.position, f"{SPEAKERS[turn.role]}: {turn.text}")
            for turn in self.turns.values()
            if turn.text
        ]
        lines = sorted([*spoken, *self.asides], key=lambda line: line[0])  # stable: an aside follows its turn
        return "\n".join(text for _position, text in lines)[-MAX_CHARACTERS:]

    def _find(self, event_id: int, said: str | None = None) -> AgentTurn | None:
        for turn in reversed(self.agent_turns):
            if turn.event_id == event_id and said in {None, turn.said}:
                return turn
        return None

    def _keep(self, turn: TurnTaken) -> TurnTaken:
        self.turns[turn.position] = turn
        return turn

    def _next(self) -> int:
        self.position += 1
        return self.position


def _share_of(event_id: int, heard: Heard) -> float:
    """An answer newer than every sound was not heard at all; an older one was heard completely."""
    if event_id == heard.event_id:
        return heard.share
    return 0.0 if event_id > heard.event_id else 1.0
