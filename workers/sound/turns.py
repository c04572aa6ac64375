"""Aligns turns with the recording: moves the bridge's times to the speech they belong to. Pure.

The bridge knows when an agent's turn begins; of a caller's turn, only when its text arrived, some time after its end.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from workers.sound.spans import Span, Spans
from workers.sound.transport import StreamPlace

EARLY_MS = 400.0  # an agent's speech may begin this much before the turn's estimated start
LATEST_MS = 5000.0  # a caller's speech may end this much before the turn's estimated start
HASTY_MS = 300.0  # a caller's text may arrive this much before the end of the speech


@dataclass(frozen=True, slots=True)
class TurnTime:
    position: int
    role: str
    started_ms: float
    ended_ms: float | None


def on_recording(turns: Sequence[TurnTime], streams: Sequence[StreamPlace]) -> list[TurnTime]:
    """Converts times from each stream's bridge clock to the recording's clock."""
    moved = []
    for turn in turns:
        place = next((one for one in reversed(streams) if one.first_position <= turn.position), None)
        if place is not None:
            ended = None if turn.ended_ms is None else place.ms(turn.ended_ms)
            moved.append(TurnTime(turn.position, turn.role, place.ms(turn.started_ms), ended))
    return moved


def align(turns: Sequence[TurnTime], caller: Spans, agent: Spans) -> list[TurnTime]:
    """Turns with the start and end of their speech; those without matching speech keep their times."""
    agents = [turn for turn in turns if turn.role == "agent"]
    callers = [turn for turn in turns if turn.role == "user"]
    return sorted([*_agents(agents, agent), *_callers(callers, caller)], key=lambda turn: turn.position)


def _agents(turns: Sequence[TurnTime], spans: Spans) -> list[TurnTime]:
    """Assigns each speech span to the last turn that had begun; a turn that starts within a span takes its end."""
    starts = [turn.started_ms for turn in turns]
    owned: list[list[Span]] = [[] for _ in turns]
    for span in spans:
        if turns:
            owned[max(bisect_right(starts, span.start_ms + EARLY_MS) - 1, 0)].append(span)
    return [_agent(turn, mine, spans) for turn, mine in zip(turns, owned, strict=True)]


def _agent(turn: TurnTime, mine: Sequence[Span], spans: Spans) -> TurnTime:
    if mine:
        return TurnTime(turn.position, turn.role, mine[0].start_ms, mine[-1].stop_ms)
    within = next((span for span in spans if span.start_ms < turn.started_ms < span.stop_ms), None)
    return TurnTime(turn.position, turn.role, turn.started_ms, within.stop_ms) if within else turn


def _callers(turns: Sequence[TurnTime], spans: Spans) -> list[TurnTime]:
    """Assigns each speech span to the first turn whose text arrived after its end."""
    came = [turn.ended_ms if turn.ended_ms is not None else turn.started_ms for turn in turns]
    owned: list[list[Span]] = [[] for _ in turns]
    for span in spans:
        place = bisect_left(came, span.stop_ms - HASTY_MS)
        if place < len(turns) and span.stop_ms >= turns[place].started_ms - LATEST_MS:
            owned[place].append(span)
    return [
        TurnTime(turn.position, turn.role, mine[0].start_ms, mine[-1].stop_ms) if mine else turn
        for turn, mine in zip(turns, owned, strict=True)
    ]
