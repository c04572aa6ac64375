"""All measurements of one recorded call. Pure, except for the speech model."""

from dataclasses import dataclass

from workers.sound.arrival import Arrival
from workers.sound.echo import without_echo
from workers.sound.levels import Level, level_of
from workers.sound.mulaw import PER_MS, Samples
from workers.sound.spans import Span, Spans, common, total_ms
from workers.sound.transport import Transport
from workers.sound.turn_taking import (
    Gap,
    Interruption,
    Silence,
    gaps,
    interruptions,
    silences,
)
from workers.sound.voice_activity import synthetic_voices, voices

VERSION = "sound-1"


@dataclass(frozen=True, slots=True)
class SideMeasures:
    spoken: tuple[Span, ...]
    level: Level

    @property
    def speech_ms(self) -> float:
        return total_ms(self.spoken)


@dataclass(frozen=True, slots=True)
class Measures:
    """Milliseconds since the first stream began."""

    duration_ms: float
    caller: SideMeasures
    agent: SideMeasures
    gaps: tuple[Gap, ...]
    silences: tuple[Silence, ...]
    interruptions: tuple[Interruption, ...]
    arrival: Arrival
    lost: tuple[Span, ...]  # spans without the caller's frames
    echo_ms: float = 0.0
    lost_entries: int = 0

    @property
    def first_audio_ms(self) -> float | None:
        return self.agent.spoken[0].start_ms if self.agent.spoken else None

    @property
    def overlap_ms(self) -> float:
        return total_ms(common(self.caller.spoken, self.agent.spoken))

    def silence_ms(self, owner: str) -> float:
        return total_ms(silence.span for silence in self.silences if silence.owner == owner)


def measure(caller: Samples, agent: Samples, transport: Transport) -> Measures:
    duration_ms = caller.size / PER_MS
    agent_spoken = synthetic_voices(agent)
    caller_spoken, echo = without_echo(caller, agent, voices(caller))
    return Measures(
        duration_ms=duration_ms,
        caller=side(caller, caller_spoken),
        agent=side(agent, agent_spoken),
        gaps=tuple(gaps(caller_spoken, agent_spoken)),
        silences=tuple(silences(caller_spoken, agent_spoken, duration_ms, transport.waiting)),
        interruptions=tuple(interruptions(caller_spoken, agent_spoken, transport.cuts_ms)),
        arrival=transport.arrival,
        lost=transport.lost,
        echo_ms=total_ms(echo),
        lost_entries=transport.lost_entries,
    )


def side(samples: Samples, spoken: Spans) -> SideMeasures:
    return SideMeasures(tuple(spoken), level_of(samples, spoken))
