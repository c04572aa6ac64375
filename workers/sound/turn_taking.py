"""Measures response gaps, silences and interruptions from the spans in which each side speaks. Pure.

A silence belongs to the side that should speak next: the agent after the caller, the caller after the agent. While a tool runs
it is a hold, and while no agent is connected it is the bridge's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from workers.sound.spans import Span, Spans, common, joined, outside

Side = Literal["caller", "agent"]
Owner = Literal["agent", "caller", "hold", "bridge"]
MIN_SILENCE_MS = 200.0
INTERRUPTION_MS = 200.0  # minimum overlap
CUT_NEAR_MS = 150.0  # tolerance, because the quiet end of a cut word may not be detected as speech
BACKCHANNEL_MS = 700.0  # maximum length of a short «sí, sí» that does not stop the agent
GOES_ON_MS = 500.0


@dataclass(frozen=True, slots=True)
class Gap:
    """A response gap: from the end of the caller's speech to the start of the agent's."""

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
    """Spans in which the bridge had no agent, and start times of tools."""

    without_agent: tuple[Span, ...] = ()
    tools_ms: tuple[float, ...] = ()


def gaps(caller: Spans, agent: Spans) -> list[Gap]:
    """One gap per answer of the agent to a caller who had finished; speech that starts while the caller speaks is no answer."""
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
    return [silence for silence in found if silence.span.length_ms >= MIN_SILENCE_MS]


def _turn_of(span: Span, caller: Spans, agent: Spans) -> Owner:
    """Whose turn it was to speak."""
    caller_spoke = max((one.stop_ms for one in caller if one.stop_ms <= span.start_ms), default=-1.0)
    agent_spoke = max((one.stop_ms for one in agent if one.stop_ms <= span.start_ms), default=-1.0)
    return "caller" if agent_spoke > caller_spoke else "agent"


def _split(span: Span, turn: Owner, waiting: Waiting) -> list[Silence]:
    """Assigns parts without an agent to the bridge, and the rest to a hold if a tool was started in the silence or just
    before it.
    """
    found = [Silence(part, "bridge") for part in common([span], waiting.without_agent)]
    rest = common([span], outside(waiting.without_agent, span.stop_ms))
    is_hold = any(span.start_ms - GOES_ON_MS <= at <= span.stop_ms for at in waiting.tools_ms)
    found += [Silence(part, "hold" if is_hold else turn) for part in rest]
    return sorted(found, key=lambda silence: silence.span)


def interruptions(caller: Spans, agent: Spans, cuts_ms: Sequence[float] = ()) -> list[Interruption]:
    """`cuts_ms`: when the agent was silenced because the caller spoke; these count as interruptions regardless of the overlap."""
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
