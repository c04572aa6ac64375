"""Transport data of a call that its audio does not show (loss, jitter, stream positions): stored with the recording, so
that it can be measured again.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from db.sound.tape import AGENT_LOST, AGENT_READY, TOOL
from workers.sound.arrival import Arrival, arrival_of
from workers.sound.clock import CarrierClock
from workers.sound.mulaw import PER_MS
from workers.sound.spans import Span
from workers.sound.streams import CallSound, Placed
from workers.sound.turn_taking import Waiting


@dataclass(frozen=True, slots=True)
class StreamPlace:
    """The position of a stream in the recording, and the conversion from the bridge's clock to the recording's."""

    start_ms: float
    offset_ms: float
    speed: float
    first_position: int

    def ms(self, at_ms: float) -> float:
        return max(self.start_ms + CarrierClock(self.offset_ms, self.speed).ms(at_ms), 0.0)


@dataclass(frozen=True, slots=True)
class Transport:
    """`lost`: spans without the caller's frames. `lost_entries`: number of tape entries that a slow disk lost."""

    waiting: Waiting = field(default_factory=Waiting)
    arrival: Arrival = field(default_factory=lambda: Arrival(0, 0, 0.0))
    lost: tuple[Span, ...] = ()
    lost_entries: int = 0
    streams: tuple[StreamPlace, ...] = ()
    cuts_ms: tuple[float, ...] = ()  # when the agent was silenced

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Transport":
        waiting = data["waiting"]
        return cls(
            waiting=Waiting(_spans(waiting["without_agent"]), tuple(waiting["tools_ms"])),
            arrival=Arrival(**data["arrival"]),
            lost=_spans(data["lost"]),
            lost_entries=data["lost_entries"],
            streams=tuple(StreamPlace(**place) for place in data["streams"]),
            cuts_ms=tuple(data.get("cuts_ms", ())),
        )


def _spans(rows: Sequence[dict[str, float]]) -> tuple[Span, ...]:
    return tuple(Span(**row) for row in rows)


def transport_of(sound: CallSound) -> Transport:
    streams = [part.stream for part in sound.streams]
    longest = max(streams, key=lambda stream: len(stream.frames))
    lost = sum(stream.caller.lost_frames for stream in streams)
    frames = sum(len(stream.frames) for stream in streams)
    jitter = arrival_of(longest.frames, longest.clock, 0).jitter_ms
    return Transport(
        waiting=_waiting(sound),
        arrival=Arrival(frames, lost, jitter),
        lost=tuple(span for part in sound.streams for span in _lost(part)),
        lost_entries=sum(stream.lost_entries for stream in streams),
        streams=tuple(_place(part) for part in sound.streams),
        cuts_ms=tuple(part.start_ms + cut for part in sound.streams for cut in part.stream.agent.cut_ms),
    )


def _place(part: Placed) -> StreamPlace:
    clock = part.stream.clock
    return StreamPlace(part.start_ms, clock.offset_ms, clock.speed, part.stream.label.first_position)


def _waiting(sound: CallSound) -> Waiting:
    """Spans without an agent: before it is first ready, from each loss until it is ready again, and between streams."""
    notes = sorted(
        (max(part.start_ms + at_ms, 0.0), word) for part in sound.streams for at_ms, word in part.stream.notes
    )
    between = [Span(_end(before), after.start_ms) for before, after in pairwise(sound.streams)]
    spans = [span for span in sorted([*_away(notes), *between]) if span.length_ms > 0]
    return Waiting(tuple(spans), tuple(at_ms for at_ms, word in notes if word == TOOL))


def _away(notes: Sequence[tuple[float, bytes]]) -> list[Span]:
    found, since = [], 0.0
    is_away = any(word == AGENT_READY for _, word in notes)
    for at_ms, word in notes:
        if word == AGENT_READY and is_away:
            found.append(Span(since, at_ms))
            is_away = False
        elif word == AGENT_LOST and not is_away:
            is_away, since = True, at_ms
    return found


def _end(part: Placed) -> float:
    return part.start_ms + part.stream.caller.samples.size / PER_MS


def _lost(part: Placed) -> list[Span]:
    """The spans of lost frames: gaps in the chunk numbers."""
    found = []
    for before, after in pairwise(part.stream.frames):
        start = part.start_ms + before.timestamp_ms + len(before.sound) / PER_MS
        stop = part.start_ms + after.timestamp_ms
        if after.chunk > before.chunk + 1 and stop > start:
            found.append(Span(start, stop))
    return found
