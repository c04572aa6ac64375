"""How the two sides of a call answer, wait and interrupt each other, from the spans in which each speaks. Pure.

A silence belongs to whoever has to speak next: the agent after the caller, the caller after the agent. While a tool runs it
is a hold, and before the agent is there it is the bridge's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from workers.sound.spans import Span, Spans, common, joined, outside

Side = Literal["caller", "agent"]
Owner = Literal["agent", "caller", "hold", "bridge"]
LEAST_SILENCE_MS = 200.0
INTERRUPTION_MS = 200.0  # that long both speak at once
CUT_NEAR_MS = 150.0  # a word that was cut may have been softer than the edge of speech
BACKCHANNEL_MS = 700.0  # a short «sí, sí» during which the agent goes on
GOES_ON_MS = 500.0


@dataclass(frozen=True, slots=True)
class Gap:
    """From the caller's last sound to the agent's first: what the caller waits."""

    caller_stopped_ms: float
    agent_started_ms: float

    @property
    def gap_ms(self) -> float:
        return self.agent_started_ms - self.caller_stopped_ms


@dataclass(frozen=True, slots=True)
class Silence:
    span: Span
    owner: Owner


@dataclass(frozen=True, slots=True)
class Interruption:
    """`side` began while the other spoke. `stopped_after_ms`: how long the other went on."""

    side: Side
    start_ms: float
    overlap_ms: float
    stopped_after_ms: float
    is_backchannel: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """When the bridge had no agent, and when tools were begun."""

    without_agent: tuple[Span, ...] = ()
    tools_ms: tuple[float, ...] = ()


def gaps(caller: Spans, agent: Spans) -> list[Gap]:
    """One for each answer of the agent to a caller who had finished; what begins while the caller speaks is none."""
    found = []
    for before, span in zip((None, *agent), agent, strict=False):
        since = before.stop_ms if before else 0.0
        stopped = [one.stop_ms for one in caller if since - INTERRUPTION_MS < one.stop_ms <= span.start_ms]
        speaks = any(one.start_ms < span.start_ms < one.stop_ms for one in caller)
        if stopped and not speaks:
            found.append(Gap(stopped[-1], span.start_ms))
    return found


def silences(caller: Spans, agent: Spans, end_ms: float, waiting: Waiting) -> list[Silence]:
    spoken = joined([*caller, *agent], 0.0)
    found = []
    for span in outside(spoken, end_ms):
        found += _split(span, _turn_of(span, caller, agent), waiting)
    return [silence for silence in found if silence.span.length_ms >= LEAST_SILENCE_MS]


def _turn_of(span: Span, caller: Spans, agent: Spans) -> Owner:
    """Whose turn it was to speak."""
    caller_spoke = max((one.stop_ms for one in caller if one.stop_ms <= span.start_ms), default=-1.0)
    agent_spoke = max((one.stop_ms for one in agent if one.stop_ms <= span.start_ms), default=-1.0)
    return "caller" if agent_spoke > caller_spoke else "agent"


def _split(span: Span, turn: Owner, waiting: Waiting) -> list[Silence]:
    """The part without an agent is the bridge's; where a tool was begun in it, or just before, it is a hold."""
    found = [Silence(part, "bridge") for part in common([span], waiting.without_agent)]
    rest = common([span], outside(waiting.without_agent, span.stop_ms))
    is_hold = any(span.start_ms - GOES_ON_MS <= at <= span.stop_ms for at in waiting.tools_ms)
    found += [Silence(part, "hold" if is_hold else turn) for part in rest]
    return sorted(found, key=lambda silence: silence.span)


def interruptions(caller: Spans, agent: Spans, cuts_ms: Sequence[float] = ()) -> list[Interruption]:
    """`cuts_ms`: when the agent was silenced because the caller spoke. Then it is one however short both spoke at once."""
    found = [*_of("caller", caller, agent, cuts_ms), *_of("agent", agent, caller, ())]
    return sorted(found, key=lambda one: one.start_ms)


def _of(side: Side, those: Spans, others: Spans, cuts_ms: Sequence[float]) -> list[Interruption]:
    found = []
    for span in those:
        spoken_to = next((one for one in others if one.start_ms < span.start_ms < one.stop_ms), None)
        if spoken_to is None:
            continue
        overlap = min(span.stop_ms, spoken_to.stop_ms) - span.start_ms
        was_cut = any(abs(cut - spoken_to.stop_ms) <= CUT_NEAR_MS for cut in cuts_ms)
        if overlap >= INTERRUPTION_MS or was_cut:
            goes_on = spoken_to.stop_ms - span.stop_ms >= GOES_ON_MS
            stopped_after = spoken_to.stop_ms - span.start_ms
            is_backchannel = goes_on and span.length_ms <= BACKCHANNEL_MS
            found.append(Interruption(side, span.start_ms, overlap, stopped_after, is_backchannel))
    return found


def real(found: Sequence[Interruption], side: Side) -> list[Interruption]:
    return [one for one in found if one.side == side and not one.is_backchannel]
