"""How much of the agent's audio the caller has heard: a model of the carrier's buffer, corrected by returning marks. Pure.

Audio arrives much faster than the carrier plays it; only a returning mark shows where playback is. After a `clear` all marks return
at once, as if everything had been heard, so each mark carries the buffer's generation.
"""

from dataclasses import dataclass, field

from bridge.events import Heard

BYTES_PER_MS = 8  # mu-law at 8 kHz
MARK_EVERY_MS = 400
MAX_EVENTS = 64


def audio_bytes(payload: bytes) -> int:
    """The number of audio bytes in a base64 text."""
    return len(payload) * 3 // 4 - payload.count(b"=", -2)


@dataclass(slots=True)
class Playback:
    """Times are milliseconds since the stream began."""

    generation: int = 0
    first_ms: int | None = None  # when the caller first heard something
    sent_ms: float = 0.0
    unheard_total_ms: float = 0.0  # thrown away by interruptions
    _ends_at: float = 0.0
    _marked_ms: float = 0.0
    _marks: int = 0
    _pending: dict[str, float] = field(default_factory=dict)
    _starts: dict[int, int] = field(default_factory=dict)
    _newest_event: int = -1
    _newest_ms: float = 0.0

    def sent(self, at_ms: int, event_id: int, size: int) -> None:
        """`size` bytes of audio of one agent event went to the carrier."""
        starts_at = self._ends_at if self._ends_at > at_ms else float(at_ms)
        length_ms = size / BYTES_PER_MS
        self._ends_at = starts_at + length_ms
        self.sent_ms += length_ms
        if event_id == self._newest_event:
            self._newest_ms += length_ms
        else:
            self._newest_event, self._newest_ms = event_id, length_ms
            self._note_start(event_id, int(starts_at), at_ms)

    def _note_start(self, event_id: int, starts_at: int, at_ms: int) -> None:
        if self.first_ms is None:
            self.first_ms = at_ms
        if event_id not in self._starts:
            if len(self._starts) >= MAX_EVENTS:
                del self._starts[next(iter(self._starts))]
            self._starts[event_id] = starts_at

    def next_mark(self) -> str | None:
        """The next mark, if enough audio has been sent since the last one."""
        if self.sent_ms - self._marked_ms < MARK_EVERY_MS:
            return None
        self._marks += 1
        return self.mark(str(self._marks))

    def mark(self, name: str) -> str:
        """A mark after everything sent so far; returns the name for the carrier."""
        self._marked_ms = self.sent_ms
        full_name = f"g{self.generation}:{name}"
        self._pending[full_name] = self.sent_ms
        return full_name

    def returned(self, full_name: str, at_ms: int) -> str:
        """Returns the mark's own name. A mark of the current generation shows how far playback is."""
        behind = self._pending.pop(full_name, None)
        if behind is not None:
            self._ends_at = at_ms + self.sent_ms - behind
        return full_name.partition(":")[2]

    def cleared(self, at_ms: int) -> None:
        """The carrier's buffer is empty, and what it held was never heard."""
        self.unheard_total_ms += self.unheard_ms(at_ms)
        self.generation += 1
        self._ends_at = float(at_ms)
        self._marked_ms = self.sent_ms
        self._pending.clear()

    def forget_events(self) -> None:
        """A new session starts its event ids again; queued audio plays on."""
        self._starts.clear()
        self._newest_event, self._newest_ms = -1, 0.0

    def unheard_ms(self, at_ms: int) -> int:
        return max(0, round(self._ends_at - at_ms))

    def starts_ms(self, event_id: int, at_ms: int) -> int:
        """When the caller hears an event's first sound: known, or estimated behind the queue."""
        return self._starts.get(event_id, at_ms + self.unheard_ms(at_ms))

    def heard(self, at_ms: int) -> Heard:
        """How much of the newest event has been heard."""
        unheard_ms = min(self.unheard_ms(at_ms), self._newest_ms)
        return Heard(self._newest_event, 1 - unheard_ms / self._newest_ms if self._newest_ms else 1.0)

    def heard_ms(self, at_ms: int) -> int:
        return round(self.sent_ms - self.unheard_total_ms) - self.unheard_ms(at_ms)
